import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Command } from 'commander';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { Calendar } from '../../src/monitoring/metrics/calendar';
import { DailyPartitions } from '../../src/monitoring/metrics/daily-partitions';
import { MetricHistory } from '../../src/monitoring/metrics/metric-history';
import { MetricRollup } from '../../src/monitoring/metrics/metric-rollup';
import { MetricWriter } from '../../src/monitoring/metrics/metric-writer';
import { Metrics } from '../../src/monitoring/metrics/metrics';
import { WaitingMails } from '../../src/monitoring/metrics/waiting-mails';
import { MetricsSummaries } from '../../src/reports/metrics-summary';
import { Reconciliation } from '../../src/reports/reconciliation';
import { BreakerStates } from '../../src/resilience/breaker-states';
import { Settings } from '../../src/settings';
import { temporaryFolder } from '../harness/temporary-folder';
import { machine } from './machine';

const DAY_MS = 86_400_000;
const STAGES = ['parse', 'extract', 'match', 'decide', 'write', 'notify', 'total'];
const ROUTES = ['auto_update', 'update_and_notify', 'manual_review', 'no_action'];
const FIELDS = ['client_name', 'creditor_name', 'office_reference', 'creditor_reference', 'claim_amount'];

interface Bench {
  source: DataSource;
  settings: Settings;
  client: Client;
}

/** A busy office's mix: some 60 series, times spread over two orders of magnitude. */
function sampleOf(index: number, record: Metrics['record']): void {
  const spread = ((index * 7919) % 10_007) / 10_007;
  const value = 0.5 * Math.exp(5 * spread);
  const turn = index % 4;
  if (turn < 2) return record('processing_time', value, { stage: STAGES[(index >> 2) % STAGES.length] });
  if (turn === 2)
    return record('confidence', 1 - spread / 3, {
      field: FIELDS[(index >> 2) % FIELDS.length],
      route: ROUTES[(index >> 4) % ROUTES.length],
    });
  return record('http_time', value, {
    method: 'GET',
    route: '/reports/:email_id',
    status: index % 32 === 3 ? '404' : '200',
  });
}

function recording(): void {
  const metrics = new Metrics();
  const record = metrics.record.bind(metrics);
  const rounds: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    global.gc?.();
    const started = process.cpuUsage(); // others use this machine too
    for (let index = 0; index < 500_000; index += 1) sampleOf(index, record);
    const { user, system } = process.cpuUsage(started);
    rounds.push((1_000 * (user + system)) / 500_000);
  }
  const [first, ...warm] = rounds;
  tell(
    'ns of CPU per recorded metric in the caller',
    `${median(warm).toFixed(0)} (cold ${first.toFixed(0)}; aim under 1,000)`,
  );
}

async function writing({ source, settings, client }: Bench): Promise<void> {
  const metrics = new Metrics();
  const partitions = new DailyPartitions(source, settings);
  const writer = new MetricWriter(source, metrics, partitions, settings);
  await writer.onModuleInit();
  const rows = 150_000;
  const record = metrics.record.bind(metrics);
  const batched: number[] = [];
  const single: number[] = [];
  const held: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < rows; index += 1) sampleOf(index, record);
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const started = performance.now();
    await writer.write();
    batched.push(rows / ((performance.now() - started) / 1000));
    loop.disable();
    held.push(loop.max / 1e6);
    const alone = performance.now();
    for (let index = 0; index < 2_000; index += 1)
      await client.query(
        'INSERT INTO operational_metrics (recorded_at, value, series_id) VALUES (now(), $1, $2)',
        [index, 1],
      );
    single.push(2_000 / ((performance.now() - alone) / 1000));
  }
  await writer.beforeApplicationShutdown();
  const [fast, slow] = [median(batched.slice(1)), median(single.slice(1))];
  tell('rows/s written, with their hours and days', `${Math.round(fast)}`);
  tell('rows/s by one INSERT per metric', `${Math.round(slow)}: ${(fast / slow).toFixed(0)} times (aim 50)`);
  tell('event loop held up at most while writing', `${median(held.slice(1)).toFixed(1)} ms`);
}

