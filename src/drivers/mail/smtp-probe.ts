import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';

import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { Settings } from '../../settings';

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
    await this.mailer.getTransporter().verify();
    return { outbox: false };
  }
}
