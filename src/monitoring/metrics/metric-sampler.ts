import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import type { BreakerState } from '../../resilience/dependency-policy';
import { Policies } from '../../resilience/policies';
import { Settings } from '../../settings';
import { Probes } from '../probes';
import { Every } from '../scheduled';
import { TracedCalls } from '../traced-calls';
import { Metrics } from './metrics';
import { WaitingMails } from './waiting-mails';

const SAMPLE_EVERY_MS = 15_000;
const LOOP_RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;
const BREAKER_LEVELS: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2, isolated: 3 };

/** What TypeORM's driver for PostgreSQL has under `master`. */
interface ConnectionPool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

/** Looks at what does not tell of itself: queue, breakers, event loop, pool. */
@Injectable()
export class MetricSampler implements OnModuleInit, OnModuleDestroy {
  private loop?: ReturnType<typeof monitorEventLoopDelay>;
  private unsubscribe?: () => void;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly metrics: Metrics,
    private readonly waiting: WaitingMails,
    private readonly probes: Probes,
    private readonly policies: Policies,
    private readonly calls: TracedCalls,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    this.loop.enable();
    this.unsubscribe = this.calls.subscribe(({ name, durationMs, outcome }) =>
      this.metrics.record('call_time', durationMs, { call: name, outcome }),
    );
  }

  onModuleDestroy(): void {
    this.loop?.disable();
    this.unsubscribe?.();
  }

  /** Never fails: what does not answer is not sampled. */
  @Every(SAMPLE_EVERY_MS)
  async sample(): Promise<void> {
    this.sampleProcess();
    if (this.settings.role === 'worker') return; // the queue is the same for all: who takes mail in looks at it
    await Promise.allSettled([this.sampleMails(), this.sampleQueue()]);
  }

  private sampleProcess(): void {
    for (const { name, snapshot } of this.policies.all)
      this.metrics.record('breaker_state', BREAKER_LEVELS[snapshot.state], { breaker: name });
    const { totalCount, idleCount, waitingCount } = this.pool;
    const states = { in_use: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
    for (const [state, connections] of Object.entries(states))
      this.metrics.record('pool_use', connections, { state });
    if (!this.loop) return;
    const delays = { p50: this.loop.percentile(50), p99: this.loop.percentile(99), max: this.loop.max };
    for (const [quantile, ns] of Object.entries(delays))
      this.metrics.record('event_loop_delay', Math.max(0, ns / NS_PER_MS - LOOP_RESOLUTION_MS), { quantile });
    this.loop.reset();
  }

  private async sampleMails(): Promise<void> {
    const { all, held, oldestS } = await this.waiting.look();
    this.metrics.record('queue_depth', all, { state: 'all' });
    this.metrics.record('queue_depth', held, { state: 'held' });
    this.metrics.record('queue_age', oldestS, {});
  }

  private async sampleQueue(): Promise<void> {
    for (const [state, jobs] of Object.entries(await this.probes.ask('queue')))
      this.metrics.record('queue_depth', Number(jobs), { state });
  }

  private get pool(): ConnectionPool {
    return (this.database.driver as unknown as { master: ConnectionPool }).master;
  }
}
