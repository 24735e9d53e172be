import type { Queue } from 'bullmq';
import { Pool } from 'pg';

import { QueueMemory } from '../../src/drivers/queue/queue-memory';
import type { MailJob } from '../../src/drivers/queue/queue.module';
import { Dispatcher } from '../../src/webhook/dispatcher';
import { MailDatabase } from '../harness/mail-database';

describe('Dispatcher', () => {
  let database: MailDatabase;
  let memory: QueueMemory;
  beforeAll(async () => {
    database = await MailDatabase.open();
  });
  beforeEach(async () => {
    await database.source.query('TRUNCATE waiting_mails');
    memory = new QueueMemory(new Pool());
    memory.takeDoubt();
  });
  afterAll(() => database.close());

  /** A dispatcher whose queue does `put` with the jobs that it is given. */
  function dispatcher(put: (emailIds: string[]) => Promise<unknown>): Dispatcher {
    const addBulk = (jobs: { data: MailJob }[]) => put(jobs.map(({ data }) => data.emailId));
    const add = (_name: string, { emailId }: MailJob) => put([emailId]);
    return new Dispatcher({ addBulk, add } as unknown as Queue<MailJob>, memory, database.statements);
  }

  /** A mail that waits, with the columns of its place in the list. */
  async function waiting(place = ''): Promise<string> {
    const { emailId } = await database.mail();
    await database.source.query(
      `INSERT INTO waiting_mails (email_id, correlation_id, received_at) VALUES ($1, 'correlation-1', now() - interval '10 s')`,
      [emailId],
    );
    if (place)
      await database.source.query(`UPDATE waiting_mails SET ${place} WHERE email_id = $1`, [emailId]);
    return emailId;
  }

  it('puts what was left behind, what was put off until now, and what has lost its job; nothing else', async () => {
    const due = [
      await waiting(),
      await waiting(`not_before = now() - interval '1 s'`),
      await waiting(`enqueued_at = now() - interval '11 minutes'`),
      await waiting(`not_before = now() - interval '1 minute', enqueued_at = now() - interval '21 s'`),
    ];
    await waiting('received_at = now()'); // about to be put by its delivery
    await waiting(`not_before = now() + interval '1 minute'`);
    await waiting(`enqueued_at = now() - interval '21 s'`);
    await waiting(`not_before = now() - interval '1 minute', enqueued_at = now()`);
    await waiting(`held_by = 'smtp', not_before = now() - interval '1 s'`);
    const put: string[] = [];
    const sweeper = dispatcher(async (emailIds) => put.push(...emailIds));
    await sweeper.sweep();
    expect(put.sort()).toEqual(due.sort());
    await sweeper.sweep();
    expect(put).toHaveLength(due.length);
  });

  it('puts everything again, once, where the queue may have forgotten it, and again where that fails', async () => {
    const emailIds = await Promise.all(Array.from({ length: 250 }, () => waiting('enqueued_at = now()')));
    await waiting(`not_before = now() + interval '1 minute'`);
    await waiting(`held_by = 'smtp', not_before = now() - interval '1 s'`);
    memory.doubt();
    await dispatcher(() => Promise.reject(new Error('down'))).sweep();
    const put: string[] = [];
    const sweeper = dispatcher(async (ids) => put.push(...ids));
    await sweeper.sweep();
    await sweeper.sweep();
    expect(put.toSorted()).toEqual(emailIds.toSorted());
  });

  it('puts everything again where the database was away: jobs may have spent all their attempts', async () => {
    const emailIds = [await waiting('enqueued_at = now()'), await waiting('enqueued_at = now()')];
    const put: string[] = [];
    const sweeper = dispatcher(async (ids) => put.push(...ids));
    const away = jest.spyOn(database.statements, 'run').mockRejectedValue(new Error('away'));
    await sweeper.sweep();
    away.mockRestore();
    await sweeper.sweep();
    expect(put.toSorted()).toEqual(emailIds.toSorted());
  });

  it('puts many, page by page', async () => {
    await database.source.query(
      `WITH mail AS (
         INSERT INTO inbox (email_id, correlation_id, identity, format, size, raw)
         SELECT gen_random_uuid(), 'correlation-1', decode(md5(n::text), 'hex'), 'rfc822', 1, 'x'
         FROM generate_series(1, 2100) n RETURNING email_id, correlation_id)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at) SELECT *, now() - interval '10 s' FROM mail`,
    );
    const put = new Set<string>();
    const sizes: number[] = [];
    await dispatcher(async (emailIds) => {
      sizes.push(emailIds.length);
      emailIds.forEach((id) => put.add(id));
    }).sweep();
    expect(put.size).toBe(2100);
    expect(sizes).toEqual([1000, 1000, 100]);
  });

  it('leaves a mail to the sweep where the queue fails', async () => {
    const emailId = await waiting();
    await dispatcher(() => Promise.reject(new Error('down'))).sweep();
    const put = jest.fn(async () => undefined);
    await dispatcher(put).sweep();
    expect(put).toHaveBeenCalledWith([emailId]);
  });

  it('does not forget until when a worker, faster than its own return, has put the mail off', async () => {
    const emailId = await waiting();
    await dispatcher(() =>
      database.source.query(
        `UPDATE waiting_mails SET not_before = now() + interval '1 minute' WHERE email_id = $1`,
        [emailId],
      ),
    ).sweep();
    const rows = await database.source.query<{ enqueued_at: Date | null }[]>(
      'SELECT enqueued_at FROM waiting_mails',
    );
    expect(rows).toEqual([{ enqueued_at: null }]);
  });

  it('puts the jobs of a moment together, and those still gathered when the service stops', async () => {
    const emailIds = await Promise.all(Array.from({ length: 11 }, () => waiting()));
    const put = jest.fn(async () => undefined);
    const gathering = dispatcher(put);
    for (const emailId of emailIds) gathering.dispatch({ emailId, correlationId: 'correlation-1' });
    expect(put).not.toHaveBeenCalled();
    await gathering.beforeApplicationShutdown();
    expect(put.mock.calls).toEqual([[emailIds]]);
  });

  it('puts few jobs one by one', async () => {
    const emailIds = [await waiting(), await waiting()];
    const put = jest.fn(async () => undefined);
    await dispatcher(put).put(emailIds.map((emailId) => ({ emailId, correlationId: 'correlation-1' })));
    expect(put.mock.calls).toEqual(emailIds.map((emailId) => [[emailId]]));
  });
});
