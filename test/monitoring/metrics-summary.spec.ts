import { randomUUID } from 'node:crypto';

import { Histogram } from '../../src/monitoring/metrics/histogram';
import { MetricHistory, type Window } from '../../src/monitoring/metrics/metric-history';
import { WaitingMails } from '../../src/monitoring/metrics/waiting-mails';
import { MetricsSummaries } from '../../src/reports/metrics-summary';
import { Reconciliation } from '../../src/reports/reconciliation';
import { BreakerStates } from '../../src/resilience/breaker-states';
import { MetricDatabase } from '../harness/metric-database';

const NOW = new Date('2026-06-20T13:37:11Z');
const HOUR_MS = 3_600_000;
const STAGES = ['parse', 'match', 'total'];

interface Sample {
  at: Date;
  stage: string;
  value: number;
}

describe('a summary of metrics', () => {
  let db: MetricDatabase;
  let summaries: MetricsSummaries;
  const samples: Sample[] = [];
  const attempts: { at: Date; failed: boolean; depth: number }[] = [];

  beforeAll(async () => {
    db = await MetricDatabase.open();
    const reconciliation = new Reconciliation(db.source, db.calendar);
    summaries = new MetricsSummaries(
      db.history,
      reconciliation,
      new WaitingMails(db.source),
      new BreakerStates(db.source),
    );
    // Every 7 hours and 13 minutes for 40 days, a different spread each time; denser within the last hours.
    const times = Array.from(
      { length: 134 },
      (_, index) => new Date(NOW.getTime() - index * 7.22 * HOUR_MS - 1_000),
    );
    times.push(...Array.from({ length: 100 }, (_, index) => new Date(NOW.getTime() - index * 97_000 - 500)));
    await db.partitions.ensure(new Date(NOW.getTime() - 42 * 24 * HOUR_MS), NOW);
    for (const [round, at] of times.entries())
      await db.at(at, (metrics) => {
        for (const [index, stage] of STAGES.entries()) {
          const value = ((round * 7919 + index * 104_729) % 5_000) / (1 + (round % 11)) + 0.1;
          metrics.record('processing_time', value, { stage });
          samples.push({ at, stage, value });
        }
        const failed = round % 9 === 0;
        metrics.record('error_rate', failed ? 1 : 0, {
          kind: failed ? 'transient' : 'none',
          type: failed ? 'mail_unsent' : 'none',
          stage: 'notify',
        });
        attempts.push({ at, failed, depth: round });
        metrics.record('queue_depth', round, { state: 'all' });
        metrics.record('confidence', 0.9, { field: 'claim_amount', route: 'auto_update' });
        metrics.record('token_usage', 100, {
          model: 'claude-test',
          prompt_version: 'v1',
          direction: 'input',
        });
        metrics.record('model_cost', 0.01, { model: 'claude-test', prompt_version: 'v1' });
      });
    for (const day of await db.metricRollup.missed('2026-06-19', true)) await db.metricRollup.rollUp(day); // the 19th was missed
  }, 120_000);
  afterAll(() => db.close());

  it.each<Window>(['1h', '24h', '7d', '30d', '365d'])(
    'tells of %s what all its samples tell',
    async (window) => {
      const summary = await summaries.of(window, NOW);
      const from = new Date(summary.window.from);
      const hours = { '1h': 1, '24h': 24, '7d': 168, '30d': 720, '365d': 8_760 }[window];
      expect(NOW.getTime() - from.getTime()).toBeGreaterThanOrEqual(hours * HOUR_MS);
      expect(NOW.getTime() - from.getTime()).toBeLessThan((hours + 25) * HOUR_MS);
      expect(summary.window.to).toBe(NOW.toISOString());
      const within = samples.filter(({ at }) => at >= from && at < NOW);
      for (const stage of STAGES) {
        const values = within.filter((sample) => sample.stage === stage).map(({ value }) => value);
        const { total, by_stage } = summary.processing_time;
        const { avg, min, max, p95, sample_count } = stage === 'total' ? total : by_stage[stage];
        const sorted = [...values].sort((a, b) => a - b);
        expect({ min, max, sample_count }).toEqual({
          min: sorted[0],
          max: sorted.at(-1),
          sample_count: values.length,
        });
        expect(avg).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 6);
        const truth = sorted[Math.ceil(0.95 * sorted.length) - 1];
        expect(Math.abs(p95! - truth) / truth).toBeLessThanOrEqual(0.0201);
        expect(p95).toBeCloseTo(Histogram.of(values).quantile(0.95)!, 9);
      }
      const tries = attempts.filter(({ at }) => at >= from && at < NOW);
      const errors = tries.filter(({ failed }) => failed).length;
      expect(summary.error_rate).toEqual({
        errors,
        total: tries.length,
        rate: errors / tries.length,
        by_type: errors > 0 ? { mail_unsent: errors } : {},
      });
      expect(summary.queue_depth).toMatchObject({
        sample_count: tries.length,
        min: Math.min(...tries.map(({ depth }) => depth)),
        max: Math.max(...tries.map(({ depth }) => depth)),
      });
      expect(summary.token_usage).toMatchObject({
        input_tokens: tries.length * 100,
        output_tokens: 0,
        cost_usd: (tries.length * 0.01).toFixed(4),
        by_model: [{ model: 'claude-test', prompt_version: 'v1', input_tokens: tries.length * 100 }],
      });
      expect(summary.confidence).toMatchObject({
        sample_count: tries.length,
        by_field: { claim_amount: { min: 0.9, max: 0.9, p95: 0.9 } },
        by_route: { auto_update: { sample_count: tries.length } },
      });
    },
  );

  it('needs neither samples nor hours of days that are rolled up', async () => {
    const before = await summaries.of('30d', NOW);
    const afresh = () =>
      new MetricsSummaries(
        new MetricHistory(db.source, db.calendar),
        new Reconciliation(db.source, db.calendar),
        new WaitingMails(db.source),
        new BreakerStates(db.source),
      );
    await db.source.query(`DELETE FROM operational_metrics WHERE recorded_at < '2026-06-18T22:00Z'`);
    await db.source.query(`DELETE FROM operational_metrics_running WHERE slot < '2026-06-18T22:00Z'`);
    expect(await afresh().of('30d', NOW)).toEqual(before);
    expect(await summaries.of('30d', NOW)).toEqual(before);
  });

  it('follows a day that is rolled up again', async () => {
    const before = await summaries.of('30d', NOW);
    await db.at('2026-06-10T12:00:00Z', (metrics) =>
      metrics.record('processing_time', 1e6, { stage: 'total' }),
    );
    await db.metricRollup.rollUp('2026-06-10');
    expect((await summaries.of('30d', NOW)).processing_time.total.max).toBe(1e6);
    expect(before.processing_time.total.max).toBeLessThan(1e6);
  });

  it('of a service that has done nothing is all there, and empty', async () => {
    const empty = await MetricDatabase.open();
    const nothing = { avg: null, min: null, max: null, p95: null, sample_count: 0 };
    const summary = await new MetricsSummaries(
      empty.history,
      new Reconciliation(empty.source, empty.calendar),
      new WaitingMails(empty.source),
      new BreakerStates(empty.source),
    ).of('7d');
    expect(summary).toMatchObject({
      queue_depth: { latest: 0, ...nothing },
      processing_time: { total: nothing, by_stage: {} },
      error_rate: { errors: 0, total: 0, rate: 0, by_type: {} },
      routes: { auto_update: 0, update_and_notify: 0, manual_review: 0, no_action: 0 },
      breakers: { claude: 'closed', mongodb: 'closed', gcs: 'closed', smtp: 'closed' },
      reconciliation: { received: 0, unaccounted: 0 },
    });
    await empty.close();
  });
});

