import { MetricDatabase } from '../harness/metric-database';
import { TcpProxy } from '../harness/tcp-proxy';

const PARTITIONS = `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'operational_metrics'::regclass ORDER BY 1`;

const DAY_MS = 86_400_000;

describe('the writer of metrics', () => {
  let db: MetricDatabase;
  let opened: number;
  beforeEach(async () => {
    db = await MetricDatabase.open();
    opened = Date.now();
    await db.writer.onModuleInit();
  });
  afterEach(() => db.close());

  const count = async (table: string): Promise<number> => {
    const [{ n }] = await db.source.query(`SELECT count(*)::int AS n FROM ${table}`);
    return n;
  };

  it('writes each sample with its time, metric and labels', async () => {
    await db.at('2026-06-01T12:00:00.250Z', (metrics) =>
      metrics.record('processing_time', 12.5, { stage: 'parse' }),
    );
    expect(
      await db.source.query(
        `SELECT recorded_at, value, metric, labels FROM operational_metrics JOIN metric_series USING (series_id)`,
      ),
    ).toEqual([
      {
        recorded_at: new Date('2026-06-01T12:00:00.250Z'),
        value: 12.5,
        metric: 'processing_time',
        labels: { stage: 'parse' },
      },
    ]);
  });

  it('keeps hours and days in step with the samples, over several batches and processes', async () => {
    const values = Array.from({ length: 500 }, (_, index) => (index * 7919) % 1_000);
    for (const part of [values.slice(0, 300), values.slice(300)])
      await db.at('2026-06-01T12:10:00Z', (metrics) => {
        for (const value of part) metrics.record('processing_time', value, { stage: 'parse' });
      });
    const running = await db.source.query('SELECT * FROM operational_metrics_running ORDER BY grain');
    const expected = {
      sample_count: '500',
      sum: values.reduce((a, b) => a + b),
      min: 0,
      max: Math.max(...values),
    };
    expect(running).toMatchObject([
      { grain: 'day', slot: new Date('2026-05-31T22:00:00Z'), ...expected },
      { grain: 'hour', slot: new Date('2026-06-01T12:00:00Z'), ...expected },
    ]);
    const [, hour] = running;
    expect(hour.histogram_counts.reduce((a: number, b: number) => a + b)).toBe(500);
    expect(new Set(hour.histogram_buckets).size).toBe(hour.histogram_buckets.length);
  });

  it('makes partitions a week ahead, and for samples of another time', async () => {
    const names = (await db.source.query(PARTITIONS)).map(({ name }: { name: string }) => name);
    const partition = (time: number) =>
      `operational_metrics_${new Date(time).toISOString().slice(0, 10).replaceAll('-', '')}`;
    const days = Array.from({ length: 8 }, (_, ahead) => opened + ahead * DAY_MS);
    // Between the two looks at the clock a day may have begun.
    expect([days, days.map((day) => day + DAY_MS)].map((week) => week.map(partition))).toContainEqual(names);
    await db.at('2031-01-05T12:00:00Z', (metrics) => metrics.record('ocr_pages', 1, {}));
    expect(await count('operational_metrics_20310105')).toBe(1);
  });

  it('gives a batch up that the database refuses for good, and goes on', async () => {
    await db.source.query(`ALTER TABLE operational_metrics ADD CONSTRAINT refused CHECK (value <> 13)`);
    db.metrics.record('ocr_pages', 13, {});
    for (let attempt = 0; attempt < 5; attempt += 1) await db.writer.write();
    db.metrics.record('ocr_pages', 14, {});
    await db.writer.write();
    expect(
      await db.source.query(
        `SELECT metric, value FROM operational_metrics JOIN metric_series USING (series_id) ORDER BY value`,
      ),
    ).toEqual([
      { metric: 'metrics_dropped', value: 1 },
      { metric: 'ocr_pages', value: 14 },
    ]);
  });

  it('leaves what is recorded while it writes for the next time', async () => {
    db.metrics.record('ocr_pages', 1, {});
    const writing = db.writer.write();
    db.metrics.record('ocr_pages', 2, {});
    await writing;
    await db.writer.write(); // its timer may have done so
    const commits = await db.source.query(
      'SELECT count(*)::int AS samples FROM operational_metrics GROUP BY xmin',
    );
    expect(commits).toEqual([{ samples: 1 }, { samples: 1 }]);
  });

  it('writes all that waits, also when it is asked while it writes', async () => {
    db.metrics.record('ocr_pages', 1, {});
    const writing = db.writer.write();
    db.metrics.record('ocr_pages', 2, {});
    await db.writer.write();
    await writing;
    expect(await count('operational_metrics')).toBe(2);
  });

  it('writes what is left when the service stops', async () => {
    db.metrics.record('ocr_pages', 3, {});
    await db.writer.beforeApplicationShutdown();
    expect(await count('operational_metrics')).toBe(1);
  });

  it('drops partitions that are older than their retention, and no others', async () => {
    for (const day of ['2026-01-01', '2026-03-01', '2026-03-31'])
      await db.at(`${day}T12:00:00Z`, (metrics) => metrics.record('ocr_pages', 1, {}));
    const dropped = await db.partitions.dropOld(new Date('2026-04-02T12:00:00Z'));
    expect(dropped).toEqual(
      expect.arrayContaining(['operational_metrics_20260101', 'operational_metrics_20260301']),
    );
    expect(dropped).not.toContain('operational_metrics_20260331');
    expect(await db.source.query('SELECT recorded_at FROM operational_metrics')).toEqual([
      { recorded_at: new Date('2026-03-31T12:00:00Z') },
    ]);
    expect(await count('operational_metrics_running')).toBe(2);
  });
});

describe('metrics while the database is away', () => {
  let db: MetricDatabase;
  let proxy: TcpProxy;
  beforeEach(async () => {
    db = await MetricDatabase.open({}, async (url) => {
      proxy = await TcpProxy.before(url);
      return proxy.url;
    });
    await db.writer.onModuleInit();
  });
  afterEach(async () => {
    await db.close();
    await proxy.close();
  });

  it('wait in bounds: the oldest are dropped and counted, the newest written when it is back', async () => {
    const { capacity } = db.metrics.buffer;
    proxy.cut();
    for (let index = 0; index < capacity + 500; index += 1) db.metrics.record('queue_age', index, {});
    await db.writer.write();
    await db.writer.write();
    expect(db.metrics.buffer.size).toBeLessThanOrEqual(capacity);
    proxy.open();
    while (db.metrics.buffer.size > 0) await db.writer.write();
    await db.writer.write();
    const [written] = await db.source.query(
      `SELECT count(*)::int AS n, min(value), max(value) FROM operational_metrics JOIN metric_series USING (series_id) WHERE metric = 'queue_age'`,
    );
    expect(written).toEqual({ n: capacity, min: 500, max: capacity + 499 });
    const [dropped] = await db.source.query(
      `SELECT value FROM operational_metrics JOIN metric_series USING (series_id) WHERE metric = 'metrics_dropped'`,
    );
    expect(dropped).toEqual({ value: 500 });
  });
});
