import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import { Every } from '../../monitoring/scheduled';
import { OutageAlerts, type OutageAlert } from '../../resilience/outage-alerts';
import { POLICY_CATALOGUE } from '../../resilience/policy-catalogue';
import { Settings } from '../../settings';
import { AlertRound } from './alert-round';
import { Mail, type OutgoingMail } from './mail';

const LOOK_EVERY_MS = 1_000;

/**
 * Tells the admin when a breaker opens and when it is closed again. A mail that cannot be sent is kept: with the mail
 * server itself down, until it is back.
 */
@Injectable()
export class OutageMails implements BeforeApplicationShutdown {
  private readonly round: AlertRound<OutageAlert>;

  constructor(
    alerts: OutageAlerts,
    mail: Mail,
    private readonly settings: Settings,
  ) {
    this.round = new AlertRound(alerts, mail, (alert) => this.compose(alert));
  }

  @Every(LOOK_EVERY_MS)
  look(): Promise<void> {
    return this.settings.circuitBreaker.alertEmail ? this.round.send() : Promise.resolve();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.round.stop();
  }

  private compose(alert: OutageAlert): OutgoingMail {
    return {
      id: `outage-${alert.id}.${alert.event}`,
      to: this.settings.circuitBreaker.alertEmail ?? '',
      subject: alert.event === 'opened' ? `${alert.name} is down` : `${alert.name} is back`,
      template: `breaker-${alert.event}`,
      context: contextOf(alert, this.settings),
    };
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
