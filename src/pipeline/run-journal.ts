import { Injectable } from '@nestjs/common';

import { currentCorrelation } from '../correlation';
import { Statements } from '../drivers/database/statements';
import { failureCode, type Failure } from '../failure';
import { ErrorTracking } from '../monitoring/sentry/error-tracking';
import type { Findings, ReportStatus, StageRecord } from '../reports/report.entity';
import { BreakerOpen } from '../resilience/breaker-open';
import type { AcceptedMail } from './incoming-mail';
import { RunEvents, type AttemptEnd } from './run-events';

/** How a walk ended, as the report keeps it. */
export interface Outcome {
  kind: string;
  route: string;
  /** What was written, or null. */
  written: { cents: number; currency: string } | null;
  /** Currency of the claim that was read, where nothing was written. */
  currency: string | null;
  inquiryId: string | null;
  findings: Omit<Findings, 'stages'>;
  /** Lower-case text for the filter `q`. */
  search: string;
}

/** The name of a stage, in the order of travel. */
export type StageName = 'parse' | 'extract' | 'match' | 'decide' | 'write' | 'notify';

/** Keeps each mail's report while it travels. */
@Injectable()
export class RunJournal {
  constructor(
    private readonly statements: Statements,
    private readonly events: RunEvents,
    private readonly tracking: ErrorTracking,
  ) {}

  /**
   * Opens the report, or opens it again for a further attempt, and fetches the mail from the inbox; null where the mail
   * has ended already.
   */
  async open(job: Ticket): Promise<Opened | null> {
    const { emailId } = job;
    const [row] = await this.statements.run<OpenedRow>(OPEN, [emailId, job.correlationId, job.jobId]);
    if (!row) {
      await this.statements.run('DELETE FROM waiting_mails WHERE email_id = $1', [emailId]);
      return null;
    }
    const { attempts, stages, ...mail } = row;
    const run = new Run(this.statements, this.events, this.tracking, emailId, attempts, stages ?? []);
    return { run, mail: { ...job, ...mail } };
  }
}

/** What a job knows of its mail. */
export type Ticket = Pick<AcceptedMail, 'emailId' | 'correlationId' | 'jobId'>;

/** A mail whose report is open, and the run that keeps it. */
export interface Opened {
  run: Run;
  mail: AcceptedMail;
}

type OpenedRow = Omit<AcceptedMail, keyof Ticket> & { attempts: number; stages: StageRecord[] | null };

const OPEN = `
  WITH run AS (
    INSERT INTO reports AS report (email_id, correlation_id, job_id, status, attempts) VALUES ($1, $2, $3, 'processing', 1)
    ON CONFLICT (email_id) DO UPDATE SET status = 'processing', attempts = report.attempts + 1, updated_at = now()
      WHERE report.status IN ('processing', 'deferred')
    RETURNING email_id, attempts, findings -> 'stages' AS stages
  )
  SELECT run.attempts, run.stages, received_at AS "receivedAt", format, raw, archive FROM run JOIN inbox USING (email_id)`;

/** One attempt of one mail. */
export class Run {
  private readonly started = performance.now();

  constructor(
    private readonly statements: Statements,
    private readonly events: RunEvents,
    private readonly tracking: ErrorTracking,
    private readonly emailId: string,
    readonly attempt: number,
    private readonly stages: StageRecord[],
  ) {}

  /** Runs a stage and notes how long it took and how it ended. */
  async stage<T>(name: StageName, work: () => T | Promise<T>): Promise<T> {
    const started = performance.now();
    const record: StageRecord = {
      name,
      started_at: new Date().toISOString(),
      duration_ms: 0,
      attempt: this.attempt,
      outcome: 'ok',
    };
    currentCorrelation().stage = name;
    this.stages.push(record);
    try {
      return await this.tracking.span(name, 'stage', work);
    } catch (error) {
      record.outcome = failureCode(error);
      throw error;
    } finally {
      record.duration_ms = Math.round((performance.now() - started) * 100) / 100;
      currentCorrelation().stage = undefined;
      this.events.tell('stage', record);
    }
  }

