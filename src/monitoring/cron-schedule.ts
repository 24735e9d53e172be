import { Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';

import { runUnasked } from '../correlation';
import { Settings } from '../settings';

/** Work at times of the calendar, which the settings name. */
@Injectable()
export class CronSchedule {
  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly settings: Settings,
  ) {}

  /**
   * Runs the work at every time of the expression, in `TZ`, each run with a correlation id of its own.
   *
   * @param work  never fails.
   */
  add(name: string, cronTime: string, work: () => Promise<void>): void {
    const { timeZone } = this.settings;
    const onTick = () => void runUnasked(work);
    this.registry.addCronJob(
      name,
      CronJob.from({ cronTime, timeZone, onTick, start: true, unrefTimeout: true }),
    );
  }
}
