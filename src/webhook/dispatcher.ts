import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';

import { runUnasked } from '../correlation';
import { Statements } from '../drivers/database/statements';
import { MAIL_QUEUE, type MailJob } from '../drivers/queue/queue.module';
import { QueueMemory } from '../drivers/queue/queue-memory';
import { failureCode } from '../failure';
import { Every, later } from '../monitoring/scheduled';

/** The first mail after a pause is put at once; those that follow share a call this often. */
const PUT_EVERY_MS = 250;
const MAX_BATCH = 1_000;
/** On PostgreSQL a call for many makes tables of its own, which costs as much as so many calls for one. */
const FEW = 10;
const SWEEP_EVERY_MS = 5_000;
/** A mail without a job for longer than this was left behind by a crash or an outage of the queue. */
const OVERDUE_S = 5;
/** A mail that has not ended after this may have lost its job unseen; its job is put again. */
const STALE_S = 600;
/** The same for a mail that was put off: the queue drops a job whose namesake, of the attempt before, has not quite ended. */
const DROPPED_S = 20;

/**
 * Turns waiting mails into jobs. The job's id is the email id, so that putting one twice is putting it once;
 * whatever a crash or an outage leaves without a job, the sweep finds.
 */
@Injectable()
export class Dispatcher implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Dispatcher.name);
  private gathered: MailJob[] = [];
  private timer?: NodeJS.Timeout;
  private lastFlush = 0;
  private running: Promise<void> = Promise.resolve();
  private sweeping = false;

  constructor(
    @InjectQueue(MAIL_QUEUE) private readonly queue: Queue<MailJob>,
    private readonly memory: QueueMemory,
    private readonly statements: Statements,
  ) {}

  /** Puts a job for an accepted mail soon; returns at once and never fails. */
  dispatch(job: MailJob): void {
    this.gathered.push(job);
    if (this.gathered.length >= MAX_BATCH) runUnasked(() => this.flush());
    else this.timer ??= later(this.untilNextPut(), () => this.flush());
  }

  /**
   * Puts jobs for all mails that were left without one, oldest first; those that a breaker holds are not. Where the queue
   * may have forgotten jobs, all are put again: those that it has are told by their ids.
   */
  @Every(SWEEP_EVERY_MS)
  async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      const lostBefore = await this.timeBefore(this.memory.takeDoubt() ? 0 : STALE_S);
      while (await this.sweepPage(lostBefore));
    } catch (error) {
      this.memory.doubt(); // a database that was away for long has cost jobs their attempts, and so the queue its jobs
      this.logger.warn(`mails wait for the queue (${failureCode(error)}); the next sweep tries again`);
    } finally {
      this.sweeping = false;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.flush();
    await this.running;
  }

  private untilNextPut(): number {
    return Math.max(0, this.lastFlush + PUT_EVERY_MS - performance.now());
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastFlush = performance.now();
    const jobs = this.gathered.splice(0);
    if (jobs.length === 0) return;
    this.running = this.running
      .then(() => this.put(jobs))
      .catch((error: unknown) =>
        this.logger.warn(`${jobs.length} mails wait for the queue (${failureCode(error)})`),
      );
  }

  /** By the database's clock, to the microsecond. */
  private async timeBefore(seconds: number): Promise<string> {
    const [{ time }] = await this.statements.run<{ time: string }>(
      'SELECT (now() - make_interval(secs => $1))::text AS time',
      [seconds],
    );
    return time;
  }

  private async sweepPage(lostBefore: string): Promise<boolean> {
    const rows = await this.statements.run<{ email_id: string; correlation_id: string }>(
      `SELECT email_id, correlation_id FROM waiting_mails
       WHERE (enqueued_at IS NULL AND held_by IS NULL AND coalesce(not_before, received_at + make_interval(secs => $1)) < now()) OR enqueued_at < $2::timestamptz
         OR (not_before IS NOT NULL AND enqueued_at < now() - make_interval(secs => $3))
       ORDER BY received_at LIMIT $4`,
      [OVERDUE_S, lostBefore, DROPPED_S, MAX_BATCH],
    );
    if (rows.length > 0)
      await this.put(rows.map((row) => ({ emailId: row.email_id, correlationId: row.correlation_id })));
    return rows.length === MAX_BATCH;
  }

  /** A worker may have been so quick as to put the mail off already: then it does not count as put. */
  async put(jobs: MailJob[]): Promise<void> {
    const entries = jobs.map((job) => ({ name: 'process', data: job, opts: { jobId: job.emailId } }));
    if (entries.length > FEW) await this.queue.addBulk(entries);
    else await Promise.all(entries.map(({ name, data, opts }) => this.queue.add(name, data, opts)));
    await this.statements.run(
      `UPDATE waiting_mails SET enqueued_at = now()
       WHERE email_id = ANY($1) AND (not_before IS NULL OR not_before < now())`,
      [jobs.map((job) => job.emailId)],
    );
  }
}
