import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';

import { isDependency } from '../resilience/policy-catalogue';
import { Public } from './api-token.guard';
import { Degraded } from './probe';
import { Probes } from './probes';

/** Says whether the service lives (`/live`), and whether it can take and process mail (`/ready`, `/health`). */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly probes: Probes,
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get(['', 'ready'])
  @HealthCheck()
  ready() {
    return this.health.check(this.probes.names.map((name) => () => this.ask(name)));
  }

  private async ask(name: string) {
    const check = this.indicators.check(name);
    try {
      return check.up(await this.probes.recent(name));
    } catch (error) {
      const message = error instanceof Error ? error.message : 'down';
      if (error instanceof Degraded) return check.degraded({ message, ...error.details });
      // What a breaker guards can be waited for; mails are taken in meanwhile.
      return isDependency(name) ? check.degraded(message) : check.down(message);
    }
  }
}
