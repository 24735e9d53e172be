import { BREAKER } from '../../src/resilience/breaker';
import type { DependencyPolicy } from '../../src/resilience/dependency-policy';
import { wrappedMethods } from '../../src/wrap-method';

/** Has every call of the adapter made once and as it comes, without a breaker, to show what the adapter does by itself. */
export function unguarded<T extends object>(adapter: T): T {
  const policy = { execute: (call: () => Promise<unknown>) => call() } as DependencyPolicy;
  for (const { bind } of wrappedMethods<DependencyPolicy>(adapter, BREAKER)) bind(adapter, policy);
  return adapter;
}
