import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bullmq';

import { runCorrelated } from '../correlation';
import { MAIL_QUEUE, type MailJob } from '../drivers/queue/queue.module';
import { DeferredFailure, failureCode, isOutage, PermanentFailure, TransientFailure } from '../failure';
import { ErrorTracking } from '../monitoring/sentry/error-tracking';
import { Settings } from '../settings';
import { MailLoader } from './incoming-mail';
import { Pipeline } from './pipeline';
import { RunJournal, type Opened, type Run } from './run-journal';

/** A job whose worker died is another's after this time; it is renewed while the worker lives. */
const LOCK_MS = 8_000;
const STALLED_CHECK_MS = 2_000;
/** How long a worker waits until it asks a queue again that did not answer, or refused. */
const RETRY_MS = 1_000;
/** How often a job may outlive its worker; the journal's count of attempts ends a mail that kills workers sooner. */
const MAX_STALLED = 20;
/** More attempts than the queue ever makes by itself: the worker did not live to tell. */
const MAX_ATTEMPTS = 10;
const SHUTDOWN_PATIENCE_MS = 15_000;

const DATABASE_AWAY = 'The database did not answer while the mail was under way.';

/** What the queue is told of a failure, and keeps: its code alone, since a message may quote the mail. */
class AttemptFailed extends Error {}

/** Takes jobs and sends each mail on its walk; gives its verdict on a failure. */
@Processor(MAIL_QUEUE, {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: MAX_STALLED,
  runRetryDelay: RETRY_MS,
})
export class MailConsumer extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MailConsumer.name);
  private readonly shutdown = new AbortController();
  private resting?: NodeJS.Timeout;

  constructor(
    private readonly loader: MailLoader,
    private readonly journal: RunJournal,
    private readonly pipeline: Pipeline,
    private readonly tracking: ErrorTracking,
    private readonly settings: Settings,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.worker.concurrency = this.settings.workerConcurrency;
    this.worker.on('error', (error) => this.rest(error));
    // On PostgreSQL a worker whose first connection failed would spin for ever; Redis may come later.
    if (!this.settings.redis) await this.worker.waitUntilReady();
    void this.worker.run();
  }

  /**
   * Lets the mails that are under way come to their end; tells those that take long to break off. The first step of a
   * stop, since what the stages stand on ends after those who use it.
   */
  async onModuleDestroy(): Promise<void> {
    const stopped = () =>
      new DeferredFailure('service_stopped', 'The service stopped while the mail was under way.', new Date());
    clearInterval(this.resting);
    const patience = setTimeout(() => this.shutdown.abort(stopped()), SHUTDOWN_PATIENCE_MS);
    await this.worker.close();
    clearTimeout(patience);
  }

  override async process(job: Job<MailJob>): Promise<void> {
    const { emailId, correlationId, trace } = job.data;
    const jobId = job.id ?? emailId;
    await runCorrelated({ correlationId, emailId, jobId }, () =>
      this.tracking.continued(trace, 'process mail', async () => {
        try {
          const opened = await this.journal.open({ emailId, correlationId, jobId });
          if (opened) await this.attempt(job, opened);
        } catch (error) {
          throw new AttemptFailed(failureCode(error));
        }
      }),
    );
  }

  /**
   * Takes no further job for a while, and lets those under way end. BullMQ waits where a connection is lost; at any other
   * error, such as a full Redis or a refused sign-in, it would ask again at once, for ever.
   */
  private rest(error: unknown): void {
    if (this.worker.isPaused()) return;
    this.logger.warn(`the queue does not answer (${failureCode(error)})`);
    void this.worker.pause(true);
    this.resting = setInterval(() => {
      if (this.worker.isRunning()) return;
      clearInterval(this.resting);
      void this.worker.resume();
    }, RETRY_MS).unref();
  }

  private async attempt(job: Job<MailJob>, { run, mail }: Opened): Promise<void> {
    try {
      if (run.attempt > MAX_ATTEMPTS)
        throw new PermanentFailure(
          'too_many_attempts',
          'Processing has broken off too often; it may be what ends the worker.',
        );
      await this.pipeline.walk(await this.loader.load(mail), run, this.shutdown.signal);
    } catch (error) {
      await this.judge(error, job, run);
    }
  }

  /** The kind of a failure decides: keep for a person, wait, or try again. */
  private async judge(error: unknown, job: Job<MailJob>, run: Run): Promise<void> {
    if (error instanceof PermanentFailure) return this.abandon('quarantined', error, error, run);
    if (error instanceof DeferredFailure) return run.defer(error, error.until);
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    // Of an outage no mail fails; it begins with a new job, until it has broken off too often.
    if (last && isOutage(error))
      return run.defer(new TransientFailure('database_away', DATABASE_AWAY), new Date());
    if (last) {
      const message = 'Processing failed at every attempt; replay the mail when the cause is mended.';
      return this.abandon('failed', { code: failureCode(error), message }, error, run);
    }
    this.logger.warn({
      message: 'attempt failed',
      code: failureCode(error),
      attempt: run.attempt,
      err: error,
    });
    await run.retry(error);
    throw error;
  }

  private async abandon(
    status: 'quarantined' | 'failed',
    failure: { code: string; message: string },
    error: unknown,
    run: Run,
  ): Promise<void> {
    this.logger.error({ message: `mail ${status}`, code: failure.code, err: error });
    await run.abandon(status, failure, error);
  }
}
