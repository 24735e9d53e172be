import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

import { Statements } from '../drivers/database/statements';
import { GroupCommit } from './group-commit';
import type { MailFormat } from './inbox.entity';

/** A mail at the door. */
export interface Delivery {
  format: MailFormat;
  raw: Buffer;
  /** Equal for two deliveries of the same mail. */
  identity: Buffer;
  /** The provider's id of this delivery, where it signs one. */
  webhookId: string | null;
  correlationId: string;
}

/** What the inbox made of it. */
export interface Acceptance {
  emailId: string;
  correlationId: string;
  status: 'accepted' | 'duplicate';
}

interface NumberedDelivery extends Delivery {
  emailId: string;
}

/** Of one statement; what is larger than a batch goes by itself. */
const BATCH = { items: 100, bytes: 512 * 1024 };

/** Keeps what is delivered. Once `accept` has returned, the mail is on disk. */
@Injectable()
export class Inbox {
  private readonly commits = new GroupCommit<NumberedDelivery, boolean>(
    (deliveries) => this.insert(deliveries),
    BATCH,
  );

  constructor(private readonly statements: Statements) {}

  /** Inserts the mail and its place in the waiting list in one commit, or recognises it as one that is here already. */
  async accept(delivery: Delivery): Promise<Acceptance> {
    const emailId = randomUUID();
    const { correlationId } = delivery;
    const isNew = await this.commits.run({ ...delivery, emailId }, delivery.raw.length);
    if (isNew) return { emailId, correlationId, status: 'accepted' };
    return this.recognise(delivery, emailId);
  }

  /** @returns which of them are new. */
  private async insert(deliveries: NumberedDelivery[]): Promise<boolean[]> {
    const sizes = deliveries.map(({ raw }) => raw.length);
    let end = 0;
    const inserted = await this.statements.run<{ email_id: string }>(INSERT, [
      deliveries.map(({ emailId }) => emailId),
      deliveries.map(({ correlationId }) => correlationId),
      deliveries.map(({ webhookId }) => webhookId),
      deliveries.map(({ identity }) => identity),
      deliveries.map(({ format }) => format),
      sizes,
      sizes.map((size) => (end += size) - size + 1),
      deliveries.length === 1 ? deliveries[0].raw : Buffer.concat(deliveries.map(({ raw }) => raw)),
    ]);
    const kept = new Set(inserted.map(({ email_id }) => email_id));
    return deliveries.map(({ emailId }) => kept.has(emailId));
  }

  /**
   * A conflict was seen, and rows are never deleted: so one of the two keys finds the first delivery. That may be this
   * very one: its commit was seen as failed where the connection broke off behind it.
   */
  private async recognise(
    { identity, webhookId, correlationId }: Delivery,
    emailId: string,
  ): Promise<Acceptance> {
    const rows = await this.statements.run<{ email_id: string }>(
      `UPDATE inbox SET duplicates = duplicates + (email_id <> $3)::int WHERE email_id = (
         SELECT email_id FROM inbox WHERE identity = $1 OR webhook_id = $2 ORDER BY received_at LIMIT 1)
       RETURNING email_id`,
      [identity, webhookId, emailId],
    );
    const first = rows[0].email_id;
    return { emailId: first, correlationId, status: first === emailId ? 'accepted' : 'duplicate' };
  }
}

/** The raw mails come as one value, in which each begins somewhere: an array of them would travel as text, twice as long. */
const INSERT = `
  WITH mail AS (
    INSERT INTO inbox (email_id, correlation_id, webhook_id, identity, format, size, raw)
    SELECT email_id, correlation_id, webhook_id, identity, format, size, substring($8::bytea FROM start FOR size)
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::integer[], $7::integer[])
      AS given (email_id, correlation_id, webhook_id, identity, format, size, start)
    ON CONFLICT DO NOTHING RETURNING email_id, correlation_id, received_at)
  INSERT INTO waiting_mails (email_id, correlation_id, received_at) SELECT * FROM mail RETURNING email_id`;
