import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Settings } from '../../settings';
import { Calendar } from './calendar';

/** Rolls the calls of a day up into one row for each prompt version and model. Doing it again gives the same. */
@Injectable()
export class PromptRollup {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
    private readonly settings: Settings,
  ) {}

  /** @returns the number of rows; a day without calls keeps what it has. */
  async rollUp(day: string): Promise<number> {
    const { from, to } = await this.calendar.day(day);
    return this.database.transaction(async (transaction) => {
      const rows: unknown[] = await transaction.query(AGGREGATE, [day, from, to]);
      await transaction.query(
        `INSERT INTO daily_runs (task, day) VALUES ('prompts', $1) ON CONFLICT (task, day) DO UPDATE SET ended_at = now()`,
        [day],
      );
      return rows.length;
    });
  }

  /** Days that are over with calls that were not rolled up, or were reviewed since. The earliest first. */
  async missed(before: string): Promise<string[]> {
    const rows: { day: string }[] = await this.database.query(
      `SELECT DISTINCT to_char(at AT TIME ZONE $2, 'YYYY-MM-DD') AS day FROM prompt_performance_metrics
       LEFT JOIN daily_runs ON task = 'prompts' AND day = (at AT TIME ZONE $2)::date
       WHERE (at AT TIME ZONE $2)::date < $1 AND (ended_at IS NULL OR reviewed_at >= ended_at) ORDER BY 1`,
      [before, this.settings.timeZone],
    );
    return rows.map(({ day }) => day);
  }
}

const AGGREGATE = `
  WITH calls AS (
    SELECT *, metric_bucket(latency_ms) AS bucket FROM prompt_performance_metrics WHERE at >= $2 AND at < $3),
  bucketed AS (SELECT prompt_version, model, bucket, count(*)::integer AS n FROM calls GROUP BY 1, 2, 3),
  ranked AS (
    SELECT *, sum(n) OVER (PARTITION BY prompt_version, model ORDER BY bucket) AS passed,
      sum(n) OVER (PARTITION BY prompt_version, model) AS total
    FROM bucketed),
  histograms AS (
    SELECT prompt_version, model, array_agg(bucket ORDER BY bucket) AS buckets, array_agg(n ORDER BY bucket) AS counts,
      metric_bucket_value(min(bucket) FILTER (WHERE passed >= ceil(0.95 * total))) AS p95
    FROM ranked GROUP BY 1, 2),
  sums AS (
    SELECT prompt_version, model, count(*) AS calls, count(*) FILTER (WHERE outcome <> 'ok') AS failed,
      sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cache_read_tokens) AS cache_read,
      sum(cache_write_tokens) AS cache_write, sum(cost_usd) AS cost, avg(latency_ms) AS avg, min(latency_ms) AS min,
      max(latency_ms) AS max, count(*) FILTER (WHERE review = 'accepted') AS accepted,
      count(*) FILTER (WHERE review = 'corrected') AS corrected, nullif(count(review), 0)::double precision AS reviewed
    FROM calls GROUP BY 1, 2)
  INSERT INTO prompt_performance_daily
  SELECT $1, prompt_version, model, calls, failed, input, output, cache_read, cache_write, cost, avg, min, max,
    least(max, greatest(min, p95)), buckets, counts, accepted, corrected, accepted / reviewed, corrected / reviewed
  FROM sums JOIN histograms USING (prompt_version, model)
  ON CONFLICT (day, prompt_version, model) DO UPDATE SET
    (calls, failed_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd, latency_avg,
     latency_min, latency_max, latency_p95, latency_buckets, latency_counts, accepted, corrected, accepted_share, corrected_share)
    = (excluded.calls, excluded.failed_calls, excluded.input_tokens, excluded.output_tokens, excluded.cache_read_tokens,
       excluded.cache_write_tokens, excluded.cost_usd, excluded.latency_avg, excluded.latency_min, excluded.latency_max,
       excluded.latency_p95, excluded.latency_buckets, excluded.latency_counts, excluded.accepted, excluded.corrected,
       excluded.accepted_share, excluded.corrected_share)
  RETURNING prompt_version`;
