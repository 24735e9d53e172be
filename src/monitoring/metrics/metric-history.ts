import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Settings } from '../../settings';
import { Calendar } from './calendar';
import { Histogram, type HistogramColumns } from './histogram';
import type { MetricName } from './metric-catalogue';

/** The spans of time that can be summarised. */
export const WINDOWS = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24, '365d': 365 * 24 } as const;
export type Window = keyof typeof WINDOWS;

/** Half-open; `from` is where the kept rows begin: a minute, an hour, or from seven days on a calendar day. */
export interface Span {
  from: Date;
  to: Date;
}

/** One series over a span. */
export interface SeriesHistory {
  metric: MetricName;
  labels: Record<string, string>;
  histogram: Histogram;
}

type Row = HistogramColumns & { metric: MetricName; labels: Record<string, string>; sampleCount: string };

/**
 * Reads metrics of a span: rolled-up days where there are, hours for days that are not rolled up yet, samples within an
 * hour. So the time that it takes depends on the number of series and days, not on that of samples.
 */
@Injectable()
export class MetricHistory {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
    private readonly settings: Settings,
  ) {}

  async span(window: Window, to = new Date()): Promise<Span> {
    const from = new Date(to.getTime() - WINDOWS[window] * 3_600_000);
    if (window === '1h') return { from: new Date(Math.floor(from.getTime() / 60_000) * 60_000), to };
    const { from: midnight } = await this.calendar.day(await this.calendar.dayOf(from));
    if (window !== '24h') return { from: midnight, to };
    const hours = Math.floor((from.getTime() - midnight.getTime()) / 3_600_000);
    return { from: new Date(midnight.getTime() + hours * 3_600_000), to };
  }

  /** Every series of these metrics, with all that is known of it in the window. */
  async read(window: Window, span: Span, metrics: MetricName[]): Promise<SeriesHistory[]> {
    const rows: Row[] =
      window === '1h'
        ? await this.database.query(merged(SAMPLES), [metrics, span.from, span.to])
        : await this.database.query(merged(DAYS_AND_HOURS), [
            metrics,
            span.from,
            span.to,
            this.settings.timeZone,
            window === '24h',
          ]);
    return rows.map(({ metric, labels, ...columns }) => ({
      metric,
      labels,
      histogram: new Histogram().merge({ ...columns, sampleCount: Number(columns.sampleCount) }),
    }));
  }
}

/** Adds up what `source` gives of each series; counts of equal buckets add up as well. */
function merged(source: string): string {
  return `
    WITH series AS MATERIALIZED (SELECT series_id, metric, labels FROM metric_series WHERE metric = ANY($1)),
    source AS MATERIALIZED (${source}),
    totals AS (
      SELECT series_id, sum(sum) AS sum, sum(sample_count) AS sample_count, min(min) AS min, max(max) AS max
      FROM source GROUP BY series_id),
    buckets AS (
      SELECT series_id, array_agg(bucket ORDER BY bucket) AS buckets, array_agg(n ORDER BY bucket) AS counts
      FROM (
        SELECT series_id, bucket, sum(n)::float8 AS n
        FROM source, unnest(histogram_buckets, histogram_counts) AS u (bucket, n) GROUP BY series_id, bucket) AS added
      GROUP BY series_id)
    SELECT metric, labels, sum, sample_count AS "sampleCount", min, max, buckets, counts
    FROM series JOIN totals USING (series_id) JOIN buckets USING (series_id)`;
}

const SAMPLES = `
  SELECT series_id, sum(sum) AS sum, sum(n) AS sample_count, min(min) AS min, max(max) AS max,
    array_agg(bucket) AS histogram_buckets, array_agg(n) AS histogram_counts
  FROM (
    SELECT series_id, metric_bucket(value) AS bucket, sum(value) AS sum, count(*) AS n, min(value) AS min, max(value) AS max
    FROM operational_metrics JOIN series USING (series_id) WHERE recorded_at >= $2 AND recorded_at < $3 GROUP BY 1, 2) AS bucketed
  GROUP BY series_id`;

/** $5: hours alone, since the first day is not whole. */
const DAYS_AND_HOURS = `
  WITH rolled AS MATERIALIZED (
    SELECT day FROM daily_runs
    WHERE task = 'metrics' AND NOT $5 AND day >= ($2::timestamptz AT TIME ZONE $4)::date AND day < ($3::timestamptz AT TIME ZONE $4)::date),
  unrolled AS MATERIALIZED (
    SELECT (day AT TIME ZONE $4) AS from, ((day + interval '1 day') AT TIME ZONE $4) AS to
    FROM generate_series(($2::timestamptz AT TIME ZONE $4)::date::timestamp, ($3::timestamptz AT TIME ZONE $4)::date::timestamp, interval '1 day') AS days (day)
    WHERE day::date NOT IN (SELECT day FROM rolled))
  SELECT series_id, sum, sample_count, min, max, histogram_buckets, histogram_counts
  FROM operational_metrics_daily JOIN series USING (metric, labels) WHERE day IN (SELECT day FROM rolled)
  UNION ALL
  SELECT series_id, sum, sample_count, min, max, histogram_buckets, histogram_counts
  FROM unrolled, operational_metrics_hourly JOIN series USING (series_id)
  WHERE slot >= greatest(unrolled.from, $2) AND slot < least(unrolled.to, $3)`;
