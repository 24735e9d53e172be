import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { PermanentFailure } from '../failure';
import { InboxMail, type MailFormat } from '../webhook/inbox.entity';
import { parsePostmark } from '../webhook/postmark';
import { messageOf } from '../webhook/postmark-message';
import { ReferencedAttachments } from './referenced-attachments';
import type { AttachmentReading } from './stages/parse';

/** A mail out of the inbox, on its way through the pipeline. */
export interface IncomingMail {
  emailId: string;
  correlationId: string;
  jobId: string;
  receivedAt: Date;
  /** RFC 5322 bytes, also where the provider delivered JSON. */
  message: Uint8Array;
  format: MailFormat;
  /** As it was delivered. */
  raw: Uint8Array;
  /** Contents of attachments that the delivery named by address alone; they are in the message, too. */
  referenced: ReadonlyMap<string, Uint8Array>;
  /** Those that could not be had: the message is without them. */
  unfetched: AttachmentReading[];
}

/** Loads mails from the inbox in the one form that the pipeline reads. */
@Injectable()
export class MailLoader {
  constructor(
    @InjectRepository(InboxMail) private readonly inbox: Repository<InboxMail>,
    private readonly attachments: ReferencedAttachments,
  ) {}

  /**
   * @throws PermanentFailure `mail_unknown` where the inbox has no such mail.
   * @throws TransientFailure where an attachment lies in a bucket that does not answer.
   */
  async load(emailId: string, jobId: string): Promise<IncomingMail> {
    const mail = await this.inbox.findOne({
      where: { emailId },
      select: {
        emailId: true,
        correlationId: true,
        receivedAt: true,
        format: true,
        raw: true,
        archive: true,
      },
    });
    if (!mail) throw new PermanentFailure('mail_unknown', `The inbox has no mail ${emailId}.`);
    const { correlationId, receivedAt, format, raw } = mail;
    const found = { emailId, correlationId, jobId, receivedAt, format, raw };
    if (format === 'rfc822') return { ...found, message: raw, referenced: new Map(), unfetched: [] };
    const delivery = parsePostmark(raw);
    const { contents, unfetched } = await this.attachments.of(delivery, mail.archive ?? []);
    return { ...found, message: await messageOf(delivery, contents), referenced: contents, unfetched };
  }
}
