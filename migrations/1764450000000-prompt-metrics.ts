import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each call of a language model cost and gave, and what reviewers made of it. */
export class PromptMetrics1764450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE prompt_performance_metrics
        ADD COLUMN email_id uuid,
        ADD COLUMN review text CHECK (review IN ('accepted', 'corrected')),
        ADD COLUMN reviewed_at timestamptz;
      COMMENT ON COLUMN prompt_performance_metrics.review IS 'what a person made of the mail that it read';
      CREATE INDEX prompt_performance_metrics_email ON prompt_performance_metrics (email_id);
      CREATE INDEX prompt_performance_metrics_day ON prompt_performance_metrics (at);

      CREATE TABLE prompt_performance_daily (
        day date NOT NULL,
        prompt_version text NOT NULL,
        model text NOT NULL,
        calls bigint NOT NULL,
        failed_calls bigint NOT NULL,
        input_tokens bigint NOT NULL,
        output_tokens bigint NOT NULL,
        cache_read_tokens bigint NOT NULL,
        cache_write_tokens bigint NOT NULL,
        cost_usd numeric(16, 6) NOT NULL,
        latency_avg double precision NOT NULL,
        latency_min double precision NOT NULL,
        latency_max double precision NOT NULL,
        latency_p95 double precision NOT NULL,
        latency_buckets smallint[] NOT NULL,
        latency_counts integer[] NOT NULL,
        accepted bigint NOT NULL,
        corrected bigint NOT NULL,
        accepted_share double precision,
        corrected_share double precision,
        PRIMARY KEY (day, prompt_version, model)
      );
      COMMENT ON COLUMN prompt_performance_daily.accepted_share IS 'of the calls that a person has reviewed; null where none was';
      COMMENT ON COLUMN prompt_performance_daily.latency_avg IS 'ms';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE prompt_performance_daily;
      ALTER TABLE prompt_performance_metrics DROP COLUMN email_id, DROP COLUMN review, DROP COLUMN reviewed_at;
    `);
  }
}
