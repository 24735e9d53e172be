import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';

import { ApiTokenGuard } from './api-token.guard';
import { DiskProbe } from './disk-probe';
import { HealthController } from './health.controller';
import { ProblemFilter } from './problem.filter';
import { Probes } from './probes';

/** What every request shares: its token, its errors, and health. */
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [
    Probes,
    DiskProbe,
    { provide: APP_GUARD, useClass: ApiTokenGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class MonitoringModule {}
