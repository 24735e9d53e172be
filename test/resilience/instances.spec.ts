import { rm } from 'node:fs/promises';

import { Mail } from '../../src/drivers/mail/mail';
import { Service } from '../../src/service';
import { Policies } from '../../src/resilience/policies';
import { Settings } from '../../src/settings';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, WEBHOOK_SECRET } from '../harness/test-service';

const ADMIN = 'admin@office.example';

const MAIL = {
  id: '0b1c.notify-review',
  to: 'staff@office.example',
  subject: 'Review needed: INQ-1',
  template: 'review-needed',
  context: { emailId: '0b1c', sender: 'x@y.example', subject: '', kind: '', reasons: [] },
};

/** Two instances of the service in one process, on one database. */
describe('breakers of several instances', () => {
  let server: MailServer;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let services: Service[];
  let dataDir: string;

  beforeEach(async () => {
    dataDir = temporaryFolder('instances');
    server = await MailServer.start();
    database = await createDatabase();
    services = [await start(), await start()];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await database.drop();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(): Promise<Service> {
    const settings = Settings.parse({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      WEBHOOK_SECRET,
      API_TOKEN,
      ADMIN_EMAIL: ADMIN,
      CIRCUIT_BREAKER_RESET_TIMEOUT: '2',
      ...server.env,
    });
    return Service.start(settings);
  }

  const stateAt = (service: Service) =>
    service.app.get(Policies, { strict: false }).get('smtp').snapshot.state;
  const send = (service: Service) => service.app.get(Mail, { strict: false }).send(MAIL);
  const alerts = () => server.received.filter((mail) => mail.to?.[0]?.address === ADMIN);

  async function breakDown(service: Service): Promise<void> {
    for (let call = 0; call < 5; call += 1) await send(service).catch(() => undefined);
    expect(stateAt(service)).toBe('open');
  }

  async function api(service: Service, path: string, method = 'GET') {
    const headers = { authorization: `Bearer ${API_TOKEN}` };
    const response = await fetch(`${service.url}${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as never };
  }

  it('stand each by itself, are one outage, and tell the admin once', async () => {
    await server.stop();
    await breakDown(services[0]);
    expect(stateAt(services[1])).toBe('closed');
    await breakDown(services[1]);
    await eventually(async () => {
      const { body } = await api(services[0], '/breakers');
      const { items } = body as { items: { name: string; instances: unknown[] }[] };
      expect(items.map(({ name }) => name)).toEqual(['claude', 'mongodb', 'gcs', 'smtp']);
      expect(items[3]).toMatchObject({ state: 'open', instances: [{ state: 'open' }, { state: 'open' }] });
    });
    await server.listen();
    await eventually(() => expect(alerts()).toHaveLength(2), 20_000);
    expect(services.map(stateAt)).toEqual(['closed', 'closed']);
    const outages = await sql(database.url, 'SELECT closed_at IS NULL AS goes_on FROM breaker_openings');
    expect(outages).toEqual([{ goes_on: false }]);
    expect(alerts().map(({ subject }) => subject)).toEqual(['smtp is down', 'smtp is back']);
  });

  it('tell of one outage where it seems to be over and is not', async () => {
    server.verdict = (mail) => (mail.to?.[0]?.address === ADMIN ? 250 : 451); // greets, and takes nothing from us
    await sql(
      database.url,
      `WITH mail AS (
         INSERT INTO inbox (email_id, correlation_id, identity, format, size, raw)
         VALUES (gen_random_uuid(), 'correlation-1', 'x', 'rfc822', 0, '') RETURNING *)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at, held_by, not_before)
       SELECT email_id, correlation_id, received_at, 'smtp', now() + interval '1 day' FROM mail`,
    );
    await breakDown(services[0]);
    await eventually(() => expect(stateAt(services[0])).toBe('closed'));
    await breakDown(services[0]);
    await eventually(() => expect(stateAt(services[0])).toBe('closed'));
    await sql(database.url, 'DELETE FROM waiting_mails');
    await eventually(() => expect(alerts()).toHaveLength(2));
    expect(await sql(database.url, 'SELECT FROM breaker_openings')).toHaveLength(1);
  });

  it('survive a restart: an outage goes on where it was, with no second alert', async () => {
    await server.stop();
    await breakDown(services[0]);
    await eventually(async () =>
      expect(await sql(database.url, 'SELECT FROM breaker_openings')).toHaveLength(1),
    );
    await Promise.all(services.map((service) => service.stop()));
    services = [await start()];
    expect(['open', 'half_open']).toContain(stateAt(services[0]));
    await server.listen();
    await eventually(() => expect(alerts()).toHaveLength(2));
    expect(await sql(database.url, 'SELECT FROM breaker_openings WHERE closed_at IS NULL')).toEqual([]);
  });

  it('take over the outage of an instance that died', async () => {
    await sql(
      database.url,
      `INSERT INTO breaker_openings (name, isolated, alerted, failures, memory, next_probe_at)
       VALUES ('smtp', false, true, 5, '{"ownState":{"value":1,"openedAt":0,"attemptNo":1},"breakerState":5}', now())`,
    );
    await eventually(() => expect(alerts()).toHaveLength(2), 20_000);
    expect(await sql(database.url, 'SELECT FROM breaker_openings WHERE closed_at IS NULL')).toEqual([]);
  });

  it('follow a hand at any of them, also after a restart, and tell nobody', async () => {
    expect(await api(services[0], '/breakers/smtp/isolate', 'POST')).toMatchObject({
      status: 200,
      body: { name: 'smtp', state: 'isolated' },
    });
    expect(stateAt(services[0])).toBe('isolated');
    await expect(send(services[0])).rejects.toMatchObject({ code: 'breaker_open' });
    await eventually(() => expect(stateAt(services[1])).toBe('isolated'));
    services.push(await start());
    expect(stateAt(services[2])).toBe('isolated');
    await api(services[1], '/breakers/smtp/release', 'POST');
    expect(stateAt(services[1])).toBe('closed');
    await eventually(() => expect(services.map(stateAt)).toEqual(['closed', 'closed', 'closed']));
    await send(services[0]);
    expect(server.received).toHaveLength(1);
  });

  it('close by hand as well what opened by itself', async () => {
    await server.stop();
    await breakDown(services[0]);
    await eventually(async () =>
      expect(await sql(database.url, 'SELECT FROM breaker_openings')).toHaveLength(1),
    );
    const { body } = await api(services[1], '/breakers/smtp/release', 'POST');
    expect(body).toMatchObject({ name: 'smtp' });
    await eventually(() => expect(stateAt(services[0])).toBe('closed'));
  });

  it('are not there by other names, and not for strangers', async () => {
    expect(await api(services[0], '/breakers/mailer/isolate', 'POST')).toMatchObject({
      status: 404,
      body: { detail: 'There is no breaker mailer; there are claude, mongodb, gcs, smtp' },
    });
    const { status } = await fetch(`${services[0].url}/breakers/smtp/isolate`, { method: 'POST' });
    expect(status).toBe(401);
    expect(stateAt(services[0])).toBe('closed');
  });
});
