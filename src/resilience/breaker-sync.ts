import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';

import { runUnasked } from '../correlation';
import { failureCode } from '../failure';
import { every } from '../monitoring/scheduled';
import { BreakerOutages, type Outage } from './breaker-outages';
import { BreakerStates } from './breaker-states';
import type { BreakerSnapshot, DependencyPolicy } from './dependency-policy';
import { Policies } from './policies';
import type { Dependency } from './policy-catalogue';

/** So soon every instance follows what was done by hand at another. */
const SYNC_EVERY_MS = 2_000;

/**
 * Keeps this application's breakers and the database in step, at every change and every two seconds: what opens here is
 * entered once over all instances; what is held or released by hand holds here too; an outage that its instance left
 * behind is taken over, so that somebody finds out when it is over.
 */
@Injectable()
export class BreakerSync implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(BreakerSync.name);
  /** The outage that each open breaker of ours belongs to. */
  private readonly ours = new Map<Dependency, string>();
  private readonly timer = every(SYNC_EVERY_MS, () => this.sync());
  private running?: Promise<void>;
  private again = false;
  private isAway = false;

  constructor(
    private readonly policies: Policies,
    private readonly states: BreakerStates,
    private readonly outages: BreakerOutages,
  ) {
    policies.onChange((snapshot) => this.follow(snapshot));
  }

  /** A process that starts while a dependency is known to be down starts with its breaker open. */
  async onModuleInit(): Promise<void> {
    for (const outage of await this.outages.goingOn()) this.takeOver(outage);
    await this.sync();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.states.leave().catch(() => undefined); // silence says it as well, ten seconds later
  }

  /** Never fails: without the database the breakers work on by themselves. */
  sync(): Promise<void> {
    this.again = true;
    this.running ??= runUnasked(() => this.syncUntilDone()).finally(() => (this.running = undefined));
    return this.running;
  }

  private async syncUntilDone(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await this.syncOnce();
        this.isAway = false;
      } catch (error) {
        if (!this.isAway) this.logger.warn(`breakers are not kept just now (${failureCode(error)})`);
        this.isAway = true;
      }
    }
  }

  private async syncOnce(): Promise<void> {
    const policies = this.policies.all;
    await this.states.save(policies.map(({ snapshot }) => snapshot));
    for (const policy of policies) await this.enter(policy);
    const goingOn = new Map((await this.outages.goingOn()).map((outage) => [outage.name, outage]));
    for (const policy of policies) this.obey(policy, goingOn.get(policy.name));
  }

  private async enter({ name, snapshot, memory }: DependencyPolicy): Promise<void> {
    const outage = this.ours.get(name);
    if (snapshot.state === 'open') {
      if (outage) await this.outages.renew(outage, snapshot, memory);
      else this.ours.set(name, await this.outages.open(snapshot, memory));
    } else if (snapshot.state === 'closed' && outage) {
      await this.outages.close(outage, this.states.instance);
      this.ours.delete(name);
    }
  }

  private obey(policy: DependencyPolicy, outage: Outage | undefined): void {
    const { state } = policy.snapshot;
    if (outage?.isolated) {
      if (state !== 'isolated') policy.isolate();
    } else if (state === 'isolated' || (this.ours.has(policy.name) && !outage)) {
      this.ours.delete(policy.name);
      policy.reset();
    } else if (outage && !outage.held && state === 'closed') {
      this.takeOver(outage);
    }
  }

  private takeOver({ id, name, isolated, memory, openedAt, lastError, nextProbeAt }: Outage): void {
    const policy = this.policies.get(name);
    if (isolated || !memory) return isolated ? policy.isolate() : undefined;
    this.ours.set(name, id);
    policy.adopt({ since: openedAt, lastError, nextProbeAt }, memory);
  }

  private follow({ name, state, failures, lastError, nextProbeAt }: BreakerSnapshot): void {
    const told = { breaker: name, failures, last_error: lastError, next_probe_at: nextProbeAt };
    if (state !== 'open') this.logger.log({ message: `breaker ${name} is ${state}`, breaker: name });
    else if (this.ours.has(name)) this.logger.warn({ message: `breaker ${name} is open again`, ...told });
    else this.logger.error({ message: `breaker ${name} is open`, ...told });
    void this.sync();
  }
}
