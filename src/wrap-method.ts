import 'reflect-metadata';

/** Any method; what it takes and gives is its own business. */
export type Method = (this: object, ...args: unknown[]) => unknown;

/** A decorator for methods that answer later. */
export type AsyncMethodDecorator = <T extends (...args: never[]) => Promise<unknown>>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
) => void;

/** One decorated method, and the way to give an instance what an application has for it. */
export interface WrappedMethod<Bound> {
  /** The decorator's argument. */
  argument: string;
  /** Class and method, for messages: `Mail.send`. */
  label: string;
  bind: (instance: object, bound: Bound) => void;
}

/**
 * Wraps a method when its class is defined. What the wrapper works with is bound to each instance later, so that two
 * applications in one process have each their own; name and metadata are those of the method.
 *
 * @param kind  the decorator's own key, under which `wrappedMethods` finds what it wrapped.
 * @param around  makes the wrapper; `boundTo` gives what an instance was bound to, or undefined.
 */
export function wrapMethod<Bound>(
  kind: symbol,
  argument: string,
  around: (method: Method, boundTo: (instance: object) => Bound | undefined, label: string) => Method,
): AsyncMethodDecorator {
  return (target, key, descriptor) => {
    const method = descriptor.value as unknown as Method;
    const bindings = new WeakMap<object, Bound>();
    const label = `${target.constructor.name}.${String(key)}`;
    const wrapper = around(method, (instance) => bindings.get(instance), label);
    Object.defineProperty(wrapper, 'name', { value: method.name, configurable: true });
    for (const metadataKey of Reflect.getMetadataKeys(method) as unknown[])
      Reflect.defineMetadata(metadataKey, Reflect.getMetadata(metadataKey, method), wrapper);
    const mark: WrappedMethod<Bound> = {
      argument,
      label,
      bind: (instance, bound) => void bindings.set(instance, bound),
    };
    Reflect.defineMetadata(kind, mark, wrapper);
    descriptor.value = wrapper as unknown as typeof descriptor.value;
  };
}

/** All methods of an instance that a decorator has wrapped, also those that a subclass hides and may call. */
export function wrappedMethods<Bound>(instance: object, kind: symbol): WrappedMethod<Bound>[] {
  const found: WrappedMethod<Bound>[] = [];
  for (
    let holder = prototypeOf(instance);
    holder && holder !== Object.prototype;
    holder = prototypeOf(holder)
  )
    for (const key of Reflect.ownKeys(holder)) {
      const value: unknown = Object.getOwnPropertyDescriptor(holder, key)?.value;
      if (typeof value !== 'function') continue;
      const mark = Reflect.getMetadata(kind, value) as WrappedMethod<Bound> | undefined;
      if (mark) found.push(mark);
    }
  return found;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
