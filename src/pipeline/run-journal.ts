import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { currentCorrelation } from '../correlation';
import { failureCode, type Failure } from '../failure';
import type { Findings, ReportStatus, StageRecord } from '../reports/report.entity';
import { BreakerOpen } from '../resilience/breaker-open';
import type { IncomingMail } from './incoming-mail';
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
    @InjectDataSource() private readonly database: DataSource,
    private readonly events: RunEvents,
  ) {}

  /** Opens the report, or opens it again for a further attempt; null where the mail has ended already. */
  async open(mail: Pick<IncomingMail, 'emailId' | 'correlationId' | 'jobId'>): Promise<Run | null> {
    const rows: { attempts: number; stages: StageRecord[] | null }[] = await this.database.query(
      `INSERT INTO reports AS report (email_id, correlation_id, job_id, status, attempts) VALUES ($1, $2, $3, 'processing', 1)
       ON CONFLICT (email_id) DO UPDATE SET status = 'processing', attempts = report.attempts + 1, updated_at = now()
         WHERE report.status IN ('processing', 'deferred')
       RETURNING attempts, findings -> 'stages' AS stages`,
      [mail.emailId, mail.correlationId, mail.jobId],
    );
    if (rows.length === 0) {
      await this.database.query('DELETE FROM waiting_mails WHERE email_id = $1', [mail.emailId]);
      return null;
    }
    return new Run(this.database, this.events, mail.emailId, rows[0].attempts, rows[0].stages ?? []);
  }
}

/** One attempt of one mail. */
export class Run {
  private readonly started = performance.now();

  constructor(
    private readonly database: DataSource,
    private readonly events: RunEvents,
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
      return await work();
    } catch (error) {
      record.outcome = failureCode(error);
      throw error;
    } finally {
      record.duration_ms = Math.round((performance.now() - started) * 100) / 100;
      currentCorrelation().stage = undefined;
      this.events.tell('stage', record);
    }
  }

  /** The mail has come to its end; its place in the waiting list goes in the same commit. */
  async close(outcome: Outcome): Promise<void> {
    const findings: Findings = { ...outcome.findings, stages: this.stages };
    await this.database.query(
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
  ): Promise<void> {
    await this.database.query(
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
    this.tellEnd({ status, failure: cause.code, outcome: null });
  }

  /**
   * The mail waits in the inbox until then, at the cost of no attempt; long enough for its present job to be gone. Where
   * a breaker holds it, it waits for that to close.
   */
  async defer(failure: Failure, until: Date): Promise<void> {
    await this.database.query(
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
    await this.database.query('UPDATE reports SET findings = $2, updated_at = now() WHERE email_id = $1', [
      this.emailId,
      JSON.stringify({ flags: [failureCode(error)], stages: this.stages }),
    ]);
    this.tellEnd({ status: 'processing', failure: failureCode(error), outcome: null });
  }

  private tellEnd(end: Pick<AttemptEnd, 'status' | 'failure' | 'outcome'>): void {
    this.events.tell('attempt', {
      ...end,
      emailId: this.emailId,
      durationMs: performance.now() - this.started,
      failedIn:
        this.stages.findLast(({ attempt, outcome }) => attempt === this.attempt && outcome !== 'ok')?.name ??
        null,
    });
  }
}