/** Fills a day with samples as the writer would have written them. */
async function fillDay({ client }: Bench, from: Date, rows: number): Promise<void> {
  await client.query(
    `INSERT INTO operational_metrics (recorded_at, value, series_id)
     SELECT $1::timestamptz + make_interval(secs => g * 86399.0 / $2), 0.5 * exp(5 * random()), 1 + (g % 997 * 31 % 60)
     FROM generate_series(1, $2::integer) AS g`,
    [from, rows],
  );
}

async function rollingUp(bench: Bench, rows: number): Promise<void> {
  const { source, settings, client } = bench;
  const calendar = new Calendar(source, settings);
  const rollup = new MetricRollup(source, calendar, settings);
  const day = await calendar.dayOf(new Date(), 3);
  const { from, to } = await calendar.day(day);
  await new DailyPartitions(source, settings).ensure(from, to);
  await fillDay(bench, from, rows);
  await client.query('VACUUM ANALYZE operational_metrics');
  const bare = (p95: string) =>
    client.query(
      `SELECT series_id, avg(value), min(value), max(value), sum(value), count(*) ${p95} FROM operational_metrics
       WHERE recorded_at >= $1 AND recorded_at < $2 GROUP BY series_id`,
      [from, to],
    );
  const times = { bare: [] as number[], p95: [] as number[], rollup: [] as number[] };
  let peak = 0;
  for (let round = 0; round < 5; round += 1) {
    times.bare.push(await timed(() => bare('')));
    times.p95.push(await timed(() => bare(', percentile_cont(0.95) WITHIN GROUP (ORDER BY value)')));
    const watch = setInterval(() => (peak = Math.max(peak, serversMemory())), 20);
    times.rollup.push(await timed(() => rollup.rollUp(day)));
    clearInterval(watch);
  }
  const [plain, exact, own] = [times.bare, times.p95, times.rollup].map(median);
  tell(`rollup of a day with ${rows} rows`, `${own.toFixed(0)} ms`);
  tell(
    '… against the bare aggregate with p95',
    `${exact.toFixed(0)} ms: ${(own / exact).toFixed(2)} (aim 1.3)`,
  );
  tell('… against the same without any percentile', `${plain.toFixed(0)} ms: ${(own / plain).toFixed(2)}`);
  tell(
    'peak memory during the rollup',
    `this process ${megabytes(process.memoryUsage.rss())}, PostgreSQL's processes ${megabytes(peak)} private`,
  );
}

/** Private memory of all processes of PostgreSQL, in bytes. */
function serversMemory(): number {
  return serverPids.reduce((sum, pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return (
        sum +
        1024 * [...rollup.matchAll(/Private_\w+:\s+(\d+)/g)].reduce((all, [, kb]) => all + Number(kb), 0)
      );
    } catch {
      return sum;
    }
  }, 0);
}
let serverPids: number[] = [];

