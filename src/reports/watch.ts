import { hostname } from 'node:os';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { failureCode } from '../failure';
import { Alarms, type AlarmName } from '../monitoring/alarms';
import { MetricHistory } from '../monitoring/metrics/metric-history';
import { Rollup } from '../monitoring/metrics/rollup';
import { WaitingMails } from '../monitoring/metrics/waiting-mails';
import { Probes } from '../monitoring/probes';
import { Every } from '../monitoring/scheduled';
import { ErrorTracking } from '../monitoring/sentry/error-tracking';
import { Settings } from '../settings';
import { errorRate } from './metrics-summary';
import { Reconciliation, type Reconciled } from './reconciliation';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Of fewer attempts within the hour, a few failures say nothing. */
const MIN_ATTEMPTS = 20;
/** An alarm ends well below what raised it, so that it is not raised and ended over and over. */
const CLEARED_BELOW = 0.8;
/** A day later than it should be: ROLLUP_CRON may run at any hour, and missed runs are caught up at a start. */
const ROLLUP_WITHIN_H = 26;

/** Looks for what an admin should know before the users do, and raises or ends the alarm. */
@Injectable()
export class Watch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Watch.name);
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly alarms: Alarms,
    private readonly waiting: WaitingMails,
    private readonly history: MetricHistory,
    private readonly probes: Probes,
    private readonly rollup: Rollup,
    private readonly reconciliation: Reconciliation,
    private readonly tracking: ErrorTracking,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    void this.everyHour();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  @Every(MINUTE_MS)
  everyMinute(): Promise<void> {
    return this.look([() => this.judgeQueueAge(), () => this.judgeErrorRate(), () => this.judgeDisk()]);
  }

  @Every(HOUR_MS)
  everyHour(): Promise<void> {
    return this.look([
      () => this.tracking.scheduled('reconciliation', 'hourly', () => this.reconcile()),
      () => this.judgeRollup(),
    ]);
  }

  private async reconcile(): Promise<void> {
    await this.judgeReconciliation(await this.reconciliation.check());
  }

  async judgeReconciliation({ unaccounted, unaccounted_ids }: Reconciled): Promise<void> {
    const ids = unaccounted_ids.slice(0, 10).join(', ');
    await this.judge(
      'mails_unaccounted',
      unaccounted > 0,
      `${unaccounted} mails are in no known place: ${ids}`,
    );
  }

  private async judgeQueueAge(): Promise<void> {
    const { all, oldestS } = await this.waiting.look();
    const { queueAgeS } = this.settings.limits;
    const limit = await this.limitOf('queue_age', queueAgeS);
    const detail = `The oldest of ${all} mails that have not ended has waited for ${Math.round(oldestS)} s; MAX_QUEUE_AGE is ${queueAgeS}.`;
    await this.judge('queue_age', oldestS > limit, detail);
  }

  private async judgeErrorRate(): Promise<void> {
    const span = await this.history.span('1h');
    const { errors, total, rate, by_type } = errorRate(await this.history.read('1h', span, ['error_rate']));
    const maximum = this.settings.limits.errorRate;
    const limit = await this.limitOf('error_rate', maximum);
    const types = Object.entries(by_type).map(([type, count]) => `${type} ${count}`);
    const detail = `${errors} of ${total} attempts failed within an hour (${types.join(', ')}); MAX_ERROR_RATE is ${maximum}.`;
    await this.judge('error_rate', total >= MIN_ATTEMPTS && rate > limit, detail);
  }

  private async judgeDisk(): Promise<void> {
    const trouble = await this.probes.ask('disk').then(
      () => null,
      (error: Error) => error.message,
    );
    await this.judge('disk_full', trouble !== null, `The disk check says: ${trouble}.`, hostname());
  }

  private async judgeRollup(): Promise<void> {
    const day = await this.rollup.overdue(ROLLUP_WITHIN_H);
    await this.judge('rollup_missed', day !== null, `The metrics of ${day} are not rolled up yet.`);
  }

  private async limitOf(name: AlarmName, limit: number): Promise<number> {
    return (await this.alarms.isRaised(name)) ? limit * CLEARED_BELOW : limit;
  }

  private judge(name: AlarmName, isOn: boolean, detail: string, scope?: string): Promise<void> {
    return isOn ? this.alarms.raise(name, detail, scope) : this.alarms.clear(name, scope);
  }

  /** Never fails: what cannot be looked at now is looked at the next time. */
  private async look(judgements: (() => Promise<void>)[]): Promise<void> {
    if (this.stopped) return;
    const round = this.judgeAll(judgements);
    this.running.add(round);
    await round.finally(() => this.running.delete(round));
  }

  private async judgeAll(judgements: (() => Promise<void>)[]): Promise<void> {
    for (const judge of judgements)
      await judge().catch((error: unknown) => {
        this.logger.warn({ message: `the watch could not look (${failureCode(error)})`, err: error });
      });
  }
}
