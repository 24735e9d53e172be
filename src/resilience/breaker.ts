import { wrapMethod, type AsyncMethodDecorator } from '../wrap-method';
import type { DependencyPolicy } from './dependency-policy';
import type { Dependency } from './policy-catalogue';

/** Under this key `wrappedMethods` finds what `@Breaker` wrapped. */
export const BREAKER = Symbol('breaker');

/**
 * Calls the method by its dependency's policy: in time, within its share of calls, again where that is safe, and not at
 * all while the dependency is known to be down. Only transient failures count; see `failure.ts`.
 *
 * @throws BreakerOpen (deferred until the next probe) while the breaker is open.
 */
export function Breaker(name: Dependency): AsyncMethodDecorator {
  return wrapMethod<DependencyPolicy>(BREAKER, name, (method, boundTo, label) => {
    return function (...args) {
      const policy = boundTo(this);
      if (!policy) return Promise.reject(new UnboundBreaker(label, name));
      return policy.execute(() => method.apply(this, args) as Promise<unknown>);
    };
  });
}

class UnboundBreaker extends Error {
  override name = 'UnboundBreaker';

  constructor(label: string, name: string) {
    super(
      `${label} wears @Breaker('${name}') and its instance has no policy: import PoliciesModule and let Nest make the ` +
        `instance, or call policies.bind(instance); before onModuleInit there are no policies yet`,
    );
  }
}
