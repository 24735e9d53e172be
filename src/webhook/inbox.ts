import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

import { Statements } from '../drivers/database/statements';
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

/** Keeps what is delivered. Once `accept` has returned, the mail is on disk. */
@Injectable()
export class Inbox {
  constructor(private readonly statements: Statements) {}

  /** Inserts the mail and its place in the waiting list in one commit, or recognises it as one that is here already. */
  async accept(delivery: Delivery): Promise<Acceptance> {
    const { format, raw, identity, webhookId, correlationId } = delivery;
    const emailId = randomUUID();
    const inserted = await this.statements.run(
      `WITH mail AS (
         INSERT INTO inbox (email_id, correlation_id, webhook_id, identity, format, size, raw)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING email_id, correlation_id, received_at)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at) SELECT * FROM mail RETURNING email_id`,
      [emailId, correlationId, webhookId, identity, format, raw.length, raw],
    );
    if (inserted.length > 0) return { emailId, correlationId, status: 'accepted' };
    return this.recognise(identity, webhookId, correlationId);
  }

  /** A conflict was seen, and rows are never deleted: so one of the two keys finds the first delivery. */
  private async recognise(
    identity: Buffer,
    webhookId: string | null,
    correlationId: string,
  ): Promise<Acceptance> {
    const rows = await this.statements.run<{ email_id: string }>(
      `UPDATE inbox SET duplicates = duplicates + 1 WHERE email_id = (
         SELECT email_id FROM inbox WHERE identity = $1 OR webhook_id = $2 ORDER BY received_at LIMIT 1)
       RETURNING email_id`,
      [identity, webhookId],
    );
    return { emailId: rows[0].email_id, correlationId, status: 'duplicate' };
  }
}
