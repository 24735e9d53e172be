import { Controller, Get, Header } from '@nestjs/common';

import { Metrics } from './metrics';
import { OPEN_METRICS_TYPE, openMetrics } from './open-metrics';

/** This process's metrics, for those who collect them. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', OPEN_METRICS_TYPE)
  read(): string {
    return openMetrics(this.metrics.series);
  }
}
