import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether every mail is accounted for, and what the admin is told of. */
export class Alarms1764500100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mail_reconciliations (
        day date PRIMARY KEY,
        counts jsonb NOT NULL,
        settled boolean NOT NULL,
        checked_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE mail_reconciliations IS 'what became of the mails of a day; settled when the day is over and each has ended';

      CREATE TABLE alarms (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        scope text NOT NULL,
        detail text NOT NULL,
        raised_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        cleared_at timestamptz,
        mail_claimed_at timestamptz,
        raised_mail_at timestamptz,
        cleared_mail_at timestamptz
      );
      COMMENT ON COLUMN alarms.scope IS 'the host that it concerns; empty where it concerns all';
      CREATE UNIQUE INDEX alarms_going_on ON alarms (name, scope) WHERE cleared_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE alarms, mail_reconciliations');
  }
}
