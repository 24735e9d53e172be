import { Calendar } from '../../src/monitoring/metrics/calendar';
import { DailyPartitions } from '../../src/monitoring/metrics/daily-partitions';
import { MetricHistory } from '../../src/monitoring/metrics/metric-history';
import { MetricRollup } from '../../src/monitoring/metrics/metric-rollup';
import { WaitingMails } from '../../src/monitoring/metrics/waiting-mails';
import { MetricsSummaries } from '../../src/reports/metrics-summary';
import { Reconciliation } from '../../src/reports/reconciliation';
import { BreakerStates } from '../../src/resilience/breaker-states';
import { ServerCpu } from './cpu-time';
import { fillDay, type MetricBench } from './metric-office';
import { median, tell } from './run';

const DAY_MS = 86_400_000;

/** The rollup of a day against the aggregate of the same rows in plain SQL. */
export async function measureRollup(bench: MetricBench, rows: number): Promise<void> {
  const { source, settings, client } = bench;
  const calendar = new Calendar(source, settings);
  const rollup = new MetricRollup(source, calendar, settings);
  const day = await calendar.dayOf(new Date(), 3);
  const { from, to } = await calendar.day(day);
  await new DailyPartitions(source, settings).ensure(from, to);
  await fillDay(bench, from, rows);
  await client.query('VACUUM ANALYZE operational_metrics');
  const server = await ServerCpu.of(client);
  const bare = (p95: string) =>
    client.query(
      `SELECT series_id, avg(value), min(value), max(value), sum(value), count(*) ${p95} FROM operational_metrics
       WHERE recorded_at >= $1 AND recorded_at < $2 GROUP BY series_id`,
      [from, to],
    );
  const contenders = {
    own: () => rollup.rollUp(day),
    p95: () => bare(', percentile_cont(0.95) WITHIN GROUP (ORDER BY value)'),
    plain: () => bare(''),
  };
  const taken = { own: new Taken(server), p95: new Taken(server), plain: new Taken(server) };
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, server.privateBytes)), 20);
  await contenders.own(); // warms the cache
  clearInterval(watch);
  for (let round = 0; round < 3; round += 1)
    for (const name of ['own', 'p95', 'plain'] as const) await taken[name].by(contenders[name]);
  const against = (other: Taken) => {
    const ratio = (own: number, others: number) => (own / others).toFixed(2);
    return `${other.toString()}: ${ratio(taken.own.wall, other.wall)}, of CPU ${ratio(taken.own.cpu, other.cpu)}`;
  };
  tell(`rollup of a day with ${rows} rows`, taken.own.toString());
  tell('… against the bare aggregate with p95', `${against(taken.p95)} (aim 1.3)`);
  tell('… against the same without any percentile', against(taken.plain));
  tell(
    'peak memory during the rollup',
    `this process ${megabytes(process.memoryUsage.rss())}, PostgreSQL's processes ${megabytes(peak)} private`,
  );
}

/** Time and the server's CPU time of some runs, in ms. */
class Taken {
  private readonly walls: number[] = [];
  private readonly cpus: number[] = [];

  constructor(private readonly server: ServerCpu) {}

  async by(work: () => Promise<unknown>): Promise<void> {
    const before = this.server.ms;
    this.walls.push(await timed(work));
    this.cpus.push(this.server.ms - before);
  }

  get wall(): number {
    return median(this.walls);
  }

  get cpu(): number {
    return median(this.cpus);
  }

  toString(): string {
    return `${this.wall.toFixed(0)} ms (CPU ${this.cpu.toFixed(0)})`;
  }
}

/** A summary of 30 days over more and more raw rows. */
export async function measureSummary(bench: MetricBench, rowsADay: number): Promise<void> {
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
  const server = await ServerCpu.of(client);
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
    const serverCpu = server.ms;
    for (let call = 0; call < 500; call += 1) times.push(await timed(() => summaries.of('30d')));
    const { user, system } = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    const { rows: counted } = await client.query<{ n: string }>(
      'SELECT count(*) AS n FROM operational_metrics',
    );
    const figures = `p50 ${times[250].toFixed(1)}, p99 ${times[495].toFixed(1)} ms (aim 50); CPU here ${((user + system) / 500_000).toFixed(1)}, of PostgreSQL ${((server.ms - serverCpu) / 500).toFixed(1)}; the first after a rollup ${first.toFixed(0)}`;
    tell(`summary of 30d over ${counted[0].n} raw rows`, figures);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
