import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Calendar } from '../monitoring/metrics/calendar';
import { MetricHistory } from '../monitoring/metrics/metric-history';
import { BreakerStates } from '../resilience/breaker-states';
import { errorRate } from './metrics-summary';
import { Reconciliation } from './reconciliation';

const ROUTES = [
  'auto_update',
  'update_and_notify',
  'manual_review',
  'no_action',
  'quarantined',
  'failed',
  'in_flight',
  'duplicate',
] as const;

/** What the daily digest tells of a day, and of what waits just now. */
@Injectable()
export class DigestFigures {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
    private readonly history: MetricHistory,
    private readonly reconciliation: Reconciliation,
    private readonly breakers: BreakerStates,
  ) {}

  async yesterday(now = new Date()): Promise<string> {
    return this.calendar.dayOf(now, 1);
  }

  /** Every key that the template reads. */
  async of(day: string) {
    const span = await this.calendar.day(day);
    const [mails, series, review, outages, breakers] = await Promise.all([
      this.reconciliation.of(span),
      this.history.days(span, ['error_rate', 'token_usage', 'model_cost']),
      this.waitingForReview(),
      this.outagesOf(span),
      this.breakers.report(),
    ]);
    const { errors, total, by_type } = errorRate(series.filter(({ metric }) => metric === 'error_rate'));
    const sum = (metric: string) =>
      series
        .filter((one) => one.metric === metric)
        .reduce((all, { histogram }) => all + histogram.total.sum, 0);
    return {
      day,
      received: mails.received,
      routes: ROUTES.map((name) => ({ name: name.replaceAll('_', ' '), count: mails[name] })),
      ...review,
      errors,
      attempts: total,
      errorTypes: Object.entries(by_type)
        .map(([type, count]) => `${type} ${count}`)
        .join(', '),
      outages,
      openBreakers: breakers
        .filter(({ state }) => state !== 'closed')
        .map(({ name }) => name)
        .join(', '),
      tokens: sum('token_usage'),
      cost: sum('model_cost').toFixed(4),
    };
  }

  private async waitingForReview() {
    const rows: { waiting: number; hours: number }[] = await this.database.query(
      `SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM now() - min(created_at)) / 3600, 0)::float8 AS hours
       FROM reports WHERE route = 'manual_review' AND status = 'done'
         AND NOT EXISTS (SELECT FROM claim_history h WHERE h.email_id = reports.email_id AND h.reason = 'review')`,
    );
    const { waiting, hours } = rows[0];
    const oldestWaiting = hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
    return { waiting, isOneWaiting: waiting === 1, oldestWaiting };
  }

  private async outagesOf({ from, to }: { from: Date; to: Date }): Promise<string> {
    const rows: { name: string; outages: number }[] = await this.database.query(
      `SELECT name, count(*)::int AS outages FROM breaker_openings
       WHERE alerted AND opened_at < $2 AND coalesce(closed_at, now()) >= $1 GROUP BY name ORDER BY name`,
      [from, to],
    );
    return rows.map(({ name, outages }) => `${name} (${outages})`).join(', ');
  }
}
