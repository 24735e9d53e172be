import { wrapMethod, type AsyncMethodDecorator } from '../wrap-method';
import type { TracedCalls } from './traced-calls';

/** Under this key `wrappedMethods` finds what `@Traced` wrapped. */
export const TRACED = Symbol('traced');

/**
 * Tells those who listen how long each call took and how it ended, and makes a span of it where Sentry is on. Costs next
 * to nothing where nobody listens; meant for I/O all the same. An instance that no application has bound goes untraced.
 *
 * @param name  of the span and the metric; class and method where left out.
 */
export function Traced(name?: string): AsyncMethodDecorator {
  return wrapMethod<TracedCalls>(TRACED, name ?? '', (method, boundTo, label) => {
    const traced = name ?? label;
    return function (...args) {
      const calls = boundTo(this);
      if (!calls?.isListening) return method.apply(this, args);
      return calls.observe(traced, method, this, args); // a closure here would cost also those who do not listen
    };
  });
}
