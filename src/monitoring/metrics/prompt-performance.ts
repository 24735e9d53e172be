import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Metrics } from './metrics';

/** What one call of a language model cost. */
export interface PromptCost {
  promptVersion: string;
  model: string;
  usage: {
    /** Neither read from the cache nor written into it. */
    inputTokens: number;
    outputTokens: number;
    cacheReadTokens: number;
    cacheWriteTokens: number;
  };
  costUsd: number;
}

/** What calls of language models cost and gave, by prompt version; the rows themselves are entered with the money spent. */
@Injectable()
export class PromptPerformance {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly metrics: Metrics,
  ) {}

  record({ model, promptVersion: prompt_version, usage, costUsd }: PromptCost): void {
    const directions = {
      input: usage.inputTokens,
      output: usage.outputTokens,
      cache_read: usage.cacheReadTokens,
      cache_write: usage.cacheWriteTokens,
    };
    for (const [direction, tokens] of Object.entries(directions))
      if (tokens > 0) this.metrics.record('token_usage', tokens, { model, prompt_version, direction });
    this.metrics.record('model_cost', costUsd, { model, prompt_version });
  }

  /** What a person made of the mail: took it as it was read, or changed it. */
  async reviewed(emailId: string, review: 'accepted' | 'corrected'): Promise<void> {
    await this.database.query(
      'UPDATE prompt_performance_metrics SET review = $2, reviewed_at = now() WHERE email_id = $1',
      [emailId, review],
    );
  }
}
