import { Injectable } from '@nestjs/common';

import { ErrorTracking } from '../monitoring/sentry/error-tracking';
import type { StageRecord } from '../reports/report.entity';
import { RunEvents, type AttemptEnd } from './run-events';
import { SenderPseudonyms } from './sender-pseudonyms';

/** Ends that nobody expected: what will be tried again, or waits for what is known to be down, is none. */
const UNEXPECTED = new Set<AttemptEnd['status']>(['quarantined', 'failed']);

/** Tells of each mail that was given up, once, with the way that it had come. */
@Injectable()
export class WalkErrors {
  constructor(
    private readonly tracking: ErrorTracking,
    pseudonyms: SenderPseudonyms,
    events: RunEvents,
  ) {
    if (!tracking.isOn) return;
    events.on('sender', (address) => tracking.concerns(pseudonyms.of(address)));
    events.on('stage', (stage) => this.passed(stage));
    events.on('attempt', (end) => this.captureEnd(end));
  }

  private passed({ name, outcome, duration_ms, attempt }: StageRecord): void {
    this.tracking.passed(name, outcome, { duration_ms, attempt });
  }

  private captureEnd({ emailId, status, failure, failedIn, attempt, durationMs, error }: AttemptEnd): void {
    if (!UNEXPECTED.has(status)) return;
    const actor = failedIn ?? 'none';
    this.tracking.capture(error, {
      fingerprint: ['mail', status, failure ?? 'unknown', actor],
      actor,
      tags: { attempt, status },
      job: {
        email_id: emailId,
        status,
        code: failure,
        stage: failedIn,
        attempt,
        duration_ms: Math.round(durationMs),
      },
    });
  }
}
