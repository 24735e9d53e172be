import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports, the ledger of effects, and the client records of the default adapter. */
export class Processing1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      CREATE TABLE reports (
        email_id uuid PRIMARY KEY REFERENCES inbox,
        correlation_id text NOT NULL,
        job_id text,
        status text NOT NULL CHECK (status IN ('processing', 'deferred', 'done', 'quarantined', 'failed')),
        kind text,
        route text,
        written boolean NOT NULL DEFAULT false,
        written_cents bigint,
        currency text,
        inquiry_id text,
        attempts integer NOT NULL DEFAULT 0,
        findings jsonb NOT NULL DEFAULT '{}',
        search text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON COLUMN reports.findings IS 'fields, candidates, reasons, flags, stages: what the report shows and nobody filters by';
      COMMENT ON COLUMN reports.search IS 'lower-case text that the filter q looks through';
      CREATE INDEX reports_created_at ON reports (created_at DESC, email_id DESC);
      CREATE INDEX reports_route ON reports (route, created_at DESC);
      CREATE INDEX reports_search ON reports USING gin (search gin_trgm_ops);

      CREATE TABLE effects (
        email_id uuid NOT NULL REFERENCES inbox,
        effect text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'done')),
        detail jsonb NOT NULL DEFAULT '{}',
        claimed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (email_id, effect)
      );
      COMMENT ON TABLE effects IS 'every effect of a mail, once: the claim, the client record, each notification';

      CREATE TABLE client_records (
        client_id text PRIMARY KEY,
        final_creditor_list jsonb NOT NULL DEFAULT '{}',
        updated_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE client_records, effects, reports');
  }
}