  /** Tells of whom the mail says it is from. */
  sentBy(address: string | undefined): void {
    if (address) this.events.tell('sender', address);
  }

  /** The mail has come to its end; its place in the waiting list goes in the same commit. */
  async close(outcome: Outcome): Promise<void> {
    const findings: Findings = { ...outcome.findings, stages: this.stages };
    await this.statements.run(
      `WITH ended AS (DELETE FROM waiting_mails WHERE email_id = $1)
       UPDATE reports SET status = 'done', kind = $2, route = $3, written = $4, written_cents = $5, currency = $6, inquiry_id = $7,
         findings = $8, search = $9, updated_at = now() WHERE email_id = $1`,
      [
        this.emailId,
        outcome.kind,
        outcome.route,
        outcome.written !== null,
        outcome.written?.cents ?? null,
        outcome.written?.currency ?? outcome.currency,
        outcome.inquiryId,
        JSON.stringify(findings).replaceAll('\\u0000', ''),
        outcome.search.replaceAll('\0', ''),
      ],
    );
    this.tellEnd({ status: 'done', failure: null, outcome });
  }

  /** The mail ends without a decision and a person looks at it; a claim that an earlier stage has written is told all the same. */
  async abandon(
    status: Extract<ReportStatus, 'quarantined' | 'failed'>,
    cause: { code: string; message: string },
    error: unknown,
  ): Promise<void> {
    await this.statements.run(
      `WITH ended AS (DELETE FROM waiting_mails WHERE email_id = $1),
            claim AS (SELECT detail FROM effects WHERE email_id = $1 AND effect = 'claim')
       UPDATE reports SET status = $2, findings = $3, updated_at = now(), written = EXISTS (SELECT FROM claim),
         written_cents = (SELECT (detail ->> 'cents')::bigint FROM claim), currency = (SELECT detail ->> 'currency' FROM claim),
         inquiry_id = (SELECT detail ->> 'inquiryId' FROM claim)
       WHERE email_id = $1`,
      [
        this.emailId,
        status,
        JSON.stringify({ reasons: [cause.message], flags: [cause.code], stages: this.stages }),
      ],
    );
    this.tellEnd({ status, failure: cause.code, error, outcome: null });
  }

  /**
   * The mail waits in the inbox until then, at the cost of no attempt; long enough for its present job to be gone. Where
   * a breaker holds it, it waits for that to close.
   */
  async defer(failure: Failure, until: Date): Promise<void> {
    await this.statements.run(
      `WITH waiting AS (UPDATE waiting_mails SET enqueued_at = NULL, held_by = $4, not_before = greatest($2, now() + interval '1 s') WHERE email_id = $1)
       UPDATE reports SET status = 'deferred', attempts = attempts - 1, findings = $3, updated_at = now() WHERE email_id = $1`,
      [
        this.emailId,
        until,
        JSON.stringify({ reasons: [failure.message], flags: [failure.code], stages: this.stages }),
        failure instanceof BreakerOpen ? failure.dependency : null,
      ],
    );
    this.tellEnd({ status: 'deferred', failure: failure.code, outcome: null });
  }

  /** Keeps what is known so far before a further attempt. */
  async retry(error: unknown): Promise<void> {
    await this.statements.run('UPDATE reports SET findings = $2, updated_at = now() WHERE email_id = $1', [
      this.emailId,
      JSON.stringify({ flags: [failureCode(error)], stages: this.stages }),
    ]);
    this.tellEnd({ status: 'processing', failure: failureCode(error), outcome: null });
  }

  private tellEnd(end: Pick<AttemptEnd, 'status' | 'failure' | 'error' | 'outcome'>): void {
    this.events.tell('attempt', {
      ...end,
      emailId: this.emailId,
      attempt: this.attempt,
      durationMs: performance.now() - this.started,
      failedIn:
        this.stages.findLast(({ attempt, outcome }) => attempt === this.attempt && outcome !== 'ok')?.name ??
        null,
    });
  }
}
