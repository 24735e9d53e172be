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
    const observed: typeof method = function (...args) {
      return boundTo(this)?.observe(traced, method, this, args) ?? method.apply(this, args);
    };
    // Arguments that are handed on and go nowhere else are never made an array: where nobody listens nothing is allocated.
    return function (...args) {
      return boundTo(this)?.isListening ? observed.apply(this, args) : method.apply(this, args);
    };
  });
}
