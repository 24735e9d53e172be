import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';

import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { Settings } from '../../settings';
import { smtpRemedy } from './smtp-failure';

/** Connects and signs in as for a mail, and sends none. */
@Injectable()
export class SmtpProbe {
  constructor(
    private readonly mailer: MailerService,
    private readonly settings: Settings,
  ) {}

  @Probe('smtp')
  async greet(): Promise<ProbeDetails> {
    if (!this.settings.smtp) return { outbox: true };
    try {
      await this.mailer.getTransporter().verify();
    } catch (error) {
      throw new Error(smtpRemedy(error), { cause: error });
    }
    return { outbox: false };
  }
}
