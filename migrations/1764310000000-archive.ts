import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the objects of each mail lie in the object store. */
export class Archive1764310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE inbox ADD COLUMN archive jsonb;
      COMMENT ON COLUMN inbox.archive IS 'the objects that the mail is archived as; null until it is';
      CREATE INDEX inbox_unarchived ON inbox (received_at, email_id) WHERE archive IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE inbox DROP COLUMN archive');
  }
}
