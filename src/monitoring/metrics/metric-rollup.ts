import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

import { Settings } from '../../settings';
import { Calendar } from './calendar';

/** What a rollup of a day made. */
export interface RolledDay {
  day: string;
  /** Raw rows that went into it. */
  samples: number;
  /** Rows of the daily table. */
  series: number;
}

/** Thrown for a day whose raw rows are gone: what its daily rows say would be lost. */
export class RawRowsGone extends Error {
  override name = 'RawRowsGone';

  constructor(day: string) {
    super(`There are no raw rows of ${day} any more; its daily rows stay as they are.`);
  }
}

/** Rolls the samples of a day up into one row a series. Doing it again gives the same. */
@Injectable()
export class MetricRollup {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
    private readonly settings: Settings,
  ) {}

  /** @throws RawRowsGone */
  async rollUp(day: string): Promise<RolledDay> {
    const { from, to } = await this.calendar.day(day);
    return this.database.transaction(async (transaction) => {
      await transaction.query(aggregate(from, to));
      const rows: { series: number; samples: string }[] = await transaction.query(
        'SELECT count(*)::int AS series, coalesce(sum(sample_count), 0) AS samples FROM rolled_metrics',
      );
      const { series, samples } = rows[0];
      if (series === 0 && (await hasDailyRows(transaction, day))) throw new RawRowsGone(day);
      await transaction.query('DELETE FROM operational_metrics_daily WHERE day = $1', [day]);
      await transaction.query(INSERT_DAY, [day]);
      await transaction.query(
        `INSERT INTO daily_runs (task, day) VALUES ('metrics', $1) ON CONFLICT (task, day) DO UPDATE SET ended_at = now()`,
        [day],
      );
      await transaction.query('DROP TABLE rolled_metrics');
      return { day, series, samples: Number(samples) };
    });
  }

  /** Days before this one that have samples and were not rolled up; with `late`, also those that got samples since. */
  async missed(before: string, late: boolean): Promise<string[]> {
    const rows: { day: string }[] = await this.database.query(MISSED, [before, this.settings.timeZone, late]);
    return rows.map(({ day }) => day);
  }
}

async function hasDailyRows(transaction: EntityManager, day: string): Promise<boolean> {
  const rows: unknown[] = await transaction.query(
    'SELECT FROM operational_metrics_daily WHERE day = $1 LIMIT 1',
    [day],
  );
  return rows.length > 0;
}

/** A statement of its own: PostgreSQL reads in parallel for CREATE TABLE AS, and not for INSERT; the former takes no parameters. */
function aggregate(from: Date, to: Date): string {
  return `
    CREATE TEMP TABLE rolled_metrics ON COMMIT DROP AS
    WITH bucketed AS (
      SELECT series_id, metric_bucket(value) AS bucket, count(*) AS n, sum(value) AS sum, min(value) AS min, max(value) AS max
      FROM operational_metrics WHERE recorded_at >= '${from.toISOString()}' AND recorded_at < '${to.toISOString()}'
      GROUP BY 1, 2),
    ranked AS (
      SELECT *, sum(n) OVER (PARTITION BY series_id ORDER BY bucket) AS passed, sum(n) OVER (PARTITION BY series_id) AS total
      FROM bucketed)
    SELECT series_id, min(min) AS min, max(max) AS max, sum(sum) AS sum, sum(n)::bigint AS sample_count,
      least(max(max), greatest(min(min), metric_bucket_value(min(bucket) FILTER (WHERE passed >= ceil(0.95 * total))))) AS p95,
      array_agg(bucket ORDER BY bucket) AS histogram_buckets, array_agg(n::integer ORDER BY bucket) AS histogram_counts
    FROM ranked GROUP BY series_id`;
}

const INSERT_DAY = `
  INSERT INTO operational_metrics_daily
    (day, metric, labels, avg, min, max, p95, sum, sample_count, histogram_buckets, histogram_counts)
  SELECT $1, metric, labels, sum / sample_count, min, max, p95, sum, sample_count, histogram_buckets, histogram_counts
  FROM rolled_metrics JOIN metric_series USING (series_id)`;

/** A minute of leeway: a batch may have begun before the rollup did and ended after it. */
const MISSED = `
  SELECT DISTINCT to_char(slot AT TIME ZONE $2, 'YYYY-MM-DD') AS day FROM operational_metrics_running
  LEFT JOIN daily_runs ON task = 'metrics' AND day = (slot AT TIME ZONE $2)::date
  WHERE grain = 'day' AND (slot AT TIME ZONE $2)::date < $1
    AND (ended_at IS NULL OR $3 AND written_at > ended_at - interval '1 minute')
  ORDER BY 1`;
