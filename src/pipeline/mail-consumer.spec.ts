import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';

import type { MailJob } from '../drivers/queue/queue.module';
import { DeferredFailure, TransientFailure } from '../failure';
import type { ErrorTracking } from '../monitoring/sentry/error-tracking';
import type { Settings } from '../settings';
import type { MailLoader } from './incoming-mail';
import { MailConsumer } from './mail-consumer';
import type { Pipeline } from './pipeline';
import type { Run, RunJournal } from './run-journal';

/** A consumer whose mails do what `walk` says, and what its journal was told. */
function consumer(walk: Pipeline['walk'], attempt = 1) {
  const told: string[] = [];
  const run: Partial<Run> = {
    attempt,
    defer: async ({ code }, until) => void told.push(`deferred ${code} ${until.toISOString()}`),
    retry: async () => void told.push('retry'),
    abandon: async (status, { code }) => void told.push(`${status} ${code}`),
  };
  const consumer = new MailConsumer(
    { load: async () => ({}) } as unknown as MailLoader,
    { open: async () => ({ run: run as Run, mail: {} }) } as unknown as RunJournal,
    { walk } as Pipeline,
    {
      continued: (_trace: unknown, _name: string, work: () => unknown) => work(),
    } as unknown as ErrorTracking,
    { workerConcurrency: 1 } as Settings,
  );
  return { consumer, told };
}

function job(attemptsMade = 0): Job<MailJob> {
  const data = { emailId: 'mail-1', correlationId: 'correlation-1' };
  return { id: 'mail-1', data, attemptsMade, opts: { attempts: 3 } } as Job<MailJob>;
}

describe('MailConsumer', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('tells the queue the code of a failure and nothing of its words', async () => {
    const quoting = new TransientFailure('mail_unsent', 'Frau Groß owes 1.234,56 EUR');
    const { consumer: mails, told } = consumer(() => Promise.reject(quoting));
    const failure: unknown = await mails.process(job()).catch((error: unknown) => error);
    expect(String(failure)).toBe('Error: mail_unsent');
    expect((failure as Error).stack).not.toContain('Groß');
    expect(told).toEqual(['retry']);
  });

  it('gives a mail up that has broken off too often, without another try', async () => {
    const walk = jest.fn();
    const { consumer: mails, told } = consumer(walk, 11);
    await mails.process(job());
    expect(told).toEqual(['quarantined too_many_attempts']);
    expect(walk).not.toHaveBeenCalled();
  });

  it('fails no mail for an outage of the database, which has cost it all its attempts', async () => {
    jest.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const { consumer: mails, told } = consumer(() => Promise.reject(away));
    await expect(mails.process(job(1))).rejects.toThrow('ECONNREFUSED');
    await mails.process(job(2));
    expect(told).toEqual(['retry', 'deferred database_away 2026-03-01T10:00:00.000Z']);
    jest.useRealTimers();
  });

  it('tells mails that outlast the patience of a stop to break off, at the cost of no attempt', async () => {
    jest.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    const { consumer: mails, told } = consumer(
      (_mail, _run, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    );
    const underWay = mails.process(job());
    Object.assign(mails, { _worker: { close: () => underWay } });
    const stopped = mails.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(14_000);
    expect(told).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    await stopped;
    expect(told).toEqual(['deferred service_stopped 2026-03-01T10:00:15.000Z']);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('rests after an error of the queue until its mails have ended, and is not in a loop with it', async () => {
    jest.useFakeTimers();
    const { consumer: mails } = consumer(jest.fn());
    let isPaused = false;
    const worker = Object.assign(new EventEmitter(), {
      run: jest.fn(async () => undefined),
      waitUntilReady: async () => undefined,
      isPaused: () => isPaused,
      isRunning: jest.fn(() => true),
      pause: jest.fn(async () => void (isPaused = true)),
      resume: jest.fn(async () => void (isPaused = false)),
    });
    Object.assign(mails, { _worker: worker });
    await mails.onApplicationBootstrap();
    for (let times = 0; times < 100; times += 1) worker.emit('error', new Error('OOM'));
    expect(worker.pause).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(worker.resume).not.toHaveBeenCalled();
    worker.isRunning.mockReturnValue(false);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(worker.resume).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
    worker.emit('error', new Error('OOM'));
    expect(worker.pause).toHaveBeenCalledTimes(2);
    jest.useRealTimers();
  });

  it('lets a stop wait for a mail only as long as it takes', async () => {
    const until = new Date('2026-03-01T10:00:00Z');
    const { consumer: mails, told } = consumer(() =>
      Promise.reject(new DeferredFailure('breaker_open', 'SMTP is down.', until)),
    );
    Object.assign(mails, { _worker: { close: () => mails.process(job()) } });
    await mails.onModuleDestroy();
    expect(told).toEqual(['deferred breaker_open 2026-03-01T10:00:00.000Z']);
  });
});
