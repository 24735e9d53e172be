import type { Queue } from 'bullmq';
import { Pool } from 'pg';

import { Degraded, Probe, type ProbeDetails } from '../../monitoring/probe';
import type { Role } from '../../settings';
import type { QueueConnection } from './queue-backend';
import { KEY_PREFIX } from './queue.module';
import { assertReady, evictionPolicy, type RedisConnection } from './redis';
import { redisTrouble } from './redis-trouble';

/** Asks the queue how much stands in it, and who works on it. */
export class QueueProbe {
  constructor(
    private readonly queue: Queue,
    private readonly connection: QueueConnection,
    private readonly role: Role,
  ) {}

  /**
   * @throws Error with the remedy; Degraded where this process takes mails in and no other works on them, and where Redis
   *   may throw jobs away.
   */
  @Probe('queue')
  async counts(): Promise<ProbeDetails> {
    const details = this.connection instanceof Pool ? await this.ask() : await this.askRedis(this.connection);
    if (this.role === 'web' && details.workers === 0)
      throw new Degraded('no process works on the mails: start one with ROLE=worker', details);
    return details;
  }

  private async askRedis(redis: RedisConnection): Promise<ProbeDetails> {
    assertReady(redis);
    try {
      await redis.set(`${KEY_PREFIX}:probe`, '', 'PX', 1_000); // one that is full answers all the same
      const [details, eviction] = await Promise.all([this.ask(), evictionPolicy(redis)]);
      if (eviction === null || eviction === 'noeviction') return details;
      throw new Degraded(
        `Redis throws jobs away when it is full: set its maxmemory-policy to noeviction (${eviction})`,
        details,
      );
    } catch (error) {
      throw error instanceof Degraded ? error : redisTrouble(error);
    }
  }

  private async ask(): Promise<ProbeDetails> {
    const counts = await this.queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
    // A Redis may forbid its users to list connections, and work all the same.
    const workers = await this.queue.getWorkersCount().catch(() => null);
    return workers === null ? counts : { ...counts, workers };
  }
}
