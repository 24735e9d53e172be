import { BadRequestException, Controller, Get, Query } from '@nestjs/common';

import { WINDOWS, type Window } from '../monitoring/metrics/metric-history';
import { MetricsSummaries, type MetricsSummary } from './metrics-summary';
import { Reconciliation, type Reconciled } from './reconciliation';
import { Watch } from './watch';

/** The numbers of the service, and whether every mail is accounted for. */
@Controller()
export class MetricsSummaryController {
  constructor(
    private readonly summaries: MetricsSummaries,
    private readonly reconciliation: Reconciliation,
    private readonly watch: Watch,
  ) {}

  @Get('metrics-summary')
  summary(@Query('window') window: string = '24h'): Promise<MetricsSummary> {
    if (!isWindow(window))
      throw new BadRequestException(`window: must be one of ${Object.keys(WINDOWS).join(', ')}`);
    return this.summaries.of(window);
  }

  /** Counts every mail ever received, now. */
  @Get('reconciliation')
  async reconcile(): Promise<Reconciled> {
    const reconciled = await this.reconciliation.check(true);
    await this.watch.judgeReconciliation(reconciled);
    return reconciled;
  }
}

function isWindow(window: unknown): window is Window {
  return typeof window === 'string' && Object.hasOwn(WINDOWS, window);
}
