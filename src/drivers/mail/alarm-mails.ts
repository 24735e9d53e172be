import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import { Alarms, type AlarmAlert, type AlarmName } from '../../monitoring/alarms';
import { Every } from '../../monitoring/scheduled';
import { Settings } from '../../settings';
import { AlertRound } from './alert-round';
import { Mail, type OutgoingMail } from './mail';

const LOOK_EVERY_MS = 2_000;

/** In a sentence for people. */
const LABELS: Record<AlarmName, string> = {
  mails_unaccounted: 'Mails are unaccounted for',
  queue_age: 'A mail waits too long',
  error_rate: 'Too many attempts fail',
  disk_full: 'The disk is nearly full',
  rollup_missed: 'Metrics are not rolled up',
};

/** Tells the admin when an alarm is raised and when it is over. */
@Injectable()
export class AlarmMails implements BeforeApplicationShutdown {
  private readonly round: AlertRound<AlarmAlert>;

  constructor(
    alarms: Alarms,
    mail: Mail,
    private readonly settings: Settings,
  ) {
    this.round = new AlertRound(alarms, mail, (alert) => this.compose(alert));
  }

  @Every(LOOK_EVERY_MS)
  look(): Promise<void> {
    return this.settings.adminEmail ? this.round.send() : Promise.resolve();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.round.stop();
  }

  private compose({ id, event, name, scope, detail, raisedAt, clearedAt }: AlarmAlert): OutgoingMail {
    const { timeZone, publicUrl } = this.settings;
    const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long', timeZone });
    return {
      id: `alarm-${id}.${event}`,
      to: this.settings.adminEmail ?? '',
      subject: event === 'raised' ? LABELS[name] : `Over: ${LABELS[name]}`,
      template: 'alarm',
      context: {
        name,
        label: LABELS[name],
        scope,
        detail,
        isOver: event === 'cleared',
        raisedAt: time.format(raisedAt),
        clearedAt: clearedAt && time.format(clearedAt),
        console: `${publicUrl}/`,
      },
    };
  }
}
