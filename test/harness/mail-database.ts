import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';

import { Statements } from '../../src/drivers/database/statements';
import { ClaimHistory } from '../../src/inquiries/claim-history.entity';
import { Inquiry } from '../../src/inquiries/inquiry.entity';
import type { IncomingMail } from '../../src/pipeline/incoming-mail';
import type { ParsedMail } from '../../src/pipeline/stages/parse';
import { createDatabase } from './database-server';

/** A fresh database with mails and inquiries, for stages and ledger without the service around. */
export class MailDatabase {
  readonly statements: Statements;

  private constructor(
    readonly source: DataSource,
    private readonly drop: () => Promise<void>,
  ) {
    this.statements = new Statements(source);
  }

  static async open(): Promise<MailDatabase> {
    const { url, drop } = await createDatabase();
    const entities = [Inquiry, ClaimHistory];
    const source = await new DataSource({ type: 'postgres', url, entities, extra: { max: 25 } }).initialize();
    return new MailDatabase(source, drop);
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.drop();
  }

  /** A mail that the inbox has accepted. */
  async mail(receivedAt = new Date('2026-03-02T10:00:00Z')): Promise<IncomingMail> {
    const emailId = randomUUID();
    const correlationId = `correlation-${emailId}`;
    await this.source.query(
      `INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw)
       VALUES ($1::uuid, $2, $3, sha256($1::text::bytea), 'rfc822', 0, '')`,
      [emailId, receivedAt, correlationId],
    );
    return { emailId, correlationId, jobId: emailId, receivedAt, ...EMPTY_MAIL };
  }

  async inquiry(clientId = 'KL-1'): Promise<string> {
    const inquiryId = `INQ-${randomUUID().slice(0, 8)}`;
    await this.source.getRepository(Inquiry).insert({
      inquiryId,
      clientId,
      clientFirstName: 'Anna',
      clientLastName: 'Groß',
      clientStreet: '',
      clientPostalCode: '',
      clientCity: '',
      officeReference: '',
      creditorName: 'Musterbank',
      creditorEmail: '',
      creditorReference: '',
      creditorSearch: 'musterbank',
      clientSearch: 'anna gross',
    });
    return inquiryId;
  }
}

const EMPTY_MAIL: Pick<IncomingMail, 'message' | 'referenced' | 'unfetched'> = {
  message: new Uint8Array(),
  referenced: new Map(),
  unfetched: [],
};

/** What the parse stage makes of a mail that says next to nothing. */
export function parsedMail(of: Partial<ParsedMail> = {}): ParsedMail {
  return {
    from: { name: 'Musterbank', address: 'service@musterbank.example', domain: 'musterbank.example' },
    replyTo: null,
    to: [],
    subject: 'Ihre Anfrage',
    date: new Date('2026-03-02T09:00:00Z'),
    messageId: null,
    blocks: [],
    hidden: [],
    attachments: [],
    flags: [],
    ...of,
  };
}
