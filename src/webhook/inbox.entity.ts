import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a mail was delivered: as the message itself, or as Postmark's JSON. */
export type MailFormat = 'rfc822' | 'postmark';

/** A mail as it was accepted. Rows are written once and never changed but for the count of repeats. */
@Entity('inbox')
export class InboxMail {
  @PrimaryColumn('uuid', { name: 'email_id' })
  emailId!: string;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  @Column('text', { name: 'correlation_id' })
  correlationId!: string;

  @Column('text', { name: 'webhook_id', nullable: true })
  webhookId!: string | null;

  @Column('text')
  format!: MailFormat;

  @Column('integer')
  size!: number;

  /** The delivered body, byte for byte; loaded only where it is asked for. */
  @Column('bytea', { select: false })
  raw!: Buffer;

  @Column('integer')
  duplicates!: number;
}
