import { DataSource } from 'typeorm';

import { Calendar } from '../../src/monitoring/metrics/calendar';
import { DailyPartitions } from '../../src/monitoring/metrics/daily-partitions';
import { MetricHistory } from '../../src/monitoring/metrics/metric-history';
import { MetricRollup } from '../../src/monitoring/metrics/metric-rollup';
import { MetricWriter } from '../../src/monitoring/metrics/metric-writer';
import { Metrics } from '../../src/monitoring/metrics/metrics';
import { PromptPerformance } from '../../src/monitoring/metrics/prompt-performance';
import { PromptRollup } from '../../src/monitoring/metrics/prompt-rollup';
import { Rollup } from '../../src/monitoring/metrics/rollup';
import { Settings } from '../../src/settings';
import { createDatabase } from './database-server';

/** A fresh database with all that records, rolls up and reads metrics, without the service around. */
export class MetricDatabase {
  readonly metrics = new Metrics();
  readonly calendar: Calendar;
  readonly partitions: DailyPartitions;
  readonly writer: MetricWriter;
  readonly metricRollup: MetricRollup;
  readonly promptRollup: PromptRollup;
  readonly rollup: Rollup;
  readonly history: MetricHistory;
  readonly prompts: PromptPerformance;

  private constructor(
    readonly source: DataSource,
    readonly settings: Settings,
    private readonly drop: () => Promise<void>,
  ) {
    this.calendar = new Calendar(source, settings);
    this.partitions = new DailyPartitions(source, settings);
    this.writer = new MetricWriter(source, this.metrics, this.partitions, this.calendar);
    this.metricRollup = new MetricRollup(source, this.calendar, settings);
    this.promptRollup = new PromptRollup(source, this.calendar, settings);
    this.rollup = new Rollup(source, this.calendar, this.metricRollup, this.promptRollup, this.partitions);
    this.history = new MetricHistory(source, this.calendar);
    this.prompts = new PromptPerformance(source, this.metrics);
  }

  /** @param through  makes of the database's address that by which it is reached. */
  static async open(
    env: NodeJS.ProcessEnv = {},
    through = async (url: string) => url,
  ): Promise<MetricDatabase> {
    const { url, drop } = await createDatabase();
    const source = await new DataSource({
      type: 'postgres',
      url: await through(url),
      extra: { max: 5, connectionTimeoutMillis: 2_000 },
    }).initialize();
    return new MetricDatabase(source, Settings.parse(env), drop);
  }

  async close(): Promise<void> {
    await this.writer.beforeApplicationShutdown();
    await this.source.destroy();
    await this.drop();
  }

  /** Writes samples as of some time. */
  async at(time: string | Date, record: (metrics: Metrics) => void): Promise<void> {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(new Date(time).getTime());
    record(this.metrics);
    clock.mockRestore();
    await this.writer.write();
    await this.writer.write(); // the first may have had to make a partition
  }
}
