import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  BackedQueue,
  closeQueueConnection,
  openQueueConnection,
} from '../../src/drivers/queue/queue-backend';
import { CompiledProduct } from '../harness/compiled-product';
import { creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { SentryServer } from '../harness/sentry-server';
import { ServiceProcess } from '../harness/service-process';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, signatureHeaders, WEBHOOK_SECRET } from '../harness/test-service';

const TRACE = 'a'.repeat(32);
const CORRELATION = 'correlation-of-the-test';
/** Of the mails and of the errors made of them; none of it may reach Sentry. */
const PERSONAL =
  /Lindner|Petra|kabelwerk|(?<!\d)1\.234,56|(?<![\d.])1234[.,]56(?!\d)|KN-77|SB26|office\.example|127\.0\.0\.1|mislaid|MARK/i;

/** A person is to look at it, and is told by mail. */
const vagueMail = () =>
  creditorMail({ Subject: 'Petra Lindner' }, 'Petra Lindner schuldet uns 1.234,56 EUR.');

describe('the service and Sentry', () => {
  let product: CompiledProduct;
  let dataDir: string;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let mails: MailServer;
  let sentry: SentryServer;
  let service: ServiceProcess;
  let url: string;

  beforeAll(async () => {
    product = CompiledProduct.make();
    dataDir = temporaryFolder('sentry');
    database = await createDatabase();
    mails = await MailServer.start();
  });
  afterAll(async () => {
    await mails.stop();
    await database.drop();
    product.remove();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    sentry = await SentryServer.start();
    mails.verdict = () => 250;
  });
  afterEach(async () => {
    await service.kill('SIGKILL');
    await sentry.stop();
  });

  async function start(env: NodeJS.ProcessEnv = {}, program: string[] = []): Promise<void> {
    service = ServiceProcess.spawn(
      [...program, '--import', product.file('src/instrument'), product.file('src/main')],
      {
        ...{ PORT: '0', DATA_DIR: dataDir, DATABASE_URL: database.url, WEBHOOK_SECRET, API_TOKEN },
        ...{ ENVIRONMENT: 'acceptance', SENTRY_TRACES_SAMPLE_RATE: '1', SENTRY_RELEASE: '7.0.1' },
        ...mails.env,
        ...sentry.env,
        ...env,
      },
    );
    [, url] = await service.says(/Listening on (http[^"\s]+)/);
  }

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { Authorization: `Bearer ${API_TOKEN}`, ...init.headers } });

  async function deliver(mail: Buffer, headers: Record<string, string> = {}): Promise<string> {
    const body = new Uint8Array(mail);
    const type = { 'Content-Type': 'message/rfc822' };
    const answer = await call('/webhook/email?to=petra.lindner', {
      method: 'POST',
      body,
      headers: { ...signatureHeaders(mail), ...type, ...headers },
    });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { email_id: string }).email_id;
  }

  async function reaches(emailId: string, status: string): Promise<void> {
    await eventually(async () =>
      expect(await (await call(`/reports/${emailId}`)).json()).toMatchObject({ status }),
    );
  }

  /** A mail that has so many attempts and no more. */
  async function putWithAttempts(mail: Buffer, attempts: number): Promise<string> {
    const emailId = randomUUID();
    await sql(
      database.url,
      `WITH mail AS (
         INSERT INTO inbox (email_id, correlation_id, identity, format, size, raw)
         VALUES ($1, $2, sha256($3), 'rfc822', $4, $3) RETURNING *)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at, enqueued_at)
       SELECT email_id, correlation_id, received_at, now() FROM mail`,
      [emailId, CORRELATION, mail, mail.length],
    );
    const connection = await openQueueConnection(database.url, { role: 'web' });
    const queue = new BackedQueue('mails', { connection });
    await queue.add('process', { emailId, correlationId: CORRELATION }, { jobId: emailId, attempts });
    await queue.close();
    await closeQueueConnection(connection);
    return emailId;
  }

  it('tells of what nobody gets through, once, and of nothing else; and of nobody', async () => {
    await start();
    await call('/inquiries/import', {
      method: 'POST',
      body: INQUIRIES,
      headers: { 'Content-Type': 'text/csv' },
    });

    const quarantined = await deliver(Buffer.from([0]), {
      'X-Correlation-ID': CORRELATION,
      'sentry-trace': `${TRACE}-${'b'.repeat(16)}-1`,
      baggage: `sentry-trace_id=${TRACE},sentry-user_segment=Petra Lindner,sentry-release=Petra Lindner`,
    });
    await reaches(quarantined, 'quarantined');

    mails.verdict = () => 451;
    const exhausted = await putWithAttempts(vagueMail(), 2);
    await reaches(exhausted, 'failed');

    await call('/breakers/smtp/isolate', { method: 'POST' });
    const deferred = await deliver(vagueMail());
    await reaches(deferred, 'deferred');

    expect((await call('/inquiries/Petra%20Lindner')).status).toBe(404);
    expect((await call('/metrics-summary?window=Petra')).status).toBe(400);
    await sql(database.url, 'ALTER TABLE inquiries RENAME TO mislaid');
    expect((await call('/inquiries/SB26-0901?name=Lindner')).status).toBe(500);
    await sql(database.url, 'ALTER TABLE mislaid RENAME TO inquiries');

    expect(await service.kill('SIGTERM')).toBe(0);

    const told = sentry
      .of('event')
      .map(({ tags, level, release, environment }) => ({ ...tags, level, release, environment }));
    const common = { level: 'error', release: '7.0.1', environment: 'acceptance' };
    expect(told).toEqual([
      {
        ...common,
        correlation_id: CORRELATION,
        email_id: quarantined,
        job_id: quarantined,
        actor: 'parse',
        attempt: 1,
        status: 'quarantined',
      },
      {
        ...common,
        correlation_id: CORRELATION,
        email_id: exhausted,
        job_id: exhausted,
        actor: 'notify',
        attempt: 2,
        status: 'failed',
      },
      {
        ...common,
        correlation_id: expect.any(String),
        actor: 'http',
        route: 'GET /inquiries/:inquiry_id',
        status: 500,
      },
    ]);

    const [unreadable, unsent, broken] = sentry.of('event');
    expect(unreadable).toMatchObject({
      fingerprint: ['mail', 'quarantined', 'mime_unreadable', 'parse'],
      exception: { values: [{ type: 'PermanentFailure', value: 'mime_unreadable' }] },
      contexts: {
        trace: { trace_id: TRACE },
        job: {
          email_id: quarantined,
          status: 'quarantined',
          code: 'mime_unreadable',
          stage: 'parse',
          attempt: 1,
        },
      },
    });
    expect(unsent).toMatchObject({
      fingerprint: ['mail', 'failed', expect.any(String), 'notify'],
      user: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      breadcrumbs: ['parse', 'extract', 'match', 'decide', 'write', 'notify'].map((stage) => ({
        category: 'stage',
        message: expect.stringContaining(`${stage}: `),
        data: { attempt: 2, duration_ms: expect.any(Number) },
      })),
    });
    expect(broken).toMatchObject({
      fingerprint: ['http', 'GET /inquiries/:inquiry_id', '42P01'],
      transaction: 'GET /inquiries/:inquiry_id',
      exception: {
        values: expect.arrayContaining(
          [{ type: 'QueryFailedError', value: '42P01' }].map(expect.objectContaining),
        ),
      },
    });
    expect(broken.exception.values.at(-1).stacktrace.frames.length).toBeGreaterThan(3);

    const walks = sentry.of('transaction').filter(({ transaction }) => transaction === 'process mail');
    expect(walks.map(({ contexts }) => contexts.trace.trace_id)).toContain(TRACE);
    expect(sentry.of('transaction').map(({ transaction }) => transaction)).toEqual(
      expect.arrayContaining(['POST /webhook/email', 'GET /inquiries/:inquiry_id']),
    );
    expect(walks.at(-1).spans.map(({ description }: { description: string }) => description)).toEqual(
      expect.arrayContaining(['parse', 'notify']),
    );

    // Where it goes to is our own address.
    for (const text of sentry.texts)
      expect(text.replaceAll(/"host":"127.0.0.1:\d+"|@127.0.0.1:\d+/g, '')).not.toMatch(PERSONAL);
  });

  it('hears when scheduled work begins, and how it ends', async () => {
    mails.verdict = () => 550;
    const every = '* * * * * *';
    await start({ ROLLUP_CRON: every, DIGEST_CRON: every, ADMIN_EMAIL: 'admin@office.example' });
    const ends = { rollup: 'ok', reconciliation: 'ok', digest: 'error' };
    for (const [monitor, end] of Object.entries(ends)) {
      const begun = await sentry.receives(
        'check_in',
        ({ monitor_slug, status }) => monitor_slug === monitor && status === 'in_progress',
      );
      expect(begun.monitor_config.schedule).toEqual(
        monitor === 'reconciliation'
          ? { type: 'interval', value: 1, unit: 'hour' }
          : { type: 'crontab', value: '* * * * *' },
      );
      const ended = await sentry.receives(
        'check_in',
        ({ check_in_id, status }) => check_in_id === begun.check_in_id && status !== 'in_progress',
      );
      expect(ended).toMatchObject({ status: end, duration: expect.any(Number) });
    }
    // At the start, and then at ROLLUP_CRON.
    const first = sentry.of('check_in')[0];
    await sentry.receives(
      'check_in',
      ({ monitor_slug, check_in_id }) => monitor_slug === 'rollup' && check_in_id !== first.check_in_id,
    );
  });

  it('goes on, and ends, with a Sentry that is not there or says nothing', async () => {
    sentry.verdict = 'hang';
    await start();
    await reaches(await deliver(Buffer.from([1])), 'quarantined');
    await sentry.stop();
    await reaches(await deliver(Buffer.from([2])), 'quarantined');
    await sentry.listen();
    await reaches(await deliver(Buffer.from([3])), 'quarantined');
    expect(await service.kill('SIGTERM')).toBe(0);
  });

  it('hears of what ends the process, and neither it nor the log of its words', async () => {
    const trap = join(dataDir, 'trap.cjs');
    await writeFile(
      trap,
      `process.on('SIGUSR2', () => { throw new TypeError('MARK\\n    at Petra Lindner (x:1:1)'); });`,
    );
    await start({}, ['--require', trap]);
    expect(await service.kill('SIGUSR2')).toBe(1);
    expect(sentry.of('event')).toMatchObject([
      {
        level: 'fatal',
        fingerprint: ['process', 'TypeError'],
        exception: { values: [{ type: 'TypeError' }] },
      },
    ]);
    expect(sentry.texts.join()).not.toMatch(/MARK|Petra/);
    expect(service.output).toMatch(/an error that nobody caught ends the process.*"err":{"type":"TypeError"/);
    expect(service.output).not.toMatch(/MARK|Petra/);
  });

  it('is told of an address that is none', async () => {
    service = ServiceProcess.spawn(['--import', product.file('src/instrument'), product.file('src/main')], {
      SENTRY_DSN: 'https://sentry.example/1',
    });
    expect(await service.ended).toBe(1);
    expect(service.messages).toEqual([
      'The settings cannot be used:\n' +
        '  - SENTRY_DSN must be https://KEY@HOST/PROJECT, as Sentry shows it under "Client Keys (DSN)"',
    ]);
  });
});
