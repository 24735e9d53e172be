import { DataSource } from 'typeorm';
import { Statements } from '../../src/drivers/database/statements';
import { ClaimHistory } from '../../src/inquiries/claim-history.entity';
import { Inquiry } from '../../src/inquiries/inquiry.entity';
import { createDatabase } from '../harness/database-server';

/** A fresh, migrated database with the inquiries alone, without the service around. */
export class InquiryDatabase {
  readonly statements: Statements;

  private constructor(
    readonly source: DataSource,
    private readonly drop: () => Promise<void>,
  ) {
    this.statements = new Statements(source);
  }

  static async open(): Promise<InquiryDatabase> {
    const { url, drop } = await createDatabase();
    const source = new DataSource({ type: 'postgres', url, entities: [Inquiry, ClaimHistory] });
    await source.initialize();
    return new InquiryDatabase(source, drop);
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.drop();
  }
}
