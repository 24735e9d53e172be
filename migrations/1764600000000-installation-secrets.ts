import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets that all instances on one database share, and nobody has to set. */
export class InstallationSecrets1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE installation_secrets (name text PRIMARY KEY, value text NOT NULL);
      INSERT INTO installation_secrets
      VALUES ('sender_pseudonyms', encode(sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea), 'hex'));
      COMMENT ON TABLE installation_secrets IS 'sender_pseudonyms: makes of an address what Sentry may know of it';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE installation_secrets');
  }
}
