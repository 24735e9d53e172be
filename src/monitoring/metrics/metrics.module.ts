import { Global, Module } from '@nestjs/common';

import { Alarms } from '../alarms';
import { MonitoringModule } from '../monitoring.module';
import { Calendar } from './calendar';
import { DailyPartitions } from './daily-partitions';
import { HttpMetrics } from './http-metrics';
import { MetricHistory } from './metric-history';
import { MetricRollup } from './metric-rollup';
import { MetricSampler } from './metric-sampler';
import { MetricWriter } from './metric-writer';
import { Metrics } from './metrics';
import { MetricsController } from './metrics.controller';
import { PromptPerformance } from './prompt-performance';
import { PromptRollup } from './prompt-rollup';
import { Rollup } from './rollup';
import { RollupSchedule } from './rollup-schedule';
import { WaitingMails } from './waiting-mails';

/** Records metrics, keeps them, rolls them up and reads them back. */
@Global()
@Module({
  imports: [MonitoringModule],
  controllers: [MetricsController],
  providers: [
    Metrics,
    MetricWriter,
    MetricSampler,
    HttpMetrics,
    PromptPerformance,
    Calendar,
    DailyPartitions,
    MetricRollup,
    PromptRollup,
    Rollup,
    RollupSchedule,
    MetricHistory,
    WaitingMails,
    Alarms,
  ],
  exports: [
    MonitoringModule,
    Metrics,
    PromptPerformance,
    Calendar,
    Rollup,
    MetricHistory,
    WaitingMails,
    Alarms,
  ],
})
export class MetricsModule {}
