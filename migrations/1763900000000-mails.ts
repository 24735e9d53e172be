import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inbox with the raw mails, and what still waits for its end. */
export class Mails1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE inbox (
        email_id uuid PRIMARY KEY,
        received_at timestamptz NOT NULL DEFAULT now(),
        correlation_id text NOT NULL,
        webhook_id text UNIQUE,
        identity bytea NOT NULL UNIQUE,
        format text NOT NULL CHECK (format IN ('rfc822', 'postmark')),
        size integer NOT NULL,
        raw bytea NOT NULL,
        duplicates integer NOT NULL DEFAULT 0
      );
      COMMENT ON COLUMN inbox.identity IS 'sha256 over Message-ID, From, Date, Subject and content: equal means the same mail';
      COMMENT ON COLUMN inbox.duplicates IS 'further deliveries of the same mail, answered with this one';
      ALTER TABLE inbox ALTER COLUMN raw SET STORAGE EXTERNAL;
      CREATE INDEX inbox_received_at ON inbox (received_at DESC, email_id DESC);

      CREATE TABLE waiting_mails (
        email_id uuid PRIMARY KEY REFERENCES inbox,
        correlation_id text NOT NULL,
        received_at timestamptz NOT NULL,
        enqueued_at timestamptz,
        not_before timestamptz
      );
      COMMENT ON TABLE waiting_mails IS 'accepted and not yet ended; the truth that the queue is refilled from';
      CREATE INDEX waiting_mails_enqueued_at ON waiting_mails (enqueued_at NULLS FIRST, received_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE waiting_mails, inbox');
  }
}
