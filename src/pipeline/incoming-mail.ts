import { Injectable } from '@nestjs/common';

import type { MailFormat } from '../webhook/inbox.entity';
import { parsePostmark } from '../webhook/postmark';
import { messageOf } from '../webhook/postmark-message';

/** A mail as the inbox keeps it. */
export interface AcceptedMail {
  emailId: string;
  correlationId: string;
  jobId: string;
  receivedAt: Date;
  format: MailFormat;
  /** The delivered body, byte for byte. */
  raw: Buffer;
}

/** A mail on its way through the pipeline. */
export interface IncomingMail extends Omit<AcceptedMail, 'format' | 'raw'> {
  /** RFC 5322 bytes, also where the provider delivered JSON. */
  message: Uint8Array;
}

/** Brings mails into the one form that the pipeline reads. */
@Injectable()
export class MailLoader {
  async load({ format, raw, ...mail }: AcceptedMail): Promise<IncomingMail> {
    return { ...mail, message: format === 'postmark' ? await messageOf(parsePostmark(raw)) : raw };
  }
}
