import { ServiceUnavailableException } from '@nestjs/common';
import type { Request, Response } from 'express';

import { runCorrelated } from '../correlation';
import type { ErrorTracking } from '../monitoring/sentry/error-tracking';
import type { Dispatcher } from './dispatcher';
import type { Acceptance, Delivery, Inbox } from './inbox';
import { WebhookController } from './webhook.controller';

/** A door before an inbox that does as told, and what came of a message at it. */
function receive(accept: (delivery: Delivery) => Promise<Acceptance>, webhookId?: string) {
  const dispatched: unknown[] = [];
  const statuses: number[] = [];
  const dispatcher = { dispatch: (job: unknown) => dispatched.push(job) } as unknown as Dispatcher;
  const controller = new WebhookController({ accept } as Inbox, dispatcher, {} as ErrorTracking);
  const request = { body: Buffer.from('From: a@b.example\r\n\r\n'), is: () => true, header: () => webhookId };
  const response = { status: (status: number) => statuses.push(status) };
  const answer = runCorrelated({ correlationId: 'corr-0001' }, () =>
    controller.receive(request as unknown as Request, response as unknown as Response),
  );
  return { answer, dispatched, statuses };
}

const accepted: Acceptance = { emailId: 'mail-1', correlationId: 'corr-0001', status: 'accepted' };

describe('WebhookController', () => {
  afterEach(() => jest.useRealTimers());

  it('answers and gives a job only after the mail is kept', async () => {
    const kept = Promise.withResolvers<Acceptance>();
    const { answer, dispatched, statuses } = receive(() => kept.promise, 'msg_1');
    await Promise.resolve();
    expect(statuses).toEqual([]);
    expect(dispatched).toEqual([]);
    kept.resolve(accepted);
    expect(await answer).toEqual({ email_id: 'mail-1', correlation_id: 'corr-0001', status: 'accepted' });
    expect(statuses).toEqual([202]);
    expect(dispatched).toEqual([{ emailId: 'mail-1', correlationId: 'corr-0001' }]);
  });

  it('hands over what was delivered', async () => {
    const accept = jest.fn(async (_delivery: Delivery) => accepted);
    await receive(accept, 'msg_1').answer;
    await receive(accept).answer;
    expect(accept.mock.calls.map(([{ format, webhookId }]) => [format, webhookId])).toEqual([
      ['rfc822', 'msg_1'],
      ['rfc822', null],
    ]);
  });

  it('gives a repeat no job', async () => {
    const { answer, dispatched, statuses } = receive(async () => ({ ...accepted, status: 'duplicate' }));
    expect(await answer).toMatchObject({ email_id: 'mail-1', status: 'duplicate' });
    expect({ dispatched, statuses }).toEqual({ dispatched: [], statuses: [200] });
  });

  it('puts the provider off where the mail cannot be kept', async () => {
    const cause = new Error('connection refused');
    const { answer, dispatched } = receive(() => Promise.reject(cause));
    const refused = await answer.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServiceUnavailableException);
    expect(refused).toMatchObject({ cause });
    expect(dispatched).toEqual([]);
  });

  it('puts the provider off where the database does not answer', async () => {
    jest.useFakeTimers();
    const { answer, dispatched } = receive(() => new Promise(() => undefined));
    const refused = expect(answer).rejects.toBeInstanceOf(ServiceUnavailableException);
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
    expect(dispatched).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
