import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  BackedQueue,
  closeQueueConnection,
  openQueueConnection,
} from '../../src/drivers/queue/queue-backend';
import { KEY_PREFIX, MAIL_QUEUE } from '../../src/drivers/queue/queue.module';
import { Settings } from '../../src/settings';
import { creditorHeaders, INQUIRIES } from '../harness/creditor-mail';
import { Deployment } from '../harness/deployment';
import { eventually } from '../harness/eventually';
import { QUEUE_BACKENDS, type QueueBackend } from '../harness/queue-backends';
import { ServiceProcess } from '../harness/service-process';
import { TcpProxy } from '../harness/tcp-proxy';

/** Stands in names, addresses, amounts, references, subjects, file names and ids of the mails below, and nowhere else. */
const MARK =
  /Canarina|Zwitscher|Piepmatz|Kanarienlied|vogelbauer|tweetling|gelbschnabel|(?<![\d.])(?:7\.?654[.,]32|765432|9918273)(?!\d)|SB26-0555/i;
/** All of it in one sentence, as a vendor's error may quote it. */
const QUOTE =
  'Canarina Zwitscher, Piepmatzgasse 4, SB26-0555, KX-9918273, 7.654,32 EUR <tweetling@gelbschnabel.example> vogelbauer.pdf\n    at Canarina Zwitscher (/7.654,32:1:1)';

const COLUMNS = INQUIRIES.split('\r\n')[0];
const IMPORT = [
  COLUMNS,
  'INQ-9,KL-9,Canarina,Zwitscher,1979-03-14,Piepmatzgasse 4,99084,Erfurt,SB26-0555,Gelbschnabel Nord GmbH,forderung@gelbschnabel.example,KX-9918273,7600.00,2026-02-02',
  'INQ-10,KL-9,Canarina,Zwitscher,Piepmatz,too,few',
  'INQ-11,KL-9,Canarina,Zwitscher,1979-03-14,Piepmatzgasse 4,99084,Erfurt,SB26-0555,Gelbschnabel,x@gelbschnabel.example,KX-9918273,7.654,32 zuviel,2026-02-02',
  '',
].join('\r\n');

const TEXT = [
  'Sehr geehrte Damen und Herren,',
  '',
  'in der Sache Canarina Zwitscher, geboren am 14.03.1979, Ihr Zeichen SB26-0555, unser Zeichen KX-9918273,',
  'teilen wir Ihnen den Stand unserer Forderung mit:',
  '',
  'Hauptforderung: 7.600,00 EUR',
  'Zinsen: 54,32 EUR',
  'Gesamtforderung: 7.654,32 EUR',
  '',
  'Mit freundlichen Grüßen',
  'Gelbschnabel Nord GmbH',
  '',
].join('\r\n');
/** What a careful reader takes from it. */
const READING = {
  kind: 'claim_statement',
  fields: [
    { name: 'client_name', value: 'Canarina Zwitscher', quote: 'in der Sache Canarina Zwitscher' },
    { name: 'office_reference', value: 'SB26-0555', quote: 'Ihr Zeichen SB26-0555' },
    { name: 'creditor_reference', value: 'KX-9918273', quote: 'unser Zeichen KX-9918273' },
    { name: 'claim_amount', value: '7654.32', quote: 'Gesamtforderung: 7.654,32 EUR' },
    { name: 'currency', value: 'EUR', quote: 'Gesamtforderung: 7.654,32 EUR' },
  ].map((field) => ({ ...field, source: 'body' })),
};
const VAGUE = 'Frau Canarina Zwitscher schuldet uns 7.654,32 EUR.';

let sent = 0;

function markedMail(text = TEXT, change: Record<string, string> = {}): Buffer {
  const headers = creditorHeaders({
    From: 'Gelbschnabel Nord GmbH <forderung@gelbschnabel.example>',
    Subject: 'Kanarienlied: Canarina Zwitscher, Ihr Zeichen SB26-0555, unser Zeichen KX-9918273',
    'Message-ID': `<tweetling.${++sent}@gelbschnabel.example>`,
    ...change,
  });
  return Buffer.from(`${headers}\r\n${text}`);
}

