import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which run made an effect: a mail may be gone through again, by another request. */
export class EffectCorrelation1764550000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE effects ADD COLUMN correlation_id text NOT NULL DEFAULT 'none';
      UPDATE effects SET correlation_id = inbox.correlation_id FROM inbox WHERE inbox.email_id = effects.email_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE effects DROP COLUMN correlation_id');
  }
}
