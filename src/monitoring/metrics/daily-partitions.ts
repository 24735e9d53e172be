import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Settings } from '../../settings';

/** So many days stay writable where nothing has made partitions since. */
const DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;
/** Transaction lock; two processes that make the same partition would fail each other. */
const PARTITION_LOCK = 0x43_41_44;

/** Makes the partitions of samples ahead, a day each in UTC, and drops what is older than its retention. */
@Injectable()
export class DailyPartitions {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly settings: Settings,
  ) {}

  /** Makes what is missing for a span of time, a week ahead by default. */
  async ensure(from = new Date(), to = new Date(Date.now() + DAYS_AHEAD * DAY_MS)): Promise<void> {
    const days: string[] = [];
    for (let day = startOfDay(from); day <= to.getTime(); day += DAY_MS) days.push(isoDay(day));
    await this.database.transaction(async (transaction) => {
      await transaction.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      for (const day of days)
        await transaction.query(
          `CREATE TABLE IF NOT EXISTS operational_metrics_${day.replaceAll('-', '')} PARTITION OF operational_metrics
           FOR VALUES FROM ('${day} 00:00Z') TO ('${isoDay(Date.parse(day) + DAY_MS)} 00:00Z')`,
        );
    });
  }

  /** Drops what is older than the retention; with a day of leeway, since calendar days begin at other times than UTC's. */
  async dropOld(now = new Date()): Promise<string[]> {
    const kept = isoDay(startOfDay(now) - (this.settings.metrics.retentionDays + 1) * DAY_MS);
    const before = kept.replaceAll('-', '');
    const old: { name: string }[] = await this.database.query(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'operational_metrics'::regclass AND right(c.relname, 8) < $1 ORDER BY 1`,
      [before],
    );
    for (const { name } of old) await this.database.query(`DROP TABLE IF EXISTS ${name}`);
    await this.database.query('DELETE FROM operational_metrics_running WHERE slot < $1', [`${kept} 00:00Z`]);
    // One row a call of a language model: too few for partitions of their own.
    await this.database.query('DELETE FROM prompt_performance_metrics WHERE at < $1', [`${kept} 00:00Z`]);
    return old.map(({ name }) => name);
  }
}

function startOfDay(time: Date): number {
  return Math.floor(time.getTime() / DAY_MS) * DAY_MS;
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
