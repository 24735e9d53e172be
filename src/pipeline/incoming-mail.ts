import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { PermanentFailure } from '../failure';
import { InboxMail } from '../webhook/inbox.entity';
import { parsePostmark } from '../webhook/postmark';
import { messageOf } from '../webhook/postmark-message';

/** A mail out of the inbox, on its way through the pipeline. */
export interface IncomingMail {
  emailId: string;
  correlationId: string;
  jobId: string;
  receivedAt: Date;
  /** RFC 5322 bytes, also where the provider delivered JSON. */
  message: Uint8Array;
}

/** Loads mails from the inbox in the one form that the pipeline reads. */
@Injectable()
export class MailLoader {
  constructor(@InjectRepository(InboxMail) private readonly inbox: Repository<InboxMail>) {}

  /** @throws PermanentFailure `mail_unknown` where the inbox has no such mail. */
  async load(emailId: string, jobId: string): Promise<IncomingMail> {
    const mail = await this.inbox.findOne({
      where: { emailId },
      select: { emailId: true, correlationId: true, receivedAt: true, format: true, raw: true },
    });
    if (!mail) throw new PermanentFailure('mail_unknown', `The inbox has no mail ${emailId}.`);
    const message = mail.format === 'postmark' ? await messageOf(parsePostmark(mail.raw)) : mail.raw;
    return { emailId, correlationId: mail.correlationId, jobId, receivedAt: mail.receivedAt, message };
  }
}
