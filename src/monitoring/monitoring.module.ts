import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';

import { ApiTokenGuard } from './api-token.guard';
import { CronSchedule } from './cron-schedule';
import { DiskProbe } from './disk-probe';
import { HealthController } from './health.controller';
import { ProblemFilter } from './problem.filter';
import { Probes } from './probes';
import { ErrorTracking } from './sentry/error-tracking';
import { StartCheck } from './start-check';
import { StartNotice } from './start-notice';
import { TracedCalls } from './traced-calls';

/** What every request shares: its token, its errors, and health. */
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [
    Probes,
    DiskProbe,
    StartNotice,
    ErrorTracking,
    TracedCalls,
    StartCheck,
    CronSchedule,
    { provide: APP_GUARD, useClass: ApiTokenGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Probes, ErrorTracking, TracedCalls, CronSchedule],
})
export class MonitoringModule {}
