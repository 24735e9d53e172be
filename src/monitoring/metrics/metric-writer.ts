import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { failureCode } from '../../failure';
import { every } from '../scheduled';
import { Calendar } from './calendar';
import { DailyPartitions } from './daily-partitions';
import type { MetricSeries } from './metric-series';
import { Metrics } from './metrics';
import { runningTotals } from './running-totals';
import type { SampleBatch } from './sample-buffer';

const WRITE_EVERY_MS = 1_000;
/** Rows of one statement: some milliseconds of the event loop. */
const MAX_BATCH = 5_000;
/** A batch that the database has refused so often, and not for lack of means, is given up. */
const MAX_REFUSALS = 5;
/** Classes of SQLSTATE that pass: connection, rollback, resources, operator, system. */
const PASSING = /^(08|25|40|53|55|57|58)/;
const NO_PARTITION = '23514';

/**
 * Writes what was recorded, once a second and at the end. While the database is away the samples wait, within the
 * bounds of their buffer.
 */
@Injectable()
export class MetricWriter implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricWriter.name);
  private readonly timer = every(WRITE_EVERY_MS, () => this.running ?? this.write());
  private running?: Promise<void>;
  /** Taken out of the buffer and not written yet. */
  private batch?: SampleBatch;
  private refusals = 0;
  private isAway = false;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly metrics: Metrics,
    private readonly partitions: DailyPartitions,
    private readonly calendar: Calendar,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.partitions.ensure();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** Writes all that waits now, after what is just being written; never fails. */
  async write(): Promise<void> {
    while (this.running) await this.running;
    this.running = this.writeAll().finally(() => (this.running = undefined));
    await this.running;
  }

  private async writeAll(): Promise<void> {
    const { buffer } = this.metrics;
    // What is recorded meanwhile waits for the next time, else a busy process would write small batches without end.
    let due = buffer.size;
    while (this.batch ?? due > 0) {
      if (!this.batch) {
        this.batch = buffer.take(Math.min(MAX_BATCH, due));
        due -= this.batch.values.length;
      }
      if (!(await this.tryBatch(this.batch))) return;
      this.batch = undefined;
      this.refusals = 0;
      this.tellOfForgotten();
    }
  }

  /** @returns false where it is to be tried again. */
  private async tryBatch(batch: SampleBatch): Promise<boolean> {
    try {
      await this.insert(batch);
      this.isAway = false;
      return true;
    } catch (error) {
      const code = failureCode(error);
      if (code === NO_PARTITION && this.refusals === 0) await this.makePartitions(batch);
      if (/^[0-9A-Z]{5}$/.test(code) && !PASSING.test(code)) this.refusals += 1;
      if (!this.isAway) this.logger.warn(`metrics are not written just now (${code})`);
      this.isAway = true;
      if (this.refusals < MAX_REFUSALS) return false;
      this.logger.error({ message: `${batch.values.length} metrics are given up`, code });
      this.metrics.record('metrics_dropped', batch.values.length, {});
      return true;
    }
  }

  private tellOfForgotten(): void {
    const forgotten = this.metrics.buffer.takeForgotten();
    if (forgotten === 0) return;
    this.logger.warn(`${forgotten} metrics were dropped while the database was away`);
    this.metrics.record('metrics_dropped', forgotten, {});
  }

  private async insert(batch: SampleBatch): Promise<void> {
    const { series, recordedAt, values } = batch;
    await this.enterSeries(series);
    const [first, last] = spanOf(batch);
    const totals = runningTotals(batch, await this.calendar.daysOf(first, last));
    await this.database.query(WRITE, [
      arrayOf(series.map(({ id }) => id)),
      arrayOf(recordedAt),
      arrayOf(values),
      JSON.stringify(totals),
    ]);
  }

  /** Each series once in the life of the process. */
  private async enterSeries(series: MetricSeries[]): Promise<void> {
    const unknown = [...new Set(series.filter(({ id }) => id === undefined))];
    if (unknown.length === 0) return;
    const rows: { place: string; id: number }[] = await this.database.query(ENTER_SERIES, [
      JSON.stringify(unknown.map(({ metric, labels }) => ({ metric, labels }))),
    ]);
    for (const { place, id } of rows) unknown[Number(place) - 1].id = id;
  }

  /** Of a clock that was changed, or of a process that nobody has restarted for a week. */
  private async makePartitions(batch: SampleBatch): Promise<void> {
    await this.partitions.ensure(...spanOf(batch)).catch(() => undefined);
  }
}

/** When its samples were recorded: the first and the last. */
function spanOf({ recordedAt }: SampleBatch): [Date, Date] {
  const oldest = recordedAt.reduce((a, b) => Math.min(a, b), Infinity);
  const newest = recordedAt.reduce((a, b) => Math.max(a, b), -Infinity);
  return [new Date(oldest), new Date(newest)];
}

/** As PostgreSQL writes an array of numbers; the driver would quote each of them. */
function arrayOf(numbers: (number | undefined)[]): string {
  return `{${numbers.join()}}`;
}

const ENTER_SERIES = `
  WITH given AS (
    SELECT place, entry ->> 'metric' AS metric, entry -> 'labels' AS labels
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (entry, place)),
  entered AS (
    INSERT INTO metric_series AS known (metric, labels) SELECT metric, labels FROM given ORDER BY metric, labels
    ON CONFLICT (metric, labels) DO UPDATE SET metric = excluded.metric
    RETURNING known.series_id, known.metric, known.labels)
  SELECT place, series_id AS id FROM given JOIN entered USING (metric, labels)`;

/** Samples, hours and days in one statement, so that all of them always tell the same. */
const WRITE = `
  WITH raw AS (
    INSERT INTO operational_metrics (recorded_at, value, series_id)
    SELECT to_timestamp(at / 1000), value, series_id
    FROM unnest($1::integer[], $2::double precision[], $3::double precision[]) AS g (series_id, at, value))
  INSERT INTO operational_metrics_running AS kept
    (grain, slot, series_id, min, max, sum, sample_count, histogram_buckets, histogram_counts)
  SELECT grain, slot, "seriesId", min, max, sum, "sampleCount", buckets, counts
  FROM json_to_recordset($4) AS added (
    grain text, slot timestamptz, "seriesId" integer, min double precision, max double precision, sum double precision,
    "sampleCount" bigint, buckets smallint[], counts integer[])
  ORDER BY 1, 2, 3
  ON CONFLICT (grain, slot, series_id) DO UPDATE SET
    min = least(kept.min, excluded.min), max = greatest(kept.max, excluded.max), sum = kept.sum + excluded.sum,
    sample_count = kept.sample_count + excluded.sample_count, written_at = now(),
    (histogram_buckets, histogram_counts) = (
      SELECT array_agg(bucket ORDER BY bucket), array_agg(n ORDER BY bucket) FROM (
        SELECT bucket, sum(count)::integer AS n FROM (
          SELECT * FROM unnest(kept.histogram_buckets, kept.histogram_counts)
          UNION ALL SELECT * FROM unnest(excluded.histogram_buckets, excluded.histogram_counts)) AS counted (bucket, count)
        GROUP BY bucket) AS merged)`;
