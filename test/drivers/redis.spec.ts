import { KEY_PREFIX } from '../../src/drivers/queue/queue.module';
import { Certificate } from '../harness/certificate';
import { creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { RedisCluster } from '../harness/redis-cluster';
import { RedisServer, type RedisServerOptions } from '../harness/redis-server';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

const describeRedis = RedisServer.isInstalled ? describe : describe.skip;
const PASSWORD = 'of-the-tests';

describeRedis('a Redis that cannot be used as it is set', () => {
  let certificate: Certificate;
  beforeAll(() => {
    certificate = Certificate.make();
  });
  afterAll(() => certificate.remove());

  /** Whoever operates it finds the remedy in the health; mails are taken in all the same, and a stop comes to its end. */
  async function tellsOf(remedy: RegExp, env: NodeJS.ProcessEnv): Promise<void> {
    const service = await TestService.start(env);
    try {
      await service.deliver(creditorMail()).expect(202);
      await eventually(async () => {
        const { body } = await service.api.get('/health/ready').expect(200);
        const { queue } = (body as { details: Record<string, { message: string }> }).details;
        expect(queue).toMatchObject({ status: 'degraded', message: expect.stringMatching(remedy) });
      });
    } finally {
      await service.stop();
    }
  }

  async function serving(options: RedisServerOptions, work: (server: RedisServer) => Promise<void>) {
    const server = await (await RedisServer.reserve(options)).start();
    try {
      await work(server);
    } finally {
      await server.remove();
    }
  }

  it.each([
    ['a wrong password', `redis://:wrong@`],
    ['no password', 'redis://'],
    ['a wrong user', `redis://somebody:${PASSWORD}@`],
  ])('is told of with its remedy: %s', (_name, start) =>
    serving({ password: PASSWORD }, ({ port }) =>
      tellsOf(/refuses the sign-in: check user and password in REDIS_URL/, {
        REDIS_URL: `${start}127.0.0.1:${port}`,
      }),
    ),
  );

  it('is told of with its remedy: a certificate that nobody trusts', () =>
    serving({ certificate }, ({ url }) =>
      tellsOf(/No TLS connection to Redis.*NODE_EXTRA_CA_CERTS.*DEPTH_ZERO_SELF_SIGNED_CERT/, {
        REDIS_URL: url,
      }),
    ));

  it('is told of with its remedy: TLS where there is none, and none where there is', async () => {
    await serving({}, ({ port }) => tellsOf(/check/, { REDIS_URL: `rediss://127.0.0.1:${port}` }));
    await serving({ certificate }, ({ port }) =>
      tellsOf(/whether it wants rediss/, { REDIS_URL: `redis://127.0.0.1:${port}` }),
    );
  });

  it('is told of with its remedy: one that takes nothing, or throws away what it has', () =>
    serving({}, async (server) => {
      const env = { REDIS_URL: server.url };
      await server.ask('REPLICAOF', '127.0.0.1', 1);
      await tellsOf(/is a replica.*its primary \(READONLY\)/, env);
      await server.ask('REPLICAOF', 'NO', 'ONE');
      await server.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      const said = jest.spyOn(console, 'warn').mockReturnValue(); // by BullMQ
      await tellsOf(/set its maxmemory-policy to noeviction \(allkeys-lru\)/, env);
      said.mockRestore();
    }));

  it('is told of with its remedy: a Cluster that is none', () =>
    serving({}, ({ url }) =>
      tellsOf(/leave REDIS_CLUSTER empty/, { REDIS_URL: url, REDIS_CLUSTER: 'true' }),
    ));

  it('is told of with its remedy: a node of a Cluster in the place of a single server', async () => {
    const cluster = await RedisCluster.start();
    try {
      const asked = cluster.nodes.map((node) =>
        node.ask('GET', KEY_PREFIX).then(
          () => [],
          () => [node],
        ),
      );
      const [other] = (await Promise.all(asked)).flat();
      await tellsOf(/set REDIS_CLUSTER=true/, { REDIS_URL: other.url });
    } finally {
      await cluster.remove();
    }
  });
});

describeRedis('a Redis Cluster that is reached by one address', () => {
  let cluster: RedisCluster;
  let service: TestService;
  beforeAll(async () => {
    cluster = await RedisCluster.start({ password: PASSWORD });
    service = await TestService.start({ REDIS_URL: cluster.nodes[0].url, REDIS_CLUSTER: 'true' });
    await service.importInquiries(INQUIRIES);
  });
  afterAll(async () => {
    await service.stop();
    await cluster.remove();
  });

  async function accept(): Promise<string> {
    const { body } = await service.deliver(creditorMail()).expect(202);
    return (body as { email_id: string }).email_id;
  }

  it('is ready, and works', async () => {
    await eventually(() => service.api.get('/health/ready').expect(200));
    expect(await service.reportOf(await accept())).toMatchObject({ status: 'done', attempts: 1 });
  });

  it('loses no mail where all its nodes die and come back empty', async () => {
    await cluster.kill();
    const mails = [await accept(), await accept()];
    await eventually(async () => {
      const { body } = await service.api.get('/health/ready').expect(200);
      expect(body).toMatchObject({ details: { queue: { status: 'degraded' } } });
    });
    await cluster.restart();
    mails.push(await accept());
    for (const emailId of mails)
      expect(await service.reportOf(emailId, 25_000)).toMatchObject({ status: 'done', attempts: 1 });
    await eventually(() => service.api.get('/health/ready').expect(200));
  });
});

describeRedis('a Redis that is full', () => {
  it('loses no mail, and is told of; a worker is not ready meanwhile', async () => {
    const server = await (await RedisServer.reserve()).start();
    const database = await createDatabase();
    const env = { REDIS_URL: server.url, DATABASE_URL: database.url };
    const [web, worker] = [
      await TestService.start({ ...env, ROLE: 'web' }),
      await TestService.start({ ...env, ROLE: 'worker' }),
    ];
    const queueAt = async ({ api }: TestService, status: number) => {
      const { body } = await api.get('/health/ready').expect(status);
      return (body as { details: Record<string, unknown> }).details.queue;
    };
    const message =
      'Redis is full and takes no jobs: raise its maxmemory, or see what else stands in it (OOM)';
    const accept = async () => {
      const { body } = await web.deliver(creditorMail()).expect(202);
      return (body as { email_id: string }).email_id;
    };
    try {
      await eventually(() => worker.api.get('/health/ready').expect(200));
      const mails = await Promise.all(Array.from({ length: 20 }, accept));
      await server.ask('CONFIG', 'SET', 'maxmemory', 1);
      mails.push(...(await Promise.all(Array.from({ length: 20 }, accept))));
      await eventually(async () => {
        expect(await queueAt(web, 200)).toEqual({ status: 'degraded', message });
        expect(await queueAt(worker, 503)).toEqual({ status: 'down', message });
      });
      await server.ask('CONFIG', 'SET', 'maxmemory', 0);
      for (const emailId of mails)
        expect(await web.reportOf(emailId, 60_000)).toMatchObject({ status: 'done' });
      expect(await sql(database.url, 'SELECT FROM waiting_mails')).toEqual([]);
      const told = `SELECT email_id FROM effects WHERE effect = 'notify:review' AND state = 'done'`;
      expect(await sql(database.url, told)).toHaveLength(mails.length);
      await eventually(async () => expect(await queueAt(worker, 200)).toMatchObject({ status: 'up' }));
    } finally {
      await web.stop();
      await worker.stop();
      await database.drop();
      await server.remove();
    }
  }, 90_000);
});

describeRedis('a Redis that stands still', () => {
  it('loses no mail, and is told of', async () => {
    const server = await (await RedisServer.reserve()).start();
    const service = await TestService.start({ REDIS_URL: server.url });
    try {
      await eventually(() => service.api.get('/health/ready').expect(200));
      server.freeze();
      const { body } = await service.deliver(creditorMail()).expect(202);
      await eventually(async () => {
        const { body: health } = await service.api.get('/health/ready').expect(200);
        expect(health).toMatchObject({ details: { queue: { message: 'no answer within 2000 ms' } } });
      });
      server.thaw();
      const { email_id } = body as { email_id: string };
      expect(await service.reportOf(email_id)).toMatchObject({ status: 'done', attempts: 1 });
      expect(await sql(service.service.databaseUrl, 'SELECT FROM waiting_mails')).toEqual([]);
    } finally {
      server.thaw();
      await service.stop();
      await server.remove();
    }
  });
});
