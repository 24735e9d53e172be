import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';

import { correlationHeader } from '../../correlation';
import { Traced } from '../../monitoring/traced';
import { Breaker } from '../../resilience/breaker';
import { smtpFailure } from './smtp-failure';

/** A mail to staff or to the admin. */
export interface OutgoingMail {
  /** Unique for the effect that it is: the same id is the same mail, also when it is sent again after a crash. */
  id: string;
  to: string;
  subject: string;
  /** A file of `templates/`, without ending. */
  template: string;
  context: Record<string, unknown>;
}

/** Sends mails, by SMTP or into the outbox folder. */
@Injectable()
export class Mail {
  constructor(private readonly mailer: MailerService) {}

  /**
   * @throws TransientFailure where it may go through later (no connection, 4xx, our sign-in refused).
   * @throws PermanentFailure where the server refuses it for good (5xx).
   * @throws BreakerOpen while the server is known to be down.
   */
  @Traced()
  @Breaker('smtp')
  async send(mail: OutgoingMail): Promise<void> {
    try {
      await this.mailer.sendMail({
        to: mail.to,
        subject: mail.subject.replace(/[\r\n]+/g, ' '),
        template: mail.template,
        context: mail.context,
        messageId: `<${mail.id}@creditor-answer-analysis>`,
        headers: { ...correlationHeader(), 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      throw smtpFailure(error);
    }
  }
}
