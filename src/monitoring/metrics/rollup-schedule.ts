import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';

import { correlationIdFrom, runCorrelated } from '../../correlation';
import { failureCode } from '../../failure';
import { Settings } from '../../settings';
import { Rollup } from './rollup';

/** Rolls up at `ROLLUP_CRON`, and once after each start: an office may switch its machine off at night. */
@Injectable()
export class RollupSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RollupSchedule.name);
  private running?: Promise<void>;

  constructor(
    private readonly rollup: Rollup,
    private readonly scheduler: SchedulerRegistry,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const { metrics, timeZone } = this.settings;
    const onTick = () => void this.run();
    this.scheduler.addCronJob(
      'rollup',
      CronJob.from({ cronTime: metrics.rollupCron, timeZone, onTick, start: true, unrefTimeout: true }),
    );
    void this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  /** Never fails: what was missed is caught up the next time. */
  run(): Promise<void> {
    this.running ??= runCorrelated({ correlationId: correlationIdFrom() }, () => this.rollup.catchUp())
      .then(() => undefined)
      .catch((error: unknown) => {
        this.logger.error({ msg: 'the rollup failed', code: failureCode(error), err: error });
      })
      .finally(() => (this.running = undefined));
    return this.running;
  }
}
