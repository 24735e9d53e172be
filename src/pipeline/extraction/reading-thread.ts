import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { scriptOf } from '../../documents/script';
import { failureCode, TransientFailure } from '../../failure';
import type { Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';

/** What the thread is asked, and what it answers. */
export interface ReadingRequest {
  id: number;
  mail: ParsedMail;
}
export type ReadingReply = { id: number } & ({ extraction: Extraction } | { error: unknown });

const WEIGHTS = join(__dirname, '..', 'appraisal', 'weights.json');

type Pending = Pick<PromiseWithResolvers<Extraction>, 'resolve' | 'reject'>;

/**
 * Reads mails in a thread of its own. Reading takes more time than all else that this process does for a mail: beside it
 * the event loop is free for the database, for what is delivered meanwhile and for the locks of jobs.
 */
@Injectable()
export class ReadingThread implements OnApplicationBootstrap, OnModuleDestroy {
  private worker?: Worker;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  /** Loads what it reads by, before the first mail asks for it. */
  onApplicationBootstrap(): void {
    this.worker ??= this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  /**
   * What rules and experience read in a mail, the same each time.
   * @throws TransientFailure `reading_broke_off` where the thread ends over it; the next mail finds a new one.
   */
  read(mail: ParsedMail): Promise<Extraction> {
    const { promise, resolve, reject } = Promise.withResolvers<Extraction>();
    const id = (this.lastId += 1);
    this.worker ??= this.start();
    this.pending.set(id, { resolve, reject });
    // Pictures are for a reader that sees, and large.
    this.worker.postMessage({ id, mail: { ...mail, pictures: undefined } } satisfies ReadingRequest);
    return promise;
  }

  /** Ends the thread; a later mail starts another one. */
  async close(): Promise<void> {
    await this.worker?.terminate();
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
    worker.on('message', (reply: ReadingReply) => this.settle(reply));
    worker.on('error', (error: unknown) => {
      cause = error;
    });
    worker.once('exit', () => this.lose(cause));
    return worker;
  }

  private settle(reply: ReadingReply): void {
    const pending = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if ('extraction' in reply) pending?.resolve(reply.extraction);
    else pending?.reject(reply.error);
  }

  private lose(cause: unknown): void {
    this.worker = undefined;
    const message = `The reading of the mail broke off (${failureCode(cause)}).`;
    for (const { reject } of this.pending.values())
      reject(new TransientFailure('reading_broke_off', message, { cause }));
    this.pending.clear();
  }
}
