import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a mail was delivered: as the message itself, or as Postmark's JSON. */
export type MailFormat = 'rfc822' | 'postmark';

/** An object of the archive that a mail consists of. */
export interface ArchivedObject {
  /** `mail`: the delivered body. */
  role: 'mail' | 'attachment';
  /** In the object store; made of the content. */
  key: string;
  size: number;
  media_type: string;
  filename?: string;
  /** The address that the mail named in place of the content. */
  url?: string;
}

/** A mail as it was accepted. Rows are written once and never changed but for the count of repeats and the note of the archive. */
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

  /** Null until the mail is archived. */
  @Column('jsonb', { nullable: true, select: false })
  archive!: ArchivedObject[] | null;

  @Column('integer')
  duplicates!: number;
}
