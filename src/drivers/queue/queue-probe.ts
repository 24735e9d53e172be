import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { MAIL_QUEUE } from './queue.module';

/** Asks the queue how much stands in it. */
@Injectable()
export class QueueProbe {
  constructor(@InjectQueue(MAIL_QUEUE) private readonly queue: Queue) {}

  @Probe('queue')
  async counts(): Promise<ProbeDetails> {
    return this.queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
  }
}
