import { createDatabase } from '../harness/database-server';
import { creditorMail } from '../harness/creditor-mail';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { RedisServer } from '../harness/redis-server';
import { sql } from '../harness/sql';
import { TcpProxy } from '../harness/tcp-proxy';
import { TestService } from '../harness/test-service';

/** Mails for each way to fail; `npm run chaos` takes 500. */
const MAILS = Number(process.env.CHAOS_MAILS ?? 12);
const PATIENCE_MS = 60_000 + MAILS * 500;
/** After so long a provider takes a delivery for failed, and makes it again. */
const PROVIDER_MS = 4_000;

interface Backing {
  env: NodeJS.ProcessEnv;
  proxy: TcpProxy;
  /** Answers from now on with errors, or no longer. */
  fail(isFailing: boolean): Promise<unknown>;
  close(): Promise<void>;
}

/** `probe` is its name in the health; without PostgreSQL nothing starts, and the log says why. */
const BACKINGS: { name: string; probe: string; isWaitedFor: boolean; open: () => Promise<Backing> }[] = [
  { name: 'PostgreSQL', probe: 'database', isWaitedFor: false, open: postgres },
  ...(RedisServer.isInstalled ? [{ name: 'Redis', probe: 'queue', isWaitedFor: true, open: redis }] : []),
];

async function postgres(): Promise<Backing> {
  const database = await createDatabase();
  const proxy = await TcpProxy.before(database.url);
  const name = new URL(database.url).pathname.slice(1);
  return {
    env: { DATABASE_URL: proxy.url },
    proxy,
    // As a standby: sessions that are there do not see the change.
    fail: (isFailing) =>
      sql(
        process.env.TEST_DATABASE_URL ?? '',
        `ALTER DATABASE ${name} SET default_transaction_read_only = ${isFailing};
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      ),
    close: async () => {
      await proxy.close();
      await database.drop();
    },
  };
}

async function redis(): Promise<Backing> {
  const server = await (await RedisServer.reserve()).start();
  const proxy = await TcpProxy.before(server.url);
  return {
    env: { REDIS_URL: proxy.url },
    proxy,
    fail: (isFailing) => server.ask('CONFIG', 'SET', 'maxmemory', isFailing ? 1 : 0),
    close: async () => {
      await proxy.close();
      await server.remove();
    },
  };
}

describe.each(BACKINGS)('$name', ({ probe, isWaitedFor, open }) => {
  let backing: Backing;
  let mails: MailServer;
  let service: TestService;

  jest.setTimeout(2 * PATIENCE_MS);

  beforeAll(async () => {
    mails = await MailServer.start();
    backing = await open();
    if (isWaitedFor) backing.proxy.cut();
    service = await TestService.start({ ...mails.env, ...backing.env });
  });
  afterAll(async () => {
    backing.proxy.open();
    await service.stop();
    await backing.close();
    await mails.stop();
  });

  /** Delivers it as a provider does: again and again until it is taken. */
  async function deliver(): Promise<string> {
    const mail = creditorMail();
    const { body } = await eventually(
      () =>
        service
          .deliver(mail)
          .timeout(PROVIDER_MS)
          .expect((answer) => expect([200, 202]).toContain(answer.status)),
      PATIENCE_MS,
    );
    return (body as { email_id: string }).email_id;
  }

  /** Some at a time, as from several senders. */
  async function deliverAll(count: number): Promise<string[]> {
    let left = count;
    const sender = async () => {
      const emailIds: string[] = [];
      while (left-- > 0) emailIds.push(await deliver());
      return emailIds;
    };
    return (await Promise.all([sender(), sender(), sender(), sender()])).flat();
  }

  async function allEndOnce(emailIds: string[]): Promise<void> {
    expect(new Set(emailIds).size).toBe(emailIds.length);
    const database = <Row extends object>(statement: string) =>
      sql<Row>(service.service.databaseUrl, statement, [emailIds]);
    await eventually(async () => {
      const ended = await database(`SELECT FROM reports WHERE status = 'done' AND email_id = ANY($1)`);
      expect(ended).toHaveLength(emailIds.length);
    }, PATIENCE_MS);
    const effects = await database(
      `SELECT FROM effects WHERE effect = 'notify:review' AND state = 'done' AND email_id = ANY($1)`,
    );
    expect(effects).toHaveLength(emailIds.length);
    const told = mails.received.map(({ messageId }) => messageId);
    for (const emailId of emailIds)
      expect(told.filter((id) => id?.includes(emailId)).length).toBeGreaterThanOrEqual(1);
    const { body } = await service.api.get('/reconciliation').expect(200);
    expect(body).toMatchObject({ unaccounted: 0 });
  }

  /** Waits until the health says so; mails are taken in while Redis is away, none while PostgreSQL is. */
  const is = (state: 'up' | 'away') =>
    eventually(async () => {
      const { status, body } = await service.api.get('/health/ready');
      const { details } = body as { details: Record<string, { status: string }> };
      const away = isWaitedFor ? 'degraded' : 'down';
      expect(details[probe].status).toBe(state === 'up' ? 'up' : away);
      expect(status).toBe(state === 'up' || isWaitedFor ? 200 : 503);
    }, PATIENCE_MS);

  (isWaitedFor ? it : () => undefined)('that is down at the start costs no mail', async () => {
    const emailIds = await deliverAll(MAILS);
    await is('away');
    backing.proxy.open();
    await allEndOnce(emailIds);
  });

  it('that dies under load and comes back costs no mail', async () => {
    backing.proxy.open();
    const emailIds = [await deliver(), await deliver()];
    const delivering = deliverAll(MAILS - 2);
    backing.proxy.cut();
    await is('away');
    backing.proxy.open();
    emailIds.push(...(await delivering));
    await allEndOnce(emailIds);
  });

  it('that hangs and goes on costs no mail', async () => {
    const delivering = deliverAll(MAILS);
    backing.proxy.hang();
    await is('away');
    backing.proxy.open();
    await allEndOnce(await delivering);
  });

  it('that answers with errors costs no mail', async () => {
    backing.proxy.open();
    const delivering = deliverAll(MAILS);
    await backing.fail(true);
    await is('away');
    await backing.fail(false);
    await allEndOnce(await delivering);
  });

  it('that comes and goes costs no mail', async () => {
    const delivering = deliverAll(MAILS);
    for (let times = 0; times < 3; times += 1) {
      backing.proxy.cut();
      await is('away');
      backing.proxy.open();
      await is('up');
    }
    await allEndOnce(await delivering);
  });
});
