import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

import { currentCorrelation } from '../../correlation';
import { failureCode, PermanentFailure } from '../../failure';
import { OutageAlerts, type OutageAlert } from '../../resilience/outage-alerts';
import { POLICY_CATALOGUE } from '../../resilience/policy-catalogue';
import { Settings } from '../../settings';
import { Mail } from './mail';

const LOOK_EVERY_MS = 1_000;

/**
 * Tells the admin when a breaker opens and when it is closed again. A mail that cannot be sent is kept: with the mail
 * server itself down, until it is back.
 */
@Injectable()
export class OutageMails implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OutageMails.name);
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly alerts: OutageAlerts,
    private readonly mail: Mail,
    private readonly settings: Settings,
  ) {}

  @Interval(LOOK_EVERY_MS)
  look(): Promise<void> {
    if (!this.settings.circuitBreaker.alertEmail || this.stopped) return Promise.resolve();
    this.running ??= this.sendAll()
      .catch((error: unknown) => this.logger.warn(`alert mails wait (${failureCode(error)})`))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async sendAll(): Promise<void> {
    for (let alert = await this.alerts.claim(); alert; alert = await this.alerts.claim())
      if (!(await this.send(alert))) return;
  }

  /** @returns false where it was kept. */
  private async send(alert: OutageAlert): Promise<boolean> {
    try {
      await this.mail.send({
        id: `outage-${alert.id}.${alert.event}`,
        correlationId: currentCorrelation().correlationId,
        to: this.settings.circuitBreaker.alertEmail ?? '',
        subject: alert.event === 'opened' ? `${alert.name} is down` : `${alert.name} is back`,
        template: `breaker-${alert.event}`,
        context: contextOf(alert, this.settings),
      });
    } catch (error) {
      if (!(error instanceof PermanentFailure)) {
        await this.alerts.giveBack(alert);
        return false;
      }
      this.logger.error({ msg: 'an alert mail is refused for good', code: error.code, breaker: alert.name });
    }
    await this.alerts.sent(alert);
    return true;
  }
}

function contextOf(alert: OutageAlert, { timeZone, publicUrl }: Settings) {
  const { name, failures, lastError, openedAt, closedAt, nextProbeAt, remainingMails } = alert;
  const heldMails = alert.heldMails ?? remainingMails;
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long', timeZone });
  return {
    name,
    dependency: POLICY_CATALOGUE[name].label,
    failures,
    lastError: lastError ?? 'unknown',
    openedAt: time.format(openedAt),
    closedAt: closedAt && time.format(closedAt),
    nextProbeAt: nextProbeAt && time.format(nextProbeAt),
    downFor: closedAt && durationOf(closedAt.getTime() - openedAt.getTime()),
    heldMails,
    throughMails: Math.max(0, heldMails - remainingMails),
    console: `${publicUrl}/`,
  };
}

function durationOf(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
