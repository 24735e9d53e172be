import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Calendar } from './calendar';
import { DailyPartitions } from './daily-partitions';
import { MetricRollup, type RolledDay } from './metric-rollup';
import { PromptRollup } from './prompt-rollup';

/** Session lock of the one process that rolls up. */
const ROLLUP_LOCK = 0x43_41_45;

/** Thrown for a day that still gets samples. */
export class DayNotOver extends Error {
  override name = 'DayNotOver';

  constructor(day: string) {
    super(`${day} is not over yet; it is rolled up when it is.`);
  }
}

/** Rolls up what is due, by one process at a time. */
@Injectable()
export class Rollup {
  private readonly logger = new Logger(Rollup.name);

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
    private readonly metrics: MetricRollup,
    private readonly prompts: PromptRollup,
    private readonly partitions: DailyPartitions,
  ) {}

  /**
   * Rolls up every day that is over and was missed, makes partitions ahead and drops the old ones.
   *
   * @returns the days, or null where another process is at it.
   */
  async catchUp(now = new Date()): Promise<RolledDay[] | null> {
    return this.locked('pg_try_advisory_lock', async () => {
      const today = await this.calendar.dayOf(now);
      await this.partitions.ensure();
      const rolled: RolledDay[] = [];
      for (const day of await this.metrics.missed(today, true)) rolled.push(await this.metrics.rollUp(day));
      for (const day of await this.prompts.missed(today)) await this.prompts.rollUp(day);
      await this.partitions.dropOld(now);
      if (rolled.length > 0)
        this.logger.log(
          `rolled up ${rolled.map(({ day, samples }) => `${day} (${samples} samples)`).join(', ')}`,
        );
      return rolled;
    });
  }

  /**
   * Rolls a day up again, whatever was done before; waits for another process that is at it.
   *
   * @throws RawRowsGone, DayNotOver
   */
  async again(day: string): Promise<RolledDay & { prompts: number }> {
    if (day >= (await this.calendar.dayOf(new Date()))) throw new DayNotOver(day);
    return this.locked('pg_advisory_lock', async () => {
      const prompts = await this.prompts.rollUp(day);
      return { ...(await this.metrics.rollUp(day)), prompts };
    }) as Promise<RolledDay & { prompts: number }>; // null is for those who do not wait
  }

  /** The earliest day that ended more than so many hours ago, has samples, and is not rolled up; null where none is missing. */
  async overdue(hours: number, now = new Date()): Promise<string | null> {
    const before = await this.calendar.dayOf(new Date(now.getTime() - hours * 3_600_000));
    return (await this.metrics.missed(before, false))[0] ?? null;
  }

  private async locked<T>(
    lock: 'pg_try_advisory_lock' | 'pg_advisory_lock',
    work: () => Promise<T>,
  ): Promise<T | null> {
    const session = this.database.createQueryRunner();
    try {
      const rows: { taken: unknown }[] = await this.database.query(
        `SELECT ${lock}($1) AS taken`,
        [ROLLUP_LOCK],
        session,
      );
      if (rows[0].taken === false) return null;
      try {
        return await work();
      } finally {
        await session.query('SELECT pg_advisory_unlock($1)', [ROLLUP_LOCK]);
      }
    } finally {
      await session.release();
    }
  }
}
