import { Injectable } from '@nestjs/common';

import type { ArchivedObject, MailFormat } from '../webhook/inbox.entity';
import { parsePostmark } from '../webhook/postmark';
import { messageOf } from '../webhook/postmark-message';
import { ReferencedAttachments } from './referenced-attachments';
import type { AttachmentReading } from './stages/parse';

/** A mail as the inbox keeps it. */
export interface AcceptedMail {
  emailId: string;
  correlationId: string;
  jobId: string;
  receivedAt: Date;
  format: MailFormat;
  /** The delivered body, byte for byte. */
  raw: Buffer;
  /** Null until the mail is archived. */
  archive: ArchivedObject[] | null;
}

/** A mail on its way through the pipeline. */
export interface IncomingMail extends Omit<AcceptedMail, 'format' | 'raw' | 'archive'> {
  /** RFC 5322 bytes, also where the provider delivered JSON. */
  message: Uint8Array;
  /** Contents of attachments that the delivery named by address alone; they are in the message, too. */
  referenced: ReadonlyMap<string, Uint8Array>;
  /** Those that could not be had: the message is without them. */
  unfetched: AttachmentReading[];
}

/** Brings mails into the one form that the pipeline reads. */
@Injectable()
export class MailLoader {
  constructor(private readonly attachments: ReferencedAttachments) {}

  /**
   * @throws TransientFailure where an attachment lies in a bucket that does not answer.
   * @throws BreakerOpen while that is known.
   */
  async load({ format, raw, archive, ...mail }: AcceptedMail): Promise<IncomingMail> {
    if (format === 'rfc822') return { ...mail, message: raw, referenced: new Map(), unfetched: [] };
    const delivery = parsePostmark(raw);
    const { contents, unfetched } = await this.attachments.of(delivery, archive ?? []);
    return { ...mail, message: await messageOf(delivery, contents), referenced: contents, unfetched };
  }
}