function withAttachment(content: string, type: string): Buffer {
  const part = `--b\r\nContent-Type: ${type}; name=vogelbauer.pdf\r\nContent-Disposition: attachment; filename=vogelbauer.pdf\r\n\r\n${content}\r\n--b--\r\n`;
  return markedMail(`--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${TEXT}\r\n${part}`, {
    'Content-Type': 'multipart/mixed; boundary=b',
  });
}

const postmark = (more: object = {}) =>
  JSON.stringify({
    From: 'forderung@gelbschnabel.example',
    Subject: 'Kanarienlied',
    TextBody: `${VAGUE} ${++sent}`,
    MessageID: `tweetling-${sent}`,
    Headers: [],
    ...more,
  });

describe.each(QUEUE_BACKENDS.slice(0, 2))('personal data, with the queue on $name', ({ open }) => {
  let office: Deployment;
  let queue: QueueBackend;
  let proxy: TcpProxy;
  let env: NodeJS.ProcessEnv;
  const queueSaid: string[] = [];

  beforeAll(async () => {
    office = await Deployment.open();
    queue = await open();
    proxy = await TcpProxy.before(office.database.url);
    const trap = join(office.dataDir, 'trap.cjs');
    await writeFile(trap, TRAP);
    env = { ...queue.env, DATABASE_URL: proxy.url, LOG_LEVEL: 'trace', WEBHOOK_MAX_BYTES: '200000' };
    await office.start('all', { ...env, SENTRY_TRACES_SAMPLE_RATE: '1' }, ['--require', trap]);
  }, 60_000);
  afterAll(async () => {
    await office.close();
    await proxy.close();
    await queue.close();
  });

  /** Until the mail's end, with a look into the queue on the way. */
  async function ends(mail: Buffer | string, type?: string) {
    const answer = await office.deliver(Buffer.from(mail), type ? { 'Content-Type': type } : {});
    expect(answer.status).toBe(202);
    const { email_id } = (await answer.json()) as { email_id: string };
    queueSaid.push(await queue.contents(office.database.url));
    return office.reportOf(email_id);
  }

  const answers = async (status: number, path: string, init?: RequestInit) =>
    expect((await office.call(path, init)).status).toBe(status);

  /** A mail whose only attempt is this one. */
  async function exhausts(): Promise<void> {
    const mail = markedMail();
    const emailId = randomUUID();
    await office.rows(
      `WITH mail AS (
         INSERT INTO inbox (email_id, correlation_id, identity, format, size, raw)
         VALUES ($1, 'exhausted-1', sha256($2), 'rfc822', $3, $2) RETURNING *)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at, enqueued_at)
       SELECT email_id, correlation_id, received_at, now() FROM mail`,
      [emailId, mail, mail.length],
    );
    const connection = await openQueueConnection(office.database.url, Settings.parse({ ...queue.env }));
    const jobs = new BackedQueue(MAIL_QUEUE, { connection, prefix: KEY_PREFIX });
    await jobs.add('process', { emailId, correlationId: 'exhausted-1' }, { jobId: emailId, attempts: 1 });
    await jobs.close();
    await closeQueueConnection(connection);
    expect(await office.reportOf(emailId)).toMatchObject({ status: 'failed' });
  }

  /** @throws where a mark, or a line that is none of the log, is in what came out. */
  async function stayedInside(): Promise<void> {
    for (const { output, log } of office.processes) {
      expect(marksIn(output)).toEqual([]);
      for (const line of log)
        expect(line).toMatchObject({
          ...{ timestamp: expect.stringMatching(/Z$/), level: expect.any(String) },
          ...{ service: 'creditor-answer-analysis', environment: 'acceptance' },
          ...{ context: expect.any(String), message: expect.any(String), correlation_id: expect.any(String) },
        });
    }
    expect(office.sentry.texts.flatMap(marksIn)).toEqual([]);
    expect(queueSaid.flatMap(marksIn)).toEqual([]);
    for (const table of KEPT) {
      const rows = await office.rows(`SELECT to_jsonb(t) AS row FROM ${table} t`);
      expect({ table, marks: marksIn(JSON.stringify(rows)) }).toEqual({ table, marks: [] });
    }
  }

  it('stays inside when all goes well', async () => {
    const imported = await office.importInquiries(IMPORT);
    expect(await imported.json()).toMatchObject({ imported: 1, rejected: [{ line: 3 }, { line: 4 }] });
    office.claude.otherwise = () => ({ answer: READING });
    const report = await ends(markedMail());
    expect(report).toMatchObject({ written: true, inquiry_id: 'INQ-9' });
    expect(await ends(markedMail(VAGUE))).toMatchObject({ route: 'manual_review' });
    expect(await ends(withAttachment(TEXT, 'text/plain'))).toMatchObject({ status: 'done' });
    expect(await ends(postmark(), 'application/json')).toMatchObject({ status: 'done' });
    expect(office.mails.received.length).toBeGreaterThan(0);
    await stayedInside();
  }, 60_000);

  it('stays inside when mails cannot be read', async () => {
    expect(await ends(`\0${QUOTE}`)).toMatchObject({ written: false });
    expect(await ends(Buffer.from([1]))).toMatchObject({ status: 'quarantined' });
    await ends(withAttachment(`%PDF-1.7 ${QUOTE}`, 'application/pdf'));
    const Attachments = [
      { Name: 'vogelbauer.pdf', ContentType: 'application/pdf', Url: 'gs://archive/vogelbauer.pdf' },
    ];
    await ends(postmark({ Attachments }), 'application/json');
    await stayedInside();
  }, 60_000);

  it('stays inside when what we call fails and quotes it', async () => {
    office.claude.next = [
      { status: 400, type: 'invalid_request_error', message: QUOTE },
      { answer: `{"${QUOTE}` },
      { breaksOff: 'amid' },
      { status: 500, type: 'api_error', message: QUOTE },
      { status: 500, type: 'api_error', message: QUOTE },
    ];
    for (let call = 0; call < 4; call += 1) await ends(markedMail(`${TEXT}${call}`));
    office.cloud.fail('upload', { kind: 'error', status: 403, message: QUOTE }, 3);
    office.mongo.fail('update', { kind: 'error', code: 121, message: QUOTE });
    office.mongo.fail('update', { kind: 'error', code: 50, message: QUOTE }, 3);
    const refused = await ends(markedMail(`${TEXT}.`));
    expect(refused).toMatchObject({ status: 'quarantined', flags: ['client_record_refused'] });
    for (let call = 0; call < 2; call += 1) await ends(markedMail(`${TEXT}${call}.`));
    office.mails.refusal = QUOTE.replace('\n', ' ');
    office.mails.verdict = () => 550;
    expect(await ends(markedMail(VAGUE))).toMatchObject({ status: 'quarantined', flags: ['mail_refused'] });
    office.mails.verdict = () => (office.mails.offered.length % 4 ? 451 : 250);
    await ends(markedMail(`${VAGUE} !`));
    await office.mails.stop();
    const held = ends(markedMail(`${VAGUE} ?`));
    await eventually(() => expect(office.processes[0].output).toContain('breaker smtp is open'));
    office.mails.verdict = () => 250;
    await office.mails.listen();
    expect(await held).toMatchObject({ route: 'manual_review' });
    await stayedInside();
  }, 120_000);

  it('stays inside when the database fails, or is away', async () => {
    await office.rows('ALTER TABLE inquiries RENAME TO mislaid');
    await exhausts();
    await office.rows('ALTER TABLE mislaid RENAME TO inquiries');
    await office.rows('ALTER TABLE reports RENAME TO mislaid');
    await answers(500, '/reports?q=Zwitscher');
    await office.rows('ALTER TABLE mislaid RENAME TO reports');
    proxy.cut();
    expect((await office.deliver(markedMail())).status).toBe(503);
    await answers(503, '/reports?q=Zwitscher');
    await answers(503, '/inquiries/Zwitscher');
    proxy.open();
    await eventually(() => answers(200, '/reports?q=Zwitscher'));
    await stayedInside();
  }, 60_000);

  it('stays inside when a caller is refused', async () => {
    const json = { 'Content-Type': 'application/json' };
    await answers(400, '/reports?kind=Canarina');
    await answers(400, '/emails/Canarina');
    await answers(404, '/Canarina/Zwitscher?name=Piepmatz');
    await answers(404, '/inquiries/Zwitscher');
    await answers(401, '/reports?q=Zwitscher', { headers: { Authorization: 'Bearer Zwitscher' } });
    await answers(401, '/webhook/email', { method: 'POST', headers: json, body: postmark() });
    await answers(200, '/health/live', { headers: { 'X-Correlation-ID': 'Canarina Zwitscher' } });
    expect((await office.deliver(Buffer.from(`{${QUOTE}`), json)).status).toBe(400);
    expect((await office.deliver(markedMail('Zwitscher '.repeat(30_000)))).status).toBe(413);
    expect((await office.deliver(markedMail(), { 'Content-Type': 'text/zwitscher' })).status).toBe(415);
    await answers(415, '/inquiries/import', {
      method: 'POST',
      body: QUOTE,
      headers: { 'Content-Type': 'text/zwitscher' },
    });
    await stayedInside();
  });

  it('stays inside when the process says or throws something by itself', async () => {
    const bad = ServiceProcess.spawn(
      ['--import', office.program('src/instrument'), office.program('src/main')],
      {
        ...{ ENVIRONMENT: 'acceptance', PORT: 'Zwitscher', ROLE: 'Canarina', LOG_LEVEL: 'Piepmatz' },
        ...{
          DATABASE_URL: 'Canarina',
          MONGODB_URL: 'mongodb:/Zwitscher',
          SMTP_PORT: 'tweetling',
          TZ: 'Piepmatz',
        },
        ...{
          ADMIN_EMAIL: 'Zwitscher',
          API_TOKEN: 'Piepmatz',
          WEBHOOK_SECRET: 'Zwitscher',
          GCS_BUCKET: 'Zwitscher!',
        },
      },
    );
    expect(await bad.ended).toBe(1);
    expect(bad.messages[0]).toMatch(/^The settings cannot be used/);
    office.processes.push(bad);
    const [service] = office.processes;
    expect(await service.kill('SIGUSR2')).toBe(1);
    for (const told of [
      'a library wrote to the console',
      'a warning of the process',
      'an error that nobody caught',
    ])
      expect(service.messages.filter((message) => message.startsWith(told))).not.toEqual([]);
    await stayedInside();
  });
});

/** Tables that keep what happened, for all who look into metrics and alarms. */
const KEPT = [
  ...[
    'metric_series',
    'operational_metrics_running',
    'operational_metrics_daily',
    'prompt_performance_metrics',
  ],
  ...['breaker_openings', 'breaker_states', 'alarms', 'daily_runs', 'mail_reconciliations', 'waiting_mails'],
];

/** What a library may do at any time; at the end something that nobody catches. */
const TRAP = `process.on('SIGUSR2', () => {
  console.log(${JSON.stringify(QUOTE)});
  process.emitWarning(${JSON.stringify(QUOTE)});
  setImmediate(() => Promise.reject(new TypeError(${JSON.stringify(QUOTE)}, { cause: new Error(${JSON.stringify(QUOTE)}) })));
});`;

function marksIn(text: string): string[] {
  return [...text.matchAll(new RegExp(`.{0,80}(?:${MARK.source}).{0,40}`, 'gis'))].map(
    ([context]) => context,
  );
}