describe('the reconciliation', () => {
  let db: MetricDatabase;
  let reconciliation: Reconciliation;
  beforeEach(async () => {
    db = await MetricDatabase.open();
    reconciliation = new Reconciliation(db.source, db.calendar);
  });
  afterEach(() => db.close());

  /** A mail in some place; `null` for none. */
  async function mail(at: string | Date, place: string | null, duplicates = 0): Promise<string> {
    const id = randomUUID();
    await db.source.query(
      `INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw, duplicates)
       VALUES ($1::uuid, $2, 'correlation-1', sha256($1::text::bytea), 'rfc822', 0, '', $3)`,
      [id, at, duplicates],
    );
    if (place === 'received')
      await db.source.query(
        `INSERT INTO waiting_mails (email_id, correlation_id, received_at) VALUES ($1, 'c', $2)`,
        [id, at],
      );
    else if (place)
      await db.source.query(
        `INSERT INTO reports (email_id, correlation_id, status, route) VALUES ($1, 'c', $2, $3)`,
        place === 'failed' || place === 'quarantined' ? [id, place, null] : [id, 'done', place],
      );
    return id;
  }

  it('finds every mail in one place, over all days', async () => {
    const places = [
      'auto_update',
      'update_and_notify',
      'manual_review',
      'no_action',
      'quarantined',
      'failed',
      'received',
    ];
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30'])
      for (const [index, place] of places.entries()) await mail(`${day}T0${index}:30:00Z`, place, index);
    const counts = await reconciliation.check(false, new Date('2026-03-30T12:00:00Z'));
    expect(counts).toEqual({
      received: 3 * (7 + 21),
      auto_update: 3,
      update_and_notify: 3,
      manual_review: 3,
      no_action: 3,
      quarantined: 3,
      failed: 3,
      duplicate: 63,
      in_flight: 3,
      unaccounted: 0,
      unaccounted_ids: [],
    });
  });

  it('names those that are nowhere: without a report, without a route, and no longer waiting', async () => {
    const lost = [await mail('2026-03-28T10:00:00Z', null), await mail('2026-03-30T10:00:00Z', 'elsewhere')];
    await mail('2026-03-30T10:00:00Z', 'auto_update');
    const { unaccounted, unaccounted_ids, received } = await reconciliation.check();
    expect({ unaccounted, received }).toEqual({ unaccounted: 2, received: 3 });
    expect([...unaccounted_ids].sort()).toEqual(lost.sort());
  });

  it('counts a settled day once, others again; and any day on demand', async () => {
    await mail('2026-03-01T10:00:00Z', 'auto_update');
    const open = await mail('2026-03-02T10:00:00Z', 'received');
    await reconciliation.check(false, new Date('2026-03-20T12:00:00Z'));
    await db.source.query('UPDATE inbox SET duplicates = 4');
    await db.source.query(
      `WITH gone AS (DELETE FROM waiting_mails) INSERT INTO reports (email_id, correlation_id, status, route) VALUES ($1, 'c', 'done', 'no_action')`,
      [open],
    );
    expect(await reconciliation.check(false, new Date('2026-03-20T12:00:00Z'))).toMatchObject({
      duplicate: 4,
      in_flight: 0,
      no_action: 1,
    });
    expect(await reconciliation.check(true, new Date('2026-03-20T12:00:00Z'))).toMatchObject({
      duplicate: 8,
    });
  });

  it('of a span takes settled days as they were counted, and the rest as it is now, to the second', async () => {
    await mail('2026-03-01T10:00:00Z', 'auto_update');
    await reconciliation.check(false, new Date('2026-03-20T12:00:00Z'));
    await mail('2026-03-20T10:00:00Z', 'failed');
    await mail('2026-03-20T11:59:59Z', 'no_action');
    await mail('2026-03-20T12:00:00Z', 'no_action');
    const to = new Date('2026-03-20T12:00:00Z');
    expect(await reconciliation.of({ from: new Date('2026-02-28T23:00:00Z'), to })).toMatchObject({
      received: 3,
      auto_update: 1,
      failed: 1,
      no_action: 1,
    });
    expect(await reconciliation.of({ from: new Date('2026-03-20T11:00:00Z'), to })).toMatchObject({
      received: 1,
      no_action: 1,
    });
    expect(await reconciliation.of({ from: new Date('2026-03-01T10:00:01Z'), to })).toMatchObject({
      received: 2,
      auto_update: 0,
    });
  });
});
