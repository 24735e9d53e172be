import { Injectable } from '@nestjs/common';

import { Degraded, Probe, type ProbeDetails } from '../monitoring/probe';
import { Policies } from './policies';

/** Tells which dependencies this instance does not call just now; what needs none of them goes on. */
@Injectable()
export class BreakersProbe {
  constructor(private readonly policies: Policies) {}

  @Probe('breakers')
  async states(): Promise<ProbeDetails> {
    const snapshots = this.policies.all.map(({ snapshot }) => snapshot);
    const states = Object.fromEntries(snapshots.map(({ name, state }) => [name, state]));
    if (snapshots.every(({ state }) => state === 'closed')) return states;
    throw new Degraded('mails that need what is down wait for it', states);
  }
}
