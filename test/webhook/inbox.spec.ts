import { createHash, randomBytes, randomUUID } from 'node:crypto';

import type { StatementRunner, Statements } from '../../src/drivers/database/statements';
import { Inbox, type Delivery } from '../../src/webhook/inbox';
import { MailDatabase } from '../harness/mail-database';

function delivery(change: Partial<Delivery> = {}): Delivery {
  const raw = change.raw ?? randomBytes(1 + Math.floor(Math.random() * 5_000));
  return {
    format: 'rfc822',
    raw,
    identity: createHash('sha256').update(raw).digest(),
    webhookId: randomUUID(),
    correlationId: `correlation-${randomUUID()}`,
    ...change,
  };
}

describe('Inbox', () => {
  let database: MailDatabase;
  beforeAll(async () => {
    database = await MailDatabase.open();
  });
  beforeEach(() => database.source.query('TRUNCATE waiting_mails, inbox CASCADE'));
  afterAll(() => database.close());

  const kept = () =>
    database.source.query<
      { email_id: string; raw: Buffer; webhook_id: string; correlation_id: string; duplicates: number }[]
    >(
      `SELECT email_id, raw, webhook_id, correlation_id, duplicates FROM inbox JOIN waiting_mails USING (email_id, correlation_id, received_at)`,
    );

  it('keeps each of many at once byte for byte, with a place in the waiting list', async () => {
    const deliveries = Array.from({ length: 250 }, () => delivery());
    deliveries.push(delivery({ raw: Buffer.alloc(2_000_000, 'x'), webhookId: null }));
    deliveries.push(delivery({ webhookId: 'commas, {braces} and "quotes" \\ NULL' }));
    const inbox = new Inbox(database.statements);
    const acceptances = await Promise.all(deliveries.map((each) => inbox.accept(each)));
    const rows = new Map((await kept()).map((row) => [row.email_id, row]));
    expect(rows.size).toBe(deliveries.length);
    acceptances.forEach(({ emailId, correlationId, status }, index) => {
      const { raw, webhookId, correlationId: own } = deliveries[index];
      const row = rows.get(emailId);
      expect({ status, correlationId, webhookId: row?.webhook_id, same: row?.raw.equals(raw) }).toEqual({
        status: 'accepted',
        correlationId: own,
        webhookId,
        same: true,
      });
    });
  });

  it.each([
    ['content', { webhookId: undefined }],
    ['id', { identity: undefined }],
  ])('accepts once what comes fifty times at once with the same %s', async (_what, fresh) => {
    const inbox = new Inbox(database.statements);
    const first = delivery();
    const again = () => ({
      ...first,
      ...('webhookId' in fresh ? { webhookId: randomUUID() } : { identity: randomBytes(32) }),
    });
    const others = Array.from({ length: 50 }, () => delivery());
    const acceptances = await Promise.all(
      others.flatMap((other) => [inbox.accept(again()), inbox.accept(other)]),
    );
    const equal = acceptances.filter((_acceptance, index) => index % 2 === 0);
    expect(equal.filter(({ status }) => status === 'accepted')).toHaveLength(1);
    expect(new Set(equal.map(({ emailId }) => emailId)).size).toBe(1);
    const rows = await kept();
    expect(rows).toHaveLength(51);
    expect(rows.find(({ email_id }) => email_id === equal[0].emailId)?.duplicates).toBe(49);
  });

  it('keeps the neighbours of a delivery that the database refuses', async () => {
    const inbox = new Inbox(database.statements);
    const deliveries = [delivery(), delivery(), delivery({ correlationId: 'NUL \0' }), delivery()];
    const settled = await Promise.allSettled(deliveries.map((each) => inbox.accept(each)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await kept()).toHaveLength(3);
  });

  it('knows its own where the connection breaks off behind the commit', async () => {
    let broken = 0;
    const breakingOff: StatementRunner = {
      run: async <Row extends object>(sql: string, values?: readonly unknown[]) => {
        const rows = await database.statements.run<Row>(sql, values);
        const [emailIds] = values as [unknown];
        if (!Array.isArray(emailIds) || emailIds.length < 2) return rows;
        broken += 1;
        throw new Error('Connection terminated unexpectedly');
      },
    };
    const inbox = new Inbox(breakingOff as Statements);
    const acceptances = await Promise.all(Array.from({ length: 5 }, () => inbox.accept(delivery())));
    expect(broken).toBe(1);
    expect(acceptances.map(({ status }) => status)).toEqual(Array(5).fill('accepted'));
    expect((await kept()).map(({ duplicates }) => duplicates)).toEqual(Array(5).fill(0));
  });
});
