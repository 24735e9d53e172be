import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { runUnasked } from '../../correlation';
import { failureCode } from '../../failure';
import { Settings } from '../../settings';
import { CronSchedule } from '../cron-schedule';
import { ErrorTracking } from '../sentry/error-tracking';
import { Rollup } from './rollup';

/** Rolls up at `ROLLUP_CRON`, and once after each start: an office may switch its machine off at night. */
@Injectable()
export class RollupSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RollupSchedule.name);
  private running?: Promise<void>;

  constructor(
    private readonly rollup: Rollup,
    private readonly schedule: CronSchedule,
    private readonly tracking: ErrorTracking,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.add('rollup', this.settings.metrics.rollupCron, () => this.run());
    void runUnasked(() => this.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  /** Never fails: what was missed is caught up the next time. */
  run(): Promise<void> {
    const cron = this.settings.metrics.rollupCron;
    this.running ??= this.tracking
      .scheduled('rollup', { cron }, () => this.rollup.catchUp())
      .then(() => undefined)
      .catch((error: unknown) => {
        this.logger.error({ message: 'the rollup failed', code: failureCode(error), err: error });
      })
      .finally(() => (this.running = undefined));
    return this.running;
  }
}
