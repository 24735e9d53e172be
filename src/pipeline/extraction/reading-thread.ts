import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { scriptOf } from '../../documents/script';
import { failureCode, PermanentFailure, TransientFailure } from '../../failure';
import type { Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';

/** What the thread is asked, and what it answers. */
export interface ReadingRequest {
  id: number;
  mail: ParsedMail;
}
export type ReadingReply = { id: number } & ({ extraction: Extraction } | { error: unknown });

const WEIGHTS = join(__dirname, '..', 'appraisal', 'weights.json');

/** A mail takes some milliseconds, the largest a second; what takes this long would hold up all others for good. */
const TIME_LIMIT_MS = 30_000;

interface Reading extends ReadingRequest, Pick<PromiseWithResolvers<Extraction>, 'resolve' | 'reject'> {}

/**
 * Reads mails in a thread of its own, one after the other. Reading takes more time than all else that this process does for a
 * mail: beside it the event loop is free for the database, for what is delivered meanwhile and for the locks of jobs.
 */
@Injectable()
export class ReadingThread implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly timeLimitMs: number = TIME_LIMIT_MS;
  private worker?: Worker;
  private readonly waiting: Reading[] = [];
  private current?: Reading;
  private timer?: NodeJS.Timeout;
  private lastId = 0;

  /** Loads what it reads by, before the first mail asks for it. */
  onApplicationBootstrap(): void {
    this.worker ??= this.start();
  }

  /** After the mails that are under way have come to their end. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /**
   * What rules and experience read in a mail, the same each time.
   * @throws TransientFailure `reading_broke_off` where the thread ends over it, PermanentFailure `reading_endless` where it
   *   takes longer than a mail may; the next mail finds a new thread.
   */
  read(mail: ParsedMail): Promise<Extraction> {
    const { promise, resolve, reject } = Promise.withResolvers<Extraction>();
    // Pictures are for a reader that sees, and large.
    const request = { id: (this.lastId += 1), mail: { ...mail, pictures: undefined } };
    this.waiting.push({ ...request, resolve, reject });
    this.next();
    return promise;
  }

  /** Ends the thread; a later mail starts another one. */
  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private next(): void {
    if (this.current) return;
    this.current = this.waiting.shift();
    if (!this.current) return;
    const { id, mail } = this.current;
    this.worker ??= this.start();
    this.worker.postMessage({ id, mail } satisfies ReadingRequest);
    // After what has arrived meanwhile, since this process itself may have been held up.
    this.timer = setTimeout(() => setImmediate(() => this.breakOff(id)), this.timeLimitMs);
  }

  private start(): Worker {
    const { file, execArgv } = scriptOf(__dirname, 'reading-worker');
    // Nothing of the service's settings or secrets is known where foreign text is read.
    const worker = new Worker(file, {
      execArgv: ['--no-warnings', ...execArgv],
      env: { TZ: process.env.TZ },
      argv: [WEIGHTS],
    });
    let cause: unknown;
    worker.on('message', (reply: ReadingReply) => {
      if ('extraction' in reply) this.end(reply.id, (reading) => reading.resolve(reply.extraction));
      else this.end(reply.id, (reading) => reading.reject(reply.error));
    });
    worker.on('error', (error: unknown) => {
      cause = error;
    });
    worker.once('exit', () => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      const message = `The reading of the mail broke off (${failureCode(cause)}).`;
      this.end(this.current?.id, (reading) =>
        reading.reject(new TransientFailure('reading_broke_off', message, { cause })),
      );
    });
    return worker;
  }

  private breakOff(id: number): void {
    if (this.current?.id !== id) return;
    void this.worker?.terminate();
    this.worker = undefined;
    const message = 'The mail was not read to its end within the time that a mail may take.';
    this.end(id, (reading) => reading.reject(new PermanentFailure('reading_endless', message)));
  }

  private end(id: number | undefined, settle: (reading: Reading) => void): void {
    const reading = this.current;
    if (!reading || reading.id !== id) return;
    clearTimeout(this.timer);
    this.current = undefined;
    settle(reading);
    this.next();
  }
}
