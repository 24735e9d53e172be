import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { failureCode } from '../../failure';
import { Metrics } from './metrics';

/** One call of a language model. */
export interface PromptCall {
  emailId: string;
  correlationId: string;
  promptVersion: string;
  model: string;
  /** `ok`, else the code of the failure. */
  outcome: string;
  /** Without those read from or written to the cache. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costUsd: number;
  latencyMs: number;
}

/** What calls of language models cost and gave, by prompt version. */
@Injectable()
export class PromptPerformance {
  private readonly logger = new Logger(PromptPerformance.name);

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly metrics: Metrics,
  ) {}

  /** Keeps a call; never fails, since the call is over and paid for. */
  async record(call: PromptCall): Promise<void> {
    const { model, promptVersion: prompt_version } = call;
    const directions = {
      input: call.inputTokens,
      output: call.outputTokens,
      cache_read: call.cacheReadTokens,
      cache_write: call.cacheWriteTokens,
    };
    for (const [direction, tokens] of Object.entries(directions))
      if (tokens > 0) this.metrics.record('token_usage', tokens, { model, prompt_version, direction });
    this.metrics.record('model_cost', call.costUsd, { model, prompt_version });
    try {
      await this.insert(call);
    } catch (error) {
      this.logger.warn(`the performance of a prompt was not kept (${failureCode(error)})`);
    }
  }

  /** What a person made of the mail: took it as it was read, or changed it. */
  async reviewed(emailId: string, review: 'accepted' | 'corrected'): Promise<void> {
    await this.database.query(
      'UPDATE prompt_performance_metrics SET review = $2, reviewed_at = now() WHERE email_id = $1',
      [emailId, review],
    );
  }

  private async insert(call: PromptCall): Promise<void> {
    await this.database.query(
      `INSERT INTO prompt_performance_metrics (email_id, correlation_id, prompt_version, model, outcome, input_tokens,
         output_tokens, cache_read_tokens, cache_write_tokens, cost_usd, latency_ms)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        call.emailId,
        call.correlationId,
        call.promptVersion,
        call.model,
        call.outcome,
        call.inputTokens,
        call.outputTokens,
        call.cacheReadTokens,
        call.cacheWriteTokens,
        call.costUsd,
        call.latencyMs,
      ],
    );
  }
}
