import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { Settings } from '../settings';
import { ErrorTracking } from './sentry/error-tracking';

/** Says once at start which defaults are in force that somebody may not expect. */
@Injectable()
export class StartNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger(StartNotice.name);

  constructor(
    private readonly settings: Settings,
    private readonly errors: ErrorTracking,
  ) {}

  onApplicationBootstrap(): void {
    const { databaseUrl, smtp, sentryDsn, circuitBreaker, dataDir } = this.settings;
    if (!databaseUrl)
      this.logger.log(`DATABASE_URL is not set: the embedded PostgreSQL under ${dataDir} is used`);
    if (!smtp) this.logger.log(`SMTP_HOST is not set: mails to staff are put into ${dataDir}/outbox`);
    if (!circuitBreaker.alertEmail) this.logger.log('ADMIN_EMAIL is not set: no alert mails are sent');
    if (!sentryDsn) this.logger.log('SENTRY_DSN is not set: errors stay in the log');
    else if (!this.errors.isOn)
      this.logger.warn(
        'SENTRY_DSN is set, and errors stay in the log all the same: start with node --import ./dist/src/instrument.js',
      );
  }
}
