import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';

import { Settings } from '../settings';
import { Public } from './api-token.guard';
import { Degraded } from './probe';
import { Probes } from './probes';

/** Says whether the service lives (`/live`), and whether it can do its part for a mail just now (`/ready`, `/health`). */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly probes: Probes,
    private readonly settings: Settings,
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
      return this.isVital(name) ? check.down(message) : check.degraded(message);
    }
  }

  /** All else can be waited for, and mails are taken in meanwhile; a worker takes its mails from the queue alone. */
  private isVital(name: string): boolean {
    return name === 'database' || name === 'disk' || (name === 'queue' && this.settings.role === 'worker');
  }
}
