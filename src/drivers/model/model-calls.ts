import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { currentCorrelation } from '../../correlation';
import { PromptPerformance } from '../../monitoring/metrics/prompt-performance';
import { Settings } from '../../settings';
import type { TokenUsage } from './price-list';

/** Money set aside for one call, US dollars, on one day's account. */
export interface Reservation {
  day: string;
  usd: number;
}

/** One call, as it is kept: free of personal data. */
export interface ModelCall {
  promptVersion: string;
  model: string;
  /** `ok`, or why there is no use in it. */
  outcome: string;
  /** False where Claude was not there to answer. */
  answered: boolean;
  usage: TokenUsage;
  costUsd: number;
  latencyMs: number;
}

/** What is spent on the model, kept in the database over all instances, and every call with its cost. */
@Injectable()
export class ModelCalls {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly settings: Settings,
    private readonly performance: PromptPerformance,
  ) {}

  /**
   * Sets the highest price of a call aside before it is made, so that calls of all instances at once cannot pass the limit
   * together. A process that dies leaves its reservation behind: then the day ends a little early.
   *
   * @returns null where today's limit leaves no room; a day ends at midnight of the office's time zone.
   */
  async reserve(usd: number): Promise<Reservation | null> {
    const [row]: { day: string }[] = await this.database.query(
      `INSERT INTO model_spending AS today (day, usd)
       SELECT (now() AT TIME ZONE $3)::date, $1::numeric WHERE $1::numeric <= $2::numeric
       ON CONFLICT (day) DO UPDATE SET usd = today.usd + excluded.usd WHERE today.usd + excluded.usd <= $2::numeric
       RETURNING day::text`,
      [usd, this.settings.claude?.dailyCostLimit ?? 0, this.settings.timeZone],
    );
    return row ? { day: row.day, usd } : null;
  }

  /** Gives back what was set aside for a call that was not made. */
  async release({ day, usd }: Reservation): Promise<void> {
    await this.database.query('UPDATE model_spending SET usd = usd - $2::numeric WHERE day = $1', [day, usd]);
  }

  /** Enters a call that was made, in the place of its reservation. */
  async enter(call: ModelCall, { day, usd }: Reservation): Promise<void> {
    const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = call.usage;
    await this.database.query(
      `WITH spent AS (UPDATE model_spending SET usd = usd - $11::numeric + $9::numeric WHERE day = $10)
       INSERT INTO prompt_performance_metrics (prompt_version, model, outcome, answered, input_tokens, output_tokens,
         cache_read_tokens, cache_write_tokens, cost_usd, latency_ms, email_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::numeric, $12, $13)`,
      [
        ...[call.promptVersion, call.model, call.outcome, call.answered],
        ...[inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens],
        ...[call.costUsd, day, usd, Math.round(call.latencyMs)],
        currentCorrelation().emailId ?? null,
      ],
    );
    this.performance.record(call);
  }

  /** Since when every call, of all instances, has gone unanswered; null where the last one was answered. */
  async unansweredSince(): Promise<Date | null> {
    const [row]: { since: Date | null }[] = await this.database.query(
      `SELECT min(at) AS since FROM prompt_performance_metrics WHERE NOT answered
       AND at > coalesce((SELECT max(at) FROM prompt_performance_metrics WHERE answered), '-infinity')`,
    );
    return row.since;
  }
}
