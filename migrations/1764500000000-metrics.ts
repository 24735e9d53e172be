import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Metrics: samples for some weeks, hours and days of them. */
export class Metrics1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- DDSketch: bucket i holds what lies in (γ^(i-1), γ^i] with γ = 1.02/0.98, so a quantile is off by 2 % at most.
      CREATE FUNCTION metric_bucket(value double precision) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT CASE WHEN value > 1e-9 THEN ceil(ln(value) / 0.040005334613699206)::smallint ELSE -32768 END';
      CREATE FUNCTION metric_bucket_value(bucket smallint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT CASE WHEN bucket > -32768 THEN exp(bucket * 0.040005334613699206) * 0.98 ELSE 0 END';

      CREATE TABLE metric_series (
        series_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        metric text NOT NULL,
        labels jsonb NOT NULL,
        UNIQUE (metric, labels)
      );

      CREATE TABLE operational_metrics (
        recorded_at timestamptz NOT NULL,
        value double precision NOT NULL,
        series_id integer NOT NULL
      ) PARTITION BY RANGE (recorded_at);
      COMMENT ON TABLE operational_metrics IS 'every sample, in a partition a day (UTC); metric and labels are in metric_series';
      CREATE INDEX operational_metrics_recorded_at ON operational_metrics USING brin (recorded_at) WITH (pages_per_range = 16);

      CREATE TABLE operational_metrics_running (
        grain text NOT NULL CHECK (grain IN ('hour', 'day')),
        slot timestamptz NOT NULL,
        series_id integer NOT NULL,
        min double precision NOT NULL,
        max double precision NOT NULL,
        sum double precision NOT NULL,
        sample_count bigint NOT NULL,
        histogram_buckets smallint[] NOT NULL,
        histogram_counts integer[] NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (grain, slot, series_id)
      ) WITH (fillfactor = 50);
      COMMENT ON TABLE operational_metrics_running IS 'hours and days, kept up with every batch of samples, until the day is rolled up';
      COMMENT ON COLUMN operational_metrics_running.slot IS 'when it begins; hours are counted from the start of their calendar day';

      CREATE TABLE operational_metrics_daily (
        day date NOT NULL,
        metric text NOT NULL,
        labels jsonb NOT NULL,
        avg double precision NOT NULL,
        min double precision NOT NULL,
        max double precision NOT NULL,
        p95 double precision NOT NULL,
        sum double precision NOT NULL,
        sample_count bigint NOT NULL,
        histogram_buckets smallint[] NOT NULL,
        histogram_counts integer[] NOT NULL,
        PRIMARY KEY (day, metric, labels)
      );
      COMMENT ON COLUMN operational_metrics_daily.histogram_buckets IS 'indices of metric_bucket; add the counts of equal ones to merge days';

      CREATE TABLE daily_runs (
        task text NOT NULL,
        day date NOT NULL,
        ended_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (task, day)
      );
      COMMENT ON TABLE daily_runs IS 'which days have been rolled up and told of';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE daily_runs, operational_metrics_daily, operational_metrics_running,
        operational_metrics, metric_series;
      DROP FUNCTION metric_bucket_value, metric_bucket;
    `);
  }
}
