import { randomUUID } from 'node:crypto';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';

import { MAIL_QUEUE, type MailJob } from '../../src/drivers/queue/queue.module';
import { DeferredFailure, PermanentFailure, TransientFailure } from '../../src/failure';
import { Pipeline } from '../../src/pipeline/pipeline';
import { Dispatcher } from '../../src/webhook/dispatcher';
import { eventually } from '../harness/eventually';
import { QUEUE_BACKENDS, type QueueBackend } from '../harness/queue-backends';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

const ATTEMPTS = 3;
const PERSONAL = ['Xaverine', 'Fuchsbichler', '4711,83', 'Vertrag'];

describe.each(QUEUE_BACKENDS)('the queue on $name', ({ open }) => {
  let backend: QueueBackend;
  let service: TestService;
  let pipeline: Pipeline;
  let queue: Queue<MailJob>;
  let walk: jest.SpiedFunction<Pipeline['walk']>;
  const gates: (() => void)[] = [];

  beforeAll(async () => {
    backend = await open();
    service = await TestService.start(backend.env);
    pipeline = service.service.app.get(Pipeline, { strict: false });
    queue = service.service.app.get<Queue<MailJob>>(getQueueToken(MAIL_QUEUE), { strict: false });
    const jobsOpts = {
      ...queue.defaultJobOptions,
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: 50 },
    };
    Object.assign(queue, { jobsOpts }); // as in service, in less time
  });
  beforeEach(() => {
    walk = jest.spyOn(pipeline, 'walk');
  });
  afterEach(async () => {
    gates.splice(0).forEach((open) => open());
    walk.mockRestore();
    await eventually(async () => {
      expect(await sql(service.service.databaseUrl, 'SELECT email_id FROM waiting_mails')).toEqual([]);
      expect(Object.values(await queue.getJobCounts()).every((count) => count === 0)).toBe(true);
    });
  });
  afterAll(async () => {
    await service?.stop();
    await backend.close();
  });

  /** Delivers a mail that no other test delivers. */
  async function accept(): Promise<string> {
    const { body } = await service.deliver(
      `Message-ID: <${randomUUID()}@creditor.example>\r\nFrom: ${PERSONAL[0]} ${PERSONAL[1]} <x@creditor.example>\r\n` +
        `Subject: ${PERSONAL[3]}\r\n\r\nForderung ${PERSONAL[2]} EUR\r\n`,
    );
    return (body as { email_id: string }).email_id;
  }

  /** Holds the next walk until `open` is called, and tells when it has begun. */
  function gate() {
    const begun = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    walk.mockImplementationOnce(async (...walked) => {
      begun.resolve();
      await opened.promise;
      return Pipeline.prototype.walk.apply(pipeline, walked);
    });
    gates.push(opened.resolve);
    return { begun: begun.promise, open: opened.resolve };
  }

  it('processes a job once and keeps nothing of it', async () => {
    const emailId = await accept();
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', attempts: 1, job_id: emailId });
    expect(walk).toHaveBeenCalledTimes(1);
  });

  it('holds a job once, however often it is put', async () => {
    const held = gate();
    const emailId = await accept();
    await held.begun;
    for (let times = 0; times < 3; times++)
      await queue.add('process', { emailId, correlationId: 'put-once-more' }, { jobId: emailId });
    expect(await queue.getJobCounts('active', 'waiting', 'delayed')).toEqual({
      active: 1,
      waiting: 0,
      delayed: 0,
    });
    held.open();
    expect(walk).toHaveBeenCalledTimes(1);
  });

  it('holds ids only', async () => {
    const held = gate();
    const emailId = await accept();
    await held.begun;
    const job = await queue.getJob(emailId);
    expect(job?.data).toEqual({ emailId, correlationId: expect.any(String) });
    const contents = await backend.contents(service.service.databaseUrl);
    expect(contents).toContain(emailId);
    for (const word of PERSONAL) expect(contents).not.toContain(word);
    held.open();
  });

  it('tries again after a transient failure, and keeps its text out of the queue', async () => {
    walk.mockRejectedValueOnce(new TransientFailure('mail_unsent', `${PERSONAL[1]} does not answer`));
    walk.mockRejectedValueOnce(new Error(`a driver quotes ${PERSONAL[1]}`));
    const held = gate();
    const emailId = await accept();
    await held.begun;
    expect(await backend.contents(service.service.databaseUrl)).not.toContain(PERSONAL[1]);
    held.open();
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', attempts: 3 });
  });

  it('ends a mail as failed after the last attempt', async () => {
    walk.mockRejectedValue(new TransientFailure('mail_unsent', 'Not just now.'));
    const emailId = await accept();
    expect(await service.reportOf(emailId)).toMatchObject({
      status: 'failed',
      attempts: ATTEMPTS,
      written: false,
      flags: ['mail_unsent'],
    });
    expect(walk).toHaveBeenCalledTimes(ATTEMPTS);
  });

  it('ends a mail as quarantined after a permanent failure, without a further attempt', async () => {
    walk.mockRejectedValue(new PermanentFailure('mail_unreadable', 'It cannot be read.'));
    const emailId = await accept();
    expect(await service.reportOf(emailId)).toMatchObject({
      status: 'quarantined',
      attempts: 1,
      flags: ['mail_unreadable'],
      reasons: ['It cannot be read.'],
    });
    expect(walk).toHaveBeenCalledTimes(1);
  });

  it('puts a mail off until the time that a deferred failure names, at the cost of no attempt', async () => {
    const until = new Date(Date.now() + 1_500);
    walk.mockRejectedValueOnce(new DeferredFailure('breaker_open', 'SMTP is down.', until));
    const begun = Promise.withResolvers<number>();
    walk.mockImplementationOnce((...walked) => {
      begun.resolve(Date.now());
      return Pipeline.prototype.walk.apply(pipeline, walked);
    });
    const emailId = await accept();
    await eventually(async () => {
      const { body } = await service.api.get(`/reports/${emailId}`);
      expect(body).toMatchObject({ status: 'deferred', attempts: 0, flags: ['breaker_open'] });
    });
    const dispatcher = service.service.app.get(Dispatcher, { strict: false });
    await dispatcher.sweep();
    expect(walk).toHaveBeenCalledTimes(1);
    await eventually(async () => {
      await dispatcher.sweep();
      expect(walk).toHaveBeenCalledTimes(2);
    });
    expect(await begun.promise).toBeGreaterThanOrEqual(until.getTime());
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', attempts: 1 });
  });
});
