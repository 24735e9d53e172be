import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Probes } from '../monitoring/probes';
import { later } from '../monitoring/scheduled';
import type { BreakerSnapshot } from './dependency-policy';
import { Policies } from './policies';
import { POLICY_CATALOGUE, type Dependency } from './policy-catalogue';

/** The clock of the timer and that of the breaker may differ by a millisecond. */
const MARGIN_MS = 5;

/**
 * Asks a dependency whose breaker is open when its next probe is due, by the `@Probe` of the same name: at an office's
 * volume no call may come by that would find out.
 */
@Injectable()
export class Recovery implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly timers = new Map<Dependency, NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly policies: Policies,
    private readonly probes: Probes,
  ) {
    policies.onChange((snapshot) => this.plan(snapshot));
  }

  /** @throws Error where a dependency could open its breaker and nothing would ever ask whether it is back. */
  onApplicationBootstrap(): void {
    for (const name of this.policies.bound)
      if (!this.probes.names.includes(name))
        throw new Error(
          `@Breaker('${name}') is worn and nothing wears @Probe('${name}'): add the probe to its adapter`,
        );
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  private plan({ name, state, nextProbeAt }: BreakerSnapshot): void {
    clearTimeout(this.timers.get(name));
    if (state !== 'open' || !nextProbeAt || this.stopped) return;
    const wait = Math.max(0, nextProbeAt.getTime() - Date.now()) + MARGIN_MS;
    this.timers.set(name, later(wait, () => this.ask(name)).unref());
  }

  private ask(name: Dependency): Promise<void> {
    // As long as a call may take, where health asks for a quick answer: a slow server is not down.
    const { attemptTimeoutMs } = POLICY_CATALOGUE[name];
    return this.policies.get(name).probe(() => this.probes.ask(name, attemptTimeoutMs));
  }
}
