import { monitorEventLoopDelay } from 'node:perf_hooks';

import { Calendar } from '../../src/monitoring/metrics/calendar';
import { DailyPartitions } from '../../src/monitoring/metrics/daily-partitions';
import { MetricWriter } from '../../src/monitoring/metrics/metric-writer';
import { Metrics } from '../../src/monitoring/metrics/metrics';
import { sampleOf, type MetricBench } from './metric-office';
import { median, tell } from './run';

/** What a sample costs whoever records it. */
export function measureRecording(): void {
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

/** Batches with their running totals against an INSERT for each sample. */
export async function measureWriting({ source, settings, client }: MetricBench): Promise<void> {
  const metrics = new Metrics();
  const partitions = new DailyPartitions(source, settings);
  const writer = new MetricWriter(source, metrics, partitions, new Calendar(source, settings));
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
