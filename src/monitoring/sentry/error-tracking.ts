import { Injectable } from '@nestjs/common';

import { currentCorrelation } from '../../correlation';
import { Settings } from '../../settings';
import { OWN_BREADCRUMB } from './scrubbed-event';
import { startedSentry, type Sentry } from './sentry';

/** What is told of an error beside its class, code and frames. */
export interface ErrorReport {
  /** What makes two errors the same: never a message. */
  fingerprint: string[];
  /** Where it happened: a stage, or `http`. */
  actor: string;
  tags?: Record<string, string | number>;
  /** The job that failed. */
  job?: Record<string, string | number | null>;
  level?: 'error' | 'fatal';
}

/** When scheduled work is to begin. */
export type Schedule = 'hourly' | { cron: string };

/** `<trace>-<span>-<sampled>`: the ids of a trace, as Sentry writes them into a header. */
const TRACE = /^([0-9a-f]{32})-[0-9a-f]{16}(-[01])?$/;

/** Sentry, where it was started; costs nothing where it was not. */
@Injectable()
export class ErrorTracking {
  private readonly sentry: Sentry | null;

  constructor(private readonly settings: Settings) {
    this.sentry = startedSentry(settings);
  }

  get isOn(): boolean {
    return this.sentry !== null;
  }

  /** The ids of the running trace, for `continued`; undefined where there is none. */
  get trace(): string | undefined {
    return this.sentry?.getTraceData()['sentry-trace'];
  }

  /**
   * Runs `work` in a scope and a span of its own.
   *
   * @param trace  what `trace` gave where it began; a new trace where it is missing.
   */
  continued<T>(trace: string | undefined, name: string, work: () => Promise<T>): Promise<T> {
    const { sentry } = this;
    if (!sentry) return work();
    return sentry.withIsolationScope(() => {
      const spanned = () => sentry.startSpan({ name, op: 'queue.process', forceTransaction: true }, work);
      const [known, traceId, sampled] = TRACE.exec(trace ?? '') ?? [];
      return known
        ? sentry.continueTrace({ sentryTrace: known, baggage: this.baggage(traceId, sampled) }, spanned)
        : sentry.startNewTrace(spanned);
    });
  }

  /** Within a trace that will be sent. */
  get isTracing(): boolean {
    return this.sentry?.getActiveSpan()?.isRecording() ?? false;
  }

  /** A span within a running one; `work` alone where nothing is traced. */
  span<T>(name: string, op: string, work: () => T): T {
    return this.isTracing ? this.sentry!.startSpan({ name, op }, work) : work();
  }

  /** Left behind on the way, and told with the next error of the same job. */
  passed(stage: string, outcome: string, data: Record<string, number>): void {
    const level = outcome === 'ok' ? 'info' : 'error';
    this.sentry?.addBreadcrumb({ category: OWN_BREADCRUMB, message: `${stage}: ${outcome}`, level, data });
  }

  /** @param id  a pseudonym of whom the running job is about. */
  concerns(id: string): void {
    this.sentry?.getIsolationScope().setUser({ id });
  }

  /** Tells of an error; once a call, whatever was told before. */
  capture(error: unknown, { fingerprint, actor, tags, job, level = 'error' }: ErrorReport): void {
    this.sentry?.withScope((scope) => {
      const { correlationId: correlation_id, emailId: email_id, jobId: job_id } = currentCorrelation();
      scope.setTags({ correlation_id, email_id, job_id, actor, ...tags });
      scope.setFingerprint(fingerprint);
      scope.setLevel(level);
      if (job) scope.setContext('job', job);
      this.sentry?.captureException(error, { mechanism: { handled: true, type: 'generic' } });
    });
  }

  /** Tells Sentry when scheduled work begins and how it ends; of work that should have begun and did not, Sentry tells. */
  scheduled<T>(monitor: string, schedule: Schedule, work: () => Promise<T>): Promise<T> {
    if (!this.sentry) return work();
    return this.sentry.withMonitor(monitor, work, {
      schedule:
        schedule === 'hourly'
          ? { type: 'interval', value: 1, unit: 'hour' }
          : { type: 'crontab', value: schedule.cron.trim().split(/\s+/).slice(-5).join(' ') }, // Sentry knows no seconds
      timezone: this.settings.timeZone,
      checkinMargin: 10,
      maxRuntime: 60,
    });
  }

  /** By this Sentry weighs the trace; of what a caller may have sent along, nothing is passed on. */
  private baggage(traceId: string, sampled: string | undefined): string {
    const { sentryDsn = '', sentryRelease, environment } = this.settings;
    const known = {
      trace_id: traceId,
      public_key: new URL(sentryDsn).username,
      release: sentryRelease,
      environment,
      ...(sampled && { sampled: String(sampled === '-1') }),
    };
    return Object.entries(known)
      .map(([key, value]) => `sentry-${key}=${encodeURIComponent(value)}`)
      .join();
  }
}
