import type { Queue } from 'bullmq';
import { Pool } from 'pg';

import { Degraded, Probe, type ProbeDetails } from '../../monitoring/probe';
import type { Role } from '../../settings';
import type { QueueConnection } from './queue-backend';
import { assertReady, redisTrouble } from './redis';

/** Asks the queue how much stands in it, and who works on it. */
export class QueueProbe {
  constructor(
    private readonly queue: Queue,
    private readonly connection: QueueConnection,
    private readonly role: Role,
  ) {}

  /** @throws Error with the remedy; Degraded where this process takes mails in and no other works on them. */
  @Probe('queue')
  async counts(): Promise<ProbeDetails> {
    if (this.connection instanceof Pool) return this.ask();
    assertReady(this.connection);
    return this.ask().catch((error: unknown) => {
      throw error instanceof Degraded ? error : redisTrouble(error);
    });
  }

  private async ask(): Promise<ProbeDetails> {
    const counts = await this.queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
    // A Redis may forbid its users to list connections, and work all the same.
    const workers = await this.queue.getWorkersCount().catch(() => null);
    if (workers === null) return counts;
    const details = { ...counts, workers };
    if (this.role === 'web' && workers === 0)
      throw new Degraded('no process works on the mails: start one with ROLE=worker', details);
    return details;
  }
}
