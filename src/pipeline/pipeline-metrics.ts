import { Injectable } from '@nestjs/common';

import { Metrics } from '../monitoring/metrics/metrics';
import type { StageRecord } from '../reports/report.entity';
import { RunEvents, type AttemptEnd } from './run-events';

/** What kind of failure an attempt's status stands for. */
const FAILURE_KINDS: Record<AttemptEnd['status'], string> = {
  done: 'none',
  deferred: 'deferred',
  processing: 'transient',
  quarantined: 'permanent',
  failed: 'exhausted',
};
/** To wait for what is known to be down is no error. */
const NO_ERROR = new Set<AttemptEnd['status']>(['done', 'deferred']);

/** Records how the walks of mails go. */
@Injectable()
export class PipelineMetrics {
  constructor(
    private readonly metrics: Metrics,
    events: RunEvents,
  ) {
    events.on('stage', (stage) => this.recordStage(stage));
    events.on('attempt', (end) => this.recordAttempt(end));
  }

  private recordStage({ name, duration_ms }: StageRecord): void {
    this.metrics.record('processing_time', duration_ms, { stage: name });
  }

  private recordAttempt(end: AttemptEnd): void {
    const { status, failure, failedIn, outcome, durationMs } = end;
    const isError = !NO_ERROR.has(status);
    this.metrics.record('error_rate', isError ? 1 : 0, {
      kind: FAILURE_KINDS[status],
      type: failure ?? 'none',
      stage: failedIn ?? 'none',
    });
    if (status === 'deferred' || status === 'processing') return;
    this.metrics.record('processing_time', durationMs, { stage: 'total' });
    this.metrics.record('mails_ended', 1, { status, route: outcome?.route ?? 'none' });
    if (outcome) this.recordReading(outcome);
  }

  private recordReading({ route, findings }: NonNullable<AttemptEnd['outcome']>): void {
    for (const [field, { confidence }] of Object.entries(findings.extracted_fields))
      this.metrics.record('confidence', confidence, { field, route });
    const pages = findings.attachments.reduce((sum, { ocr_pages = 0 }) => sum + ocr_pages, 0);
    if (pages > 0) this.metrics.record('ocr_pages', pages, {});
  }
}
