import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Inquiries1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await queryRunner.query(`
      CREATE TABLE inquiries (
        inquiry_id text PRIMARY KEY,
        client_id text NOT NULL,
        client_first_name text NOT NULL,
        client_last_name text NOT NULL,
        client_birth_date date,
        client_street text NOT NULL,
        client_postal_code text NOT NULL,
        client_city text NOT NULL,
        office_reference text NOT NULL,
        creditor_name text NOT NULL,
        creditor_email text NOT NULL,
        creditor_reference text NOT NULL,
        claimed_amount_cents bigint,
        sent_at date,
        office_reference_key text,
        creditor_reference_key text,
        creditor_domain text,
        creditor_search text NOT NULL,
        client_search text NOT NULL,
        claim_cents bigint,
        claim_currency text,
        claim_updated_by_email_id uuid,
        claim_updated_at timestamptz,
        claim_stated_at timestamptz
      )`);
    await queryRunner.query('CREATE INDEX inquiries_client ON inquiries (client_id)');
    await queryRunner.query('CREATE INDEX inquiries_office_reference ON inquiries (office_reference_key)');
    await queryRunner.query(
      'CREATE INDEX inquiries_creditor_reference ON inquiries (creditor_reference_key)',
    );
    await queryRunner.query('CREATE INDEX inquiries_creditor_email ON inquiries (creditor_email)');
    await queryRunner.query(
      'CREATE INDEX inquiries_creditor_domain ON inquiries (creditor_domain, client_search)',
    );
    await queryRunner.query('CREATE INDEX inquiries_client_name ON inquiries (client_search)');
    await queryRunner.query('CREATE INDEX inquiries_birth_date ON inquiries (client_birth_date)');
    // The names by themselves: a tenth of the inquiries, and so is the work of a look-up by likeness.
    await queryRunner.query('CREATE TABLE client_names (client_search text PRIMARY KEY)');
    await queryRunner.query(
      'CREATE INDEX client_names_alike ON client_names USING gin (client_search gin_trgm_ops)',
    );
    await queryRunner.query(`
      CREATE TABLE claim_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        inquiry_id text NOT NULL REFERENCES inquiries,
        email_id uuid,
        previous_cents bigint,
        previous_currency text,
        previous_email_id uuid,
        previous_stated_at timestamptz,
        new_cents bigint,
        new_currency text,
        reason text NOT NULL CHECK (reason IN ('pipeline', 'review', 'undo')),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT claim_history_once UNIQUE (inquiry_id, email_id, reason)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE claim_history');
    await queryRunner.query('DROP TABLE client_names');
    await queryRunner.query('DROP TABLE inquiries');
  }
}
