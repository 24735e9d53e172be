import { BullModule, InjectQueue } from '@nestjs/bullmq';
import { Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';

import { MAIL_ATTEMPTS } from '../../environment';
import { Settings } from '../../settings';
import { BackedFlowProducer, BackedQueue, BackedWorker, type QueueConnection } from './queue-backend';
import { QueueMemory } from './queue-memory';

/** The queue of mails to process; a job carries ids only. */
export const MAIL_QUEUE = 'mails';

/** Of every key in Redis. The braces keep all of them on one node of a Cluster, which BullMQ's scripts ask for. */
export const KEY_PREFIX = '{creditor-answer-analysis}';

/** What a job carries: never a name, an amount or a text. */
export interface MailJob {
  emailId: string;
  correlationId: string;
  /** The ids of the trace in which the mail was accepted; missing where Sentry is off, and where a sweep put the job. */
  trace?: string;
}

/** Spent attempts wait 2, 4, 8 … s, each with jitter, before the mail counts as failed. */
const JOB_OPTIONS = {
  attempts: MAIL_ATTEMPTS,
  backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: true,
};

/** BullMQ on PostgreSQL or Redis; the connection is its opener's to close, after the application. */
@Module({})
export class QueueModule implements OnApplicationBootstrap {
  /** Whoever calls a queue that is down is told; without a listener BullMQ prints the same to the console over and over. */
  constructor(
    @InjectQueue(MAIL_QUEUE) private readonly queue: Queue,
    private readonly settings: Settings,
  ) {
    queue.on('error', () => undefined);
  }

  static register(connection: QueueConnection): DynamicModule {
    BullModule.queueClass = BackedQueue;
    BullModule.workerClass = BackedWorker;
    BullModule.flowProducerClass = BackedFlowProducer;
    const queue = BullModule.registerQueue({
      name: MAIL_QUEUE,
      prefix: KEY_PREFIX,
      connection, // @nestjs/bullmq types the connection for Redis alone
      defaultJobOptions: JOB_OPTIONS,
    });
    const memory = { provide: QueueMemory, useValue: new QueueMemory(connection) };
    return {
      module: QueueModule,
      global: true,
      imports: [queue],
      providers: [memory],
      exports: [queue, QueueMemory],
    };
  }

  /**
   * On PostgreSQL BullMQ keeps a first connection that fails as failed for ever: the start waits for it, and fails with
   * it. Redis may come later.
   */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.redis) await this.queue.waitUntilReady();
  }
}
