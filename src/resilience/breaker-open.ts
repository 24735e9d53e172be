import { DeferredFailure } from '../failure';
import { POLICY_CATALOGUE, type Dependency } from './policy-catalogue';

/** The dependency is known to be down and was not called, or its last call opened the breaker. */
export class BreakerOpen extends DeferredFailure {
  constructor(
    readonly dependency: Dependency,
    until: Date,
    options?: ErrorOptions,
  ) {
    const { label } = POLICY_CATALOGUE[dependency];
    super(
      'breaker_open',
      `${label} does not answer; the mail goes on by itself when it does.`,
      until,
      options,
    );
  }
}
