import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the breakers of each instance stand, each outage of a dependency once over all of them, and what it holds up. */
export class Breakers1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE breaker_states (
        instance text NOT NULL,
        name text NOT NULL,
        state text NOT NULL CHECK (state IN ('closed', 'open', 'half_open', 'isolated')),
        failures integer NOT NULL,
        last_error text,
        since timestamptz NOT NULL,
        next_probe_at timestamptz,
        seen_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (instance, name)
      );

      CREATE TABLE breaker_openings (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        isolated boolean NOT NULL,
        alerted boolean NOT NULL,
        failures integer NOT NULL DEFAULT 0,
        last_error text,
        memory jsonb,
        opened_at timestamptz NOT NULL DEFAULT now(),
        next_probe_at timestamptz,
        closed_at timestamptz,
        held_mails integer,
        mail_claimed_at timestamptz,
        opened_mail_at timestamptz,
        closed_mail_at timestamptz
      );
      COMMENT ON TABLE breaker_openings IS 'outages, each once over all instances; without closed_at the outage goes on';
      COMMENT ON COLUMN breaker_openings.isolated IS 'held open by hand';
      COMMENT ON COLUMN breaker_openings.alerted IS 'began by itself: the admin is told of its beginning and its end';
      COMMENT ON COLUMN breaker_openings.memory IS 'the open breaker, for a process that takes it over';
      COMMENT ON COLUMN breaker_openings.held_mails IS 'mails that waited for it when it closed';
      CREATE UNIQUE INDEX breaker_openings_going_on ON breaker_openings (name) WHERE closed_at IS NULL;

      CREATE TABLE release_rounds (
        dependency text PRIMARY KEY,
        size integer NOT NULL,
        begun_at timestamptz NOT NULL
      );
      COMMENT ON TABLE release_rounds IS 'how many held mails may be under way at a time, over all instances, since the last round began';

      ALTER TABLE waiting_mails ADD COLUMN held_by text;
      COMMENT ON COLUMN waiting_mails.held_by IS 'the breaker that was last open to this mail';
      CREATE INDEX waiting_mails_held_by ON waiting_mails (held_by, received_at) WHERE held_by IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE waiting_mails DROP COLUMN held_by;
      DROP TABLE release_rounds, breaker_openings, breaker_states;
    `);
  }
}
