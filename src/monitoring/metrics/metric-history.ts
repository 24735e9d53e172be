import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Calendar } from './calendar';
import { Histogram, type HistogramColumns } from './histogram';
import type { MetricName } from './metric-catalogue';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Some windows, each for the summary and the watch. */
const MAX_KEPT_SPANS = 8;

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

/** The merged days of a span, good until one of them is rolled up again. */
interface RolledSpan {
  version: string;
  series: SeriesHistory[];
}

/**
 * Reads metrics of a span: days that are rolled up, the running totals of days that are not, samples within an hour. So
 * the time that it takes depends on the number of series and days, not on that of samples.
 */
@Injectable()
export class MetricHistory {
  private readonly rolledSpans = new Map<string, RolledSpan>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
  ) {}

  async span(window: Window, to = new Date()): Promise<Span> {
    const from = new Date(to.getTime() - WINDOWS[window] * HOUR_MS);
    if (window === '1h') return { from: new Date(Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS), to };
    const [{ from: midnight }] = await this.calendar.daysOf(from, from);
    if (window !== '24h') return { from: midnight, to };
    const hours = Math.floor((from.getTime() - midnight.getTime()) / HOUR_MS);
    return { from: new Date(midnight.getTime() + hours * HOUR_MS), to };
  }

  /** Every series of these metrics within a span that `span` gave. */
  async read(window: Window, span: Span, metrics: MetricName[]): Promise<SeriesHistory[]> {
    if (window === '1h') return this.query(SAMPLES, [metrics, span.from, span.to]);
    if (window === '24h') return this.query(HOURS, [metrics, span.from, span.to]);
    return this.days(span, metrics);
  }

  /** Every series of these metrics on whole days; the last one may still go on. */
  async days(span: Span, metrics: MetricName[]): Promise<SeriesHistory[]> {
    const days = await this.calendar.daysOf(span.from, new Date(span.to.getTime() - 1));
    const rolled: { day: string; ended_at: Date }[] = await this.database.query(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, ended_at FROM daily_runs WHERE task = 'metrics' AND day = ANY($1) ORDER BY day`,
      [days.map(({ day }) => day)],
    );
    const known = new Set(rolled.map(({ day }) => day));
    const running = days.filter(({ day }) => !known.has(day)).map(({ from }) => from);
    const [past, present] = await Promise.all([
      this.rolledDays(rolled, metrics),
      this.rows(RUNNING_DAYS, [metrics, running]),
    ]);
    return [...past, ...present];
  }

  private async rolledDays(
    rolled: { day: string; ended_at: Date }[],
    metrics: MetricName[],
  ): Promise<SeriesHistory[]> {
    const key = `${metrics.join()} ${rolled.length}`;
    const version = rolled.map(({ day, ended_at }) => `${day} ${ended_at.getTime()}`).join();
    const kept = this.rolledSpans.get(key);
    if (kept?.version === version) return kept.series;
    const series = await this.query(ROLLED_DAYS, [metrics, rolled.map(({ day }) => day)]);
    if (this.rolledSpans.size >= MAX_KEPT_SPANS) this.rolledSpans.clear();
    this.rolledSpans.set(key, { version, series });
    return series;
  }

  private async query(source: string, values: unknown[]): Promise<SeriesHistory[]> {
    return this.rows(merged(source), values);
  }

  private async rows(sql: string, values: unknown[]): Promise<SeriesHistory[]> {
    const rows: Row[] = await this.database.query(sql, values);
    return rows.map(({ metric, labels, ...columns }) => ({
      metric,
      labels,
      histogram: new Histogram().merge({ ...columns, sampleCount: Number(columns.sampleCount) }),
    }));
  }
}

/** Adds up what `source` gives of each series, and counts of equal buckets. JSON is read faster than arrays are. */
function merged(source: string): string {
  return `
    WITH series AS MATERIALIZED (SELECT series_id, metric, labels FROM metric_series WHERE metric = ANY($1)),
    source AS MATERIALIZED (${source}),
    totals AS (
      SELECT series_id, sum(sum) AS sum, sum(sample_count) AS sample_count, min(min) AS min, max(max) AS max
      FROM source GROUP BY series_id),
    buckets AS (
      SELECT series_id, json_agg(bucket ORDER BY bucket) AS buckets, json_agg(n ORDER BY bucket) AS counts
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

const COLUMNS = 'series_id, sum, sample_count, min, max, histogram_buckets, histogram_counts';
const HOURS = `
  SELECT ${COLUMNS} FROM operational_metrics_running JOIN series USING (series_id)
  WHERE grain = 'hour' AND slot >= $2 AND slot < $3`;
/** A row a series and day, and a day or two: there is next to nothing to add up. */
const RUNNING_DAYS = `
  SELECT metric, labels, sum, sample_count AS "sampleCount", min, max,
    array_to_json(histogram_buckets) AS buckets, array_to_json(histogram_counts) AS counts
  FROM operational_metrics_running JOIN metric_series USING (series_id)
  WHERE grain = 'day' AND slot = ANY($2) AND metric = ANY($1)`;
const ROLLED_DAYS = `
  SELECT ${COLUMNS} FROM operational_metrics_daily JOIN series USING (metric, labels) WHERE day = ANY($2)`;
