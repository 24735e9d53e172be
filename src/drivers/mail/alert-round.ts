import { Logger } from '@nestjs/common';

import { failureCode, PermanentFailure } from '../../failure';
import type { Mail, OutgoingMail } from './mail';

/** Alerts of which each is claimed by one sender over all instances, and kept until it is sent. */
export interface AlertSource<Alert> {
  claim(): Promise<Alert | null>;
  sent(alert: Alert): Promise<void>;
  giveBack(alert: Alert): Promise<void>;
}

/** Sends what a source has, one alert after the other. What cannot be sent just now stays with the source. */
export class AlertRound<Alert> {
  private readonly logger = new Logger(AlertRound.name);
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly source: AlertSource<Alert>,
    private readonly mail: Mail,
    private readonly compose: (alert: Alert) => OutgoingMail,
  ) {}

  /** Never fails; a round that is under way is not doubled. */
  send(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.running ??= this.sendAll()
      .catch((error: unknown) => this.logger.warn(`alert mails wait (${failureCode(error)})`))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async sendAll(): Promise<void> {
    for (let alert = await this.source.claim(); alert; alert = await this.source.claim())
      if (!(await this.sendOne(alert))) return;
  }

  /** @returns false where it was kept. */
  private async sendOne(alert: Alert): Promise<boolean> {
    const mail = this.compose(alert);
    try {
      await this.mail.send(mail);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) {
        await this.source.giveBack(alert);
        return false;
      }
      this.logger.error({ message: 'an alert mail is refused for good', code: error.code, mail: mail.id });
    }
    await this.source.sent(alert);
    return true;
  }
}
