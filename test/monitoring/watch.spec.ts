import { rm } from 'node:fs/promises';

import { AlarmMails } from '../../src/drivers/mail/alarm-mails';
import { Metrics } from '../../src/monitoring/metrics/metrics';
import { MetricWriter } from '../../src/monitoring/metrics/metric-writer';
import { RollupSchedule } from '../../src/monitoring/metrics/rollup-schedule';
import { Digest } from '../../src/reports/digest';
import { DigestFigures } from '../../src/reports/digest-figures';
import { Watch } from '../../src/reports/watch';
import { Service } from '../../src/service';
import { Settings } from '../../src/settings';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, WEBHOOK_SECRET } from '../harness/test-service';

const ADMIN = 'admin@office.example';

/** Two instances on one database, each of which looks. */
describe('the watch', () => {
  let server: MailServer;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let services: Service[];
  let dataDir: string;

  beforeEach(async () => {
    dataDir = temporaryFolder('watch');
    server = await MailServer.start();
    database = await createDatabase();
    services = [await start(), await start()];
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(services.map((service) => service.stop()));
    await database.drop();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<Service> {
    const settings = Settings.parse({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      WEBHOOK_SECRET,
      API_TOKEN,
      ADMIN_EMAIL: ADMIN,
      DIGEST_CRON: '0 7 29 2 *',
      ROLLUP_CRON: '0 7 29 2 *',
      ...server.env,
    });
    const service = await Service.start(settings);
    await get(service, RollupSchedule).run(); // the one of the start, or it would roll up what a test leaves undone
    return service;
  }

  const get = <T>(service: Service, type: new (...args: never[]) => T): T =>
    service.app.get(type, { strict: false });
  const subjects = () => server.received.map(({ subject }) => subject);
  const db = (statement: string, values?: unknown[]) => sql(database.url, statement, values);

  async function look(): Promise<void> {
    for (const service of services) {
      await get(service, MetricWriter).write();
      await Promise.all([get(service, Watch).everyMinute(), get(service, Watch).everyHour()]);
    }
  }

  /** Looks several times, so that what mails more than once is seen. */
  async function expectOnce(trouble: string, over: () => Promise<unknown>): Promise<void> {
    await look();
    await eventually(() => expect(subjects()).toEqual([trouble]));
    await look();
    await Promise.all(services.map((service) => get(service, AlarmMails).look()));
    expect(subjects()).toEqual([trouble]);
    await over();
    await look();
    await look();
    await eventually(() => expect(subjects()).toEqual([trouble, `Over: ${trouble}`]));
    expect(await db('SELECT FROM alarms')).toHaveLength(1);
    expect(server.received[0].to?.[0]?.address).toBe(ADMIN);
  }

  const mail = `WITH mail AS (
      INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw)
      VALUES (gen_random_uuid(), now() - interval '2 hours', 'correlation-1', 'x', 'rfc822', 0, '') RETURNING *)`;

  it('tells once of a mail that is nowhere, and once when it is found', async () => {
    const [{ email_id: lost }] = await db(`${mail} SELECT email_id FROM mail`);
    await expectOnce('Mails are unaccounted for', () =>
      db(
        `INSERT INTO reports (email_id, correlation_id, status, route) SELECT email_id, 'c', 'done', 'no_action' FROM inbox`,
      ),
    );
    expect(server.received[0].html).toContain(lost);
  });

  it('tells once of a mail that waits too long', async () => {
    await db(
      `${mail} INSERT INTO waiting_mails (email_id, correlation_id, received_at, held_by, not_before)
       SELECT email_id, correlation_id, received_at, 'smtp', now() + interval '1 day' FROM mail`,
    );
    await expectOnce('A mail waits too long', async () => {
      await db('DELETE FROM waiting_mails');
      await db(
        `INSERT INTO reports (email_id, correlation_id, status, route) SELECT email_id, 'c', 'done', 'no_action' FROM inbox`,
      );
    });
    expect(server.received[0].html).toMatch(/has waited for 7[2-9]\d\d s; MAX_QUEUE_AGE is 1800/);
  });

  it('tells once of attempts that fail, where there are enough of them, and not again while the rate comes down', async () => {
    const attempts = (count: number, value: 0 | 1) => {
      for (let index = 0; index < count; index += 1)
        get(services[0], Metrics).record('error_rate', value, {
          kind: 'transient',
          type: 'mail_unsent',
          stage: 'notify',
        });
    };
    attempts(19, 1);
    await look();
    expect(await db('SELECT FROM alarms')).toEqual([]);
    attempts(1, 1);
    await expectOnce('Too many attempts fail', async () => {
      attempts(90, 0); // 18 %: below what raised it, not below what ends it
      await look();
      expect(await db('SELECT FROM alarms WHERE cleared_at IS NULL')).toHaveLength(1);
      attempts(20, 0);
    });
    expect(server.received[0].html).toContain('20 of 20 attempts failed within an hour (mail_unsent 20)');
  });

  it('tells once of a disk that is full', async () => {
    const statfs = jest.spyOn(
      jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises'),
      'statfs',
    );
    statfs.mockResolvedValue({ bavail: 7, bsize: 1 } as never);
    await expectOnce('The disk is nearly full', async () => statfs.mockRestore());
    expect(server.received[0].html).toContain('only 7 bytes are free');
  });

  it('tells once of a day that was not rolled up', async () => {
    const [series] = await db(
      `INSERT INTO metric_series (metric, labels) VALUES ('queue_age', '{}') RETURNING series_id`,
    );
    await db(
      `INSERT INTO operational_metrics_running (grain, slot, series_id, min, max, sum, sample_count, histogram_buckets, histogram_counts)
       VALUES ('day', now() - interval '3 days', $1, 1, 1, 1, 1, '{0}', '{1}')`,
      [series.series_id],
    );
    await expectOnce('Metrics are not rolled up', () =>
      db("DELETE FROM operational_metrics_running WHERE slot < now() - interval '2 days'"),
    );
  });

  it('sends the digest of the day before, once over all instances', async () => {
    const day = await get(services[0], DigestFigures).yesterday();
    jest.spyOn(DigestFigures.prototype, 'yesterday').mockResolvedValue(day); // also where it ends just now
    await db(
      `WITH mail AS (
         INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw, duplicates)
         VALUES (gen_random_uuid(), ($1::date + time '12:00') AT TIME ZONE 'Europe/Berlin', 'correlation-1', 'x', 'rfc822', 0, '', 2)
         RETURNING *)
       INSERT INTO reports (email_id, correlation_id, status, route, created_at)
       SELECT email_id, 'c', 'done', 'manual_review', now() - interval '5 hours' FROM mail`,
      [day],
    );
    await Promise.all(services.map((service) => get(service, Digest).run()));
    await get(services[0], Digest).run();
    expect(subjects()).toHaveLength(1);
    const [{ subject, html }] = server.received;
    expect(subject).toBe(`Creditors' answers of ${day}`);
    expect(html).toMatch(/3 mails received/);
    expect(html).toMatch(/manual review<\/td><td align="right">1</);
    expect(html).toContain('1 mail waits for review, the oldest for 5 h');
    expect(html).toContain('Every dependency answers.');
    expect(html).toContain('0.0000 USD');
  });

  it('keeps a digest that cannot be sent for a further try', async () => {
    server.verdict = () => 451;
    await get(services[0], Digest).run(5);
    server.verdict = () => 250;
    await get(services[1], Digest).run();
    expect(subjects()).toHaveLength(1);
  });
});
