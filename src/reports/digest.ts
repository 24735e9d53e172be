import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Mail } from '../drivers/mail/mail';
import { failureCode } from '../failure';
import { CronSchedule } from '../monitoring/cron-schedule';
import { later } from '../monitoring/scheduled';
import { ErrorTracking } from '../monitoring/sentry/error-tracking';
import { Settings } from '../settings';
import { DigestFigures } from './digest-figures';

const ATTEMPTS = 5;
const RETRY_AFTER_MS = 300_000;

/** Mails the admin the figures of the day before, where `DIGEST_CRON` is set; once over all instances. */
@Injectable()
export class Digest implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Digest.name);
  private retry?: NodeJS.Timeout;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly figures: DigestFigures,
    private readonly mail: Mail,
    private readonly schedule: CronSchedule,
    private readonly tracking: ErrorTracking,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const { digestCron, adminEmail } = this.settings;
    if (!digestCron) return;
    if (!adminEmail) return this.logger.warn('DIGEST_CRON is set and ADMIN_EMAIL is not: no digest is sent');
    this.schedule.add('digest', digestCron, () => this.run());
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.retry);
  }

  /** Never fails; a digest that cannot be sent is tried again some times. */
  async run(attempt = 1): Promise<void> {
    try {
      await this.tracking.scheduled('digest', { cron: this.settings.digestCron ?? '' }, () => this.send());
    } catch (error) {
      this.logger.warn(`the daily digest was not sent (${failureCode(error)})`);
      if (attempt < ATTEMPTS) this.retry = later(RETRY_AFTER_MS, () => this.run(attempt + 1)).unref();
    }
  }

  private async send(): Promise<void> {
    const day = await this.figures.yesterday();
    const claimed: unknown[] = await this.database.query(
      `INSERT INTO daily_runs (task, day) VALUES ('digest', $1) ON CONFLICT DO NOTHING RETURNING day`,
      [day],
    );
    if (claimed.length === 0) return;
    try {
      await this.mail.send({
        id: `digest-${day}`,
        to: this.settings.adminEmail ?? '',
        subject: `Creditors' answers of ${day}`,
        template: 'daily-digest',
        context: { ...(await this.figures.of(day)), console: `${this.settings.publicUrl}/` },
      });
    } catch (error) {
      await this.database.query(`DELETE FROM daily_runs WHERE task = 'digest' AND day = $1`, [day]);
      throw error;
    }
  }
}
