import fc from 'fast-check';

import { Histogram } from '../../src/monitoring/metrics/histogram';
import { RawRowsGone } from '../../src/monitoring/metrics/metric-rollup';
import { DayNotOver } from '../../src/monitoring/metrics/rollup';
import { MetricDatabase } from '../harness/metric-database';

/** So long ago was another day, whatever clocks did meanwhile. */
const LONGEST_DAY_MS = 25 * 3_600_000;

describe('the rollup', () => {
  let db: MetricDatabase;
  beforeEach(async () => {
    db = await MetricDatabase.open();
  });
  afterEach(() => db.close());

  const daily = () =>
    db.source.query(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, metric, labels, avg, min, max, p95, sum, sample_count::int, histogram_buckets, histogram_counts
       FROM operational_metrics_daily ORDER BY day, metric, labels`,
    );
  const recordAt = (time: string, ...values: number[]) =>
    db.at(time, (metrics) => {
      for (const value of values) metrics.record('processing_time', value, { stage: 'parse' });
    });

  it('makes one row of each series, as the samples are by themselves', async () => {
    const values = Array.from({ length: 1_000 }, (_, index) => ((index * 7919) % 1_000) + 0.5);
    await recordAt('2026-06-01T12:00:00Z', ...values);
    await db.at('2026-06-01T13:00:00Z', (metrics) => metrics.record('queue_age', 0, {}));
    expect(await db.metricRollup.rollUp('2026-06-01')).toEqual({
      day: '2026-06-01',
      samples: 1_001,
      series: 2,
    });
    const [time, age] = await daily();
    expect(time).toMatchObject({
      day: '2026-06-01',
      metric: 'processing_time',
      labels: { stage: 'parse' },
      avg: 500,
      min: 0.5,
      max: 999.5,
      sum: 500_000,
      sample_count: 1_000,
    });
    expect(Math.abs(time.p95 - 949.5) / 949.5).toBeLessThan(0.02);
    expect(age).toMatchObject({ metric: 'queue_age', p95: 0, max: 0, sample_count: 1 });
  });

  it('has in SQL the same histogram as in TypeScript', async () => {
    const sample = fc.sample(fc.double({ min: 0, max: 1e8, noNaN: true }), { numRuns: 2_000, seed: 7 });
    await recordAt('2026-06-01T12:00:00Z', ...sample);
    await db.metricRollup.rollUp('2026-06-01');
    const [row] = await daily();
    const histogram = Histogram.of(sample);
    expect(row.histogram_buckets).toEqual(histogram.columns.buckets);
    expect(row.histogram_counts).toEqual(histogram.columns.counts);
    expect(row.p95 / histogram.quantile(0.95)!).toBeCloseTo(1, 9);
  });

  it('done twice, or by several at once, is done once', async () => {
    await recordAt('2026-06-01T12:00:00Z', 1, 2, 3);
    await db.rollup.again('2026-06-01');
    const once = await daily();
    await Promise.all([db.rollup.again('2026-06-01'), db.rollup.again('2026-06-01')]);
    expect(await daily()).toEqual(once);
  });

  it('is left to another process that is at it', async () => {
    await recordAt('2026-06-01T12:00:00Z', 1);
    const other = db.source.createQueryRunner();
    await other.query('SELECT pg_advisory_lock($1)', [0x43_41_45]);
    expect(await db.rollup.catchUp()).toBeNull();
    await other.query('SELECT pg_advisory_unlock_all()');
    await other.release();
    expect(await db.rollup.catchUp()).toMatchObject([{ day: '2026-06-01' }]);
  });

  it('catches up on the days that were missed, also on those older than their retention, before they are dropped', async () => {
    for (const day of ['2026-01-03', '2026-06-01', '2026-06-03']) await recordAt(`${day}T12:00:00Z`, 5);
    await recordAt('2026-06-05T08:00:00Z', 9);
    const rolled = await db.rollup.catchUp(new Date('2026-06-05T12:00:00Z'));
    expect(rolled?.map(({ day }) => day)).toEqual(['2026-01-03', '2026-06-01', '2026-06-03']);
    await db.source.query(
      `UPDATE operational_metrics_running SET written_at = written_at - interval '2 minutes'`,
    );
    expect(await db.rollup.catchUp(new Date('2026-06-05T12:00:00Z'))).toEqual([]);
    expect((await daily()).map(({ day }: { day: string }) => day)).toEqual([
      '2026-01-03',
      '2026-06-01',
      '2026-06-03',
    ]);
  });

  it('rolls a day up again that got samples afterwards', async () => {
    const dayBefore = new Date(Date.now() - LONGEST_DAY_MS);
    await db.at(dayBefore, (metrics) => metrics.record('queue_age', 1, {}));
    await db.rollup.catchUp();
    await db.source.query(`UPDATE daily_runs SET ended_at = now() - interval '10 minutes'`);
    await db.source.query(
      `UPDATE operational_metrics_running SET written_at = now() - interval '20 minutes'`,
    );
    expect(await db.rollup.catchUp()).toEqual([]);
    await db.at(dayBefore, (metrics) => metrics.record('queue_age', 3, {}));
    expect(await db.rollup.catchUp()).toMatchObject([{ samples: 2 }]);
    expect(await daily()).toMatchObject([{ sum: 4, sample_count: 2 }]);
  });

  it.each([
    ['2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z', 23],
    ['2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z', 25],
  ])('knows a day of changing clocks: %s', async (day, first, last, next, hours) => {
    await recordAt(first, 1);
    await recordAt(last, 2);
    await recordAt(next, 100);
    for (let hour = 0; hour < hours; hour += 1)
      await recordAt(new Date(Date.parse(first) + hour * 3_600_000 + 60_000).toISOString(), 10);
    await db.metricRollup.rollUp(day);
    expect((await daily())[0]).toMatchObject({ day, min: 1, max: 10, sample_count: hours + 2 });
    const slots = await db.source.query(
      `SELECT FROM operational_metrics_running WHERE grain = 'hour' AND slot >= $1 AND slot < $2`,
      [first, next],
    );
    expect(slots).toHaveLength(hours);
  });

  it('knows days of other time zones', async () => {
    await db.close();
    db = await MetricDatabase.open({ TZ: 'Asia/Kathmandu' });
    await recordAt('2026-05-31T18:14:59Z', 1);
    await recordAt('2026-05-31T18:15:00Z', 2);
    await db.rollup.catchUp(new Date('2026-06-05T12:00:00Z'));
    expect((await daily()).map(({ day, sum }: { day: string; sum: number }) => [day, sum])).toEqual([
      ['2026-05-31', 1],
      ['2026-06-01', 2],
    ]);
  });

  it('refuses a day that is not over, and one whose samples are gone', async () => {
    const soon = new Date(Date.now() + 60_000); // the day may end between the two looks at the clock
    await expect(db.rollup.again(await db.calendar.dayOf(soon))).rejects.toThrow(DayNotOver);
    await recordAt('2026-01-03T12:00:00Z', 5);
    await db.rollup.catchUp(new Date('2026-06-05T12:00:00Z'));
    await db.source.query('TRUNCATE operational_metrics');
    await expect(db.rollup.again('2026-01-03')).rejects.toThrow(RawRowsGone);
    expect(await daily()).toHaveLength(1);
  });

  it('says which day is overdue', async () => {
    await recordAt('2026-06-01T12:00:00Z', 5);
    expect(await db.rollup.overdue(26, new Date('2026-06-02T12:00:00Z'))).toBeNull();
    expect(await db.rollup.overdue(26, new Date('2026-06-03T12:00:00Z'))).toBe('2026-06-01');
    await db.rollup.catchUp(new Date('2026-06-03T12:00:00Z'));
    expect(await db.rollup.overdue(26, new Date('2026-06-03T12:00:00Z'))).toBeNull();
  });
});

describe('the rollup of prompts', () => {
  let db: MetricDatabase;
  beforeEach(async () => {
    db = await MetricDatabase.open();
  });
  afterEach(() => db.close());

  const id = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
  const enter = (emailId: string, promptVersion: string, latencyMs: number, outcome = 'ok') =>
    db.source.query(
      `INSERT INTO prompt_performance_metrics (at, email_id, prompt_version, model, outcome, answered, input_tokens, output_tokens,
         cache_read_tokens, cache_write_tokens, cost_usd, latency_ms)
       VALUES (now() - interval '25 hours', $1, $2, 'claude-test', $3, true, 1000, 200, 50, 0, 0.012345, $4)`,
      [emailId, promptVersion, outcome, latencyMs],
    );

  it('tells of each prompt version and model what its calls cost, and what reviewers made of them', async () => {
    await enter(id(1), 'v1', 1_500);
    await enter(id(2), 'v1', 2_500);
    await enter(id(3), 'v1', 1_500, 'refused');
    await enter(id(4), 'v2', 900);
    await db.rollup.catchUp();
    await db.prompts.reviewed(id(1), 'accepted');
    await db.prompts.reviewed(id(2), 'corrected');
    await db.rollup.catchUp();
    await db.rollup.catchUp();
    const rows = await db.source.query('SELECT * FROM prompt_performance_daily ORDER BY prompt_version');
    expect(rows).toMatchObject([
      {
        prompt_version: 'v1',
        model: 'claude-test',
        calls: '3',
        failed_calls: '1',
        input_tokens: '3000',
        output_tokens: '600',
        cache_read_tokens: '150',
        cost_usd: '0.037035',
        latency_min: 1_500,
        latency_max: 2_500,
        accepted: '1',
        corrected: '1',
        accepted_share: 0.5,
        corrected_share: 0.5,
      },
      { prompt_version: 'v2', calls: '1', accepted_share: null },
    ]);
    expect(rows[0].latency_avg).toBeCloseTo(1_833.33, 1);
  });

  it('forgets calls that are older than their retention, after they are rolled up', async () => {
    await enter(id(1), 'v1', 1_500);
    await db.source.query(`UPDATE prompt_performance_metrics SET at = now() - interval '40 days'`);
    await db.rollup.catchUp();
    expect(await db.source.query('SELECT FROM prompt_performance_metrics')).toEqual([]);
    expect(await db.source.query('SELECT FROM prompt_performance_daily')).toHaveLength(1);
  });

  it('has tokens and cost among the metrics', () => {
    const usage = { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 0, cacheWriteTokens: 0 };
    db.prompts.record({ promptVersion: 'v1', model: 'claude-test', usage, costUsd: 0.5 });
    const label = { model: 'claude-test', prompt_version: 'v1' };
    expect(db.metrics.series.map(({ metric, labels, sum }) => [metric, labels, sum])).toEqual([
      ['token_usage', { ...label, direction: 'input' }, 1_000],
      ['token_usage', { ...label, direction: 'output' }, 200],
      ['model_cost', label, 0.5],
    ]);
  });
});
