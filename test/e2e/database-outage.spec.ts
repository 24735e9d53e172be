import { creditorMail } from '../harness/creditor-mail';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { sql } from '../harness/sql';
import { TcpProxy } from '../harness/tcp-proxy';
import { TestService } from '../harness/test-service';

describe('while the database is away', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let proxy: TcpProxy;
  let service: TestService;
  beforeAll(async () => {
    database = await createDatabase();
    proxy = await TcpProxy.before(database.url);
    service = await TestService.start({ DATABASE_URL: proxy.url });
    await service.api.get('/health/ready').expect(200);
    const { body } = await service.deliver(creditorMail()).expect(202);
    await service.reportOf(body.email_id);
  });
  afterEach(async () => {
    proxy.open();
    await eventually(() => service.api.get('/health/ready').expect(200));
  });
  afterAll(async () => {
    await service.stop();
    await proxy.close();
    await database.drop();
  });

  it('a delivery is put off with 503, and taken once it is back', async () => {
    const mail = creditorMail();
    proxy.cut();
    const { body } = await service
      .deliver(mail)
      .expect(503)
      .expect('Retry-After', '10')
      .expect('X-Correlation-ID', /./);
    expect(body).toMatchObject({ status: 503, detail: expect.stringContaining('deliver it again') });
    proxy.open();
    const taken = await eventually(() => service.deliver(mail).expect(202));
    expect(await service.reportOf(taken.body.email_id)).toMatchObject({ status: 'done' });
    const kept = await sql(database.url, 'SELECT duplicates FROM inbox WHERE raw = $1', [mail]);
    expect(kept).toEqual([{ duplicates: 0 }]);
  });

  it('health says so, and life goes on', async () => {
    proxy.cut();
    const { body } = await eventually(() =>
      service.api
        .get('/health')
        .expect(503)
        .expect('Content-Type', /problem\+json/),
    );
    expect(body).toMatchObject({
      status: 503,
      details: { database: { status: 'down' }, disk: { status: 'up' } },
    });
    await service.api.get('/health/live').expect(200);
    await service.api.get('/emails').expect(503).expect('Retry-After', '10');
  });

  it('a mail under way is finished afterwards, once', async () => {
    const { body } = await service.deliver(creditorMail()).expect(202);
    proxy.cut();
    proxy.open();
    expect(await eventually(() => service.reportOf(body.email_id))).toMatchObject({ status: 'done' });
    expect(await sql(database.url, 'SELECT * FROM waiting_mails')).toEqual([]);
  });
});