async function summarising(bench: Bench, rowsADay: number): Promise<void> {
  const { source, settings, client } = bench;
  const calendar = new Calendar(source, settings);
  const rollup = new MetricRollup(source, calendar, settings);
  const partitions = new DailyPartitions(source, settings);
  const summaries = new MetricsSummaries(
    new MetricHistory(source, calendar),
    new Reconciliation(source, calendar),
    new WaitingMails(source),
    new BreakerStates(source),
  );
  await partitions.ensure(new Date(Date.now() - 33 * DAY_MS), new Date());
  for (const rows of [rowsADay / 10, rowsADay / 2, rowsADay]) {
    for (let back = 1; back <= 31; back += 1) {
      const { day, from, to } = await calendar.day(await calendar.dayOf(new Date(), back));
      await client.query('DELETE FROM operational_metrics WHERE recorded_at >= $1 AND recorded_at < $2', [
        from,
        to,
      ]);
      await fillDay(bench, from, rows);
      await rollup.rollUp(day);
    }
    await client.query(
      'VACUUM ANALYZE operational_metrics, operational_metrics_daily, operational_metrics_running',
    );
    await source.query('SELECT 1');
    const first = await timed(() => summaries.of('30d'));
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let call = 0; call < 500; call += 1) times.push(await timed(() => summaries.of('30d')));
    const { user, system } = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    const { rows: counted } = await client.query<{ n: string }>(
      'SELECT count(*) AS n FROM operational_metrics',
    );
    const figures = `p50 ${times[250].toFixed(1)}, p99 ${times[495].toFixed(1)} ms (aim 50); CPU of the event loop ${((user + system) / 500_000).toFixed(1)}; the first after a rollup ${first.toFixed(0)}`;
    tell(`summary of 30d over ${counted[0].n} raw rows`, figures);
  }
}

/** The running day and mails of a month, so that the summary has to read what it reads in an office. */
async function fillToday({ client, source }: Bench): Promise<void> {
  await source.query(
    `INSERT INTO operational_metrics_running
       (grain, slot, series_id, min, max, sum, sample_count, histogram_buckets, histogram_counts)
     SELECT 'day', date_trunc('day', now(), 'Europe/Berlin'), series_id, 0.5, 74, 1e5, 3000,
       ARRAY(SELECT generate_series(-17, 107)::smallint), ARRAY(SELECT 24 FROM generate_series(-17, 107))
     FROM metric_series ON CONFLICT DO NOTHING`,
  );
  await client.query(
    `WITH mail AS (
       INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw)
       SELECT gen_random_uuid(), now() - make_interval(secs => g * 432), 'correlation-1', sha256(g::text::bytea), 'rfc822', 0, ''
       FROM generate_series(1, 6000) AS g RETURNING *)
     INSERT INTO reports (email_id, correlation_id, status, route) SELECT email_id, correlation_id, 'done', 'auto_update' FROM mail`,
  );
  await client.query('VACUUM ANALYZE');
  await new Reconciliation(source, new Calendar(source, Settings.parse({}))).check(true);
}

async function main({ rows, perDay }: { rows: number; perDay: number }): Promise<void> {
  recording();
  const directory = temporaryFolder('bench');
  const server = await EmbeddedPostgres.start(directory, 'password-of-the-bench');
  try {
    await migrate(server.url);
    const source = await new DataSource({
      type: 'postgres',
      url: server.url,
      extra: { max: 5 },
    }).initialize();
    const client = new Client({ connectionString: server.url });
    client.on('error', () => undefined); // the server is ended under it where the bench fails
    await client.connect();
    process.stdout.write(`${await machine(client)}\n`);
    const bench = { source, client, settings: Settings.parse({}) };
    const pids = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    );
    await writing(bench);
    await source.query(
      `INSERT INTO metric_series (metric, labels) SELECT 'processing_time', jsonb_build_object('stage', 's' || g) FROM generate_series(1, 60) AS g`,
    );
    const open = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    );
    serverPids = [...new Set([...pids.rows, ...open.rows].map(({ pid }) => pid))];
    await fillToday(bench);
    await rollingUp(bench, rows);
    await summarising(bench, perDay);
    await client.end();
    await source.destroy();
  } finally {
    await server.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

function tell(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(56)} ${figure}\n`);
}

void new Command('bench:metrics')
  .description('Measures recording, writing, rolling up and summarising metrics, beside the bare SQL.')
  .option('--rows <n>', 'raw rows of the day that is rolled up', Number, 5_000_000)
  .option('--per-day <n>', 'raw rows of each further day under the summary', Number, 200_000)
  .action(main)
  .parseAsync();
