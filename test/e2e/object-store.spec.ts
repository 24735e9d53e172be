import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { MailArchive } from '../../src/pipeline/mail-archive';
import { CloudStorageServer } from '../harness/cloud-storage-server';
import { CLAIM, creditorMail, CREDITOR_TEXT, INQUIRIES } from '../harness/creditor-mail';
import { eventually } from '../harness/eventually';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
const keyOf = (content: Buffer | string) => `sha256/${sha256(content).slice(0, 2)}/${sha256(content)}`;

/** Postmark's delivery of a mail whose figures stand in an attachment that lies elsewhere. */
function deliveryBy(url: string, more: object = {}) {
  return JSON.stringify({
    MessageID: randomUUID(),
    FromFull: { Email: 'forderung@kabelwerk-nord.example', Name: 'Kabelwerk Nord GmbH' },
    Subject: 'Petra Lindner, Ihr Zeichen SB26-0901, unser Zeichen KN-7782104',
    Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
    TextBody: 'Guten Tag,\n\nunsere Forderung entnehmen Sie bitte der Anlage.\n\nKabelwerk Nord GmbH\n',
    Headers: [{ Name: 'Message-ID', Value: `<${randomUUID()}@kabelwerk-nord.example>` }],
    Attachments: [{ Name: 'stand.txt', ContentType: 'text/plain; charset=utf-8', Url: url }],
    ...more,
  });
}

async function accept(
  service: TestService,
  body: string | Buffer,
  type = 'application/json',
): Promise<string> {
  const { body: answer } = await service.deliver(body, type).expect(202);
  return (answer as { email_id: string }).email_id;
}

async function archiveOf(service: TestService, emailId: string) {
  const rows = await sql<{ archive: { key: string; role: string }[] | null }>(
    service.service.databaseUrl,
    'SELECT archive FROM inbox WHERE email_id = $1',
    [emailId],
  );
  return rows[0].archive;
}

const sweep = (service: TestService) => service.service.app.get(MailArchive, { strict: false }).sweep();

describe('with Google Cloud Storage', () => {
  let server: CloudStorageServer;
  let service: TestService;

  beforeAll(async () => {
    server = await CloudStorageServer.start('archive', 'inbound');
    service = await TestService.start({
      GCS_BUCKET: 'archive',
      GCS_ATTACHMENT_BUCKETS: 'inbound, further',
      GCS_API_ENDPOINT: server.url,
      WEBHOOK_MAX_BYTES: '300000',
      CIRCUIT_BREAKER_FAIL_MAX: '3',
      CIRCUIT_BREAKER_RESET_TIMEOUT: '1',
    });
    await service.importInquiries(INQUIRIES);
  });
  beforeEach(() => server.clear());
  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  it('reads an attachment of an allowed bucket like any other', async () => {
    server.put('inbound', 'a/stand.txt', Buffer.from(CREDITOR_TEXT));
    const report = await service.reportOf(await accept(service, deliveryBy('gs://inbound/a/stand.txt')));
    expect(report).toMatchObject({ status: 'done', written: true, written_amount: CLAIM });
    expect(report.extracted_fields?.claim_amount?.source).toBe('attachment:stand.txt');
  });

  it('reads it also where the raw message came along without it', async () => {
    server.put('inbound', 'b/stand.txt', Buffer.from(CREDITOR_TEXT));
    const RawEmail = creditorMail({}, 'Guten Tag,\r\n\r\nsiehe Anlage.\r\n').toString();
    const report = await service.reportOf(
      await accept(service, deliveryBy('gs://inbound/b/stand.txt', { RawEmail })),
    );
    expect(report).toMatchObject({ attachments: [{ filename: 'stand.txt', outcome: 'read' }] });
  });

  it.each([
    ['that is not there', 'gs://inbound/gone.pdf', 'missing', /not in its bucket/],
    ['of a bucket that is not allowed', 'gs://elsewhere/x.pdf', 'missing', /GCS_ATTACHMENT_BUCKETS/],
    ['of the web', 'http://127.0.0.1:1/x.pdf', 'missing', /gs:\/\/bucket\/object/],
    ['that is too large', 'gs://inbound/large.pdf', 'too_large', /300000 bytes/],
  ])('names an attachment %s, and lets a person decide', async (_name, url, outcome, detail) => {
    server.put('inbound', 'large.pdf', Buffer.alloc(300_001));
    const report = await service.reportOf(
      await accept(service, deliveryBy(url, { TextBody: CREDITOR_TEXT })),
    );
    expect(report).toMatchObject({
      status: 'done',
      route: 'manual_review',
      written: false,
      attachments: [{ filename: 'stand.txt', outcome, detail: expect.stringMatching(detail) }],
    });
    expect(report.reasons?.join()).toContain('stand.txt');
  });

  it('waits for a store that is away, and goes on by itself', async () => {
    server.put('inbound', 'c/stand.txt', Buffer.from(CREDITOR_TEXT));
    await server.stop();
    const emailId = await accept(service, deliveryBy('gs://inbound/c/stand.txt'));
    await eventually(async () => {
      const { body } = await service.api.get(`/reports/${emailId}`);
      expect(body).toMatchObject({ status: 'deferred', flags: ['breaker_open'] });
    });
    await server.listen();
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', written: true });
  });

  it('archives what was delivered and every attachment, once, under keys of their content', async () => {
    server.put('inbound', 'd/stand.txt', Buffer.from(CREDITOR_TEXT));
    const inline = Buffer.from('Anlage zwei');
    const body = deliveryBy('gs://inbound/d/stand.txt', {
      Attachments: [
        { Name: 'stand.txt', ContentType: 'text/plain', Url: 'gs://inbound/d/stand.txt' },
        { Name: 'zwei.txt', ContentType: 'text/plain', Content: inline.toString('base64') },
      ],
    });
    const emailId = await accept(service, body);
    await service.reportOf(emailId);
    await sweep(service);
    await sweep(service);
    const keys = [body, CREDITOR_TEXT, inline].map(keyOf);
    expect((await archiveOf(service, emailId))?.map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
    for (const key of keys) expect(server.objects.has(`archive/${key}`)).toBe(true);
    const uploads = server.received.filter((request) => request.object === `archive/${keys[0]}`);
    expect(uploads).toHaveLength(1);
  });

  it('takes an attachment from the archive that is gone from its bucket', async () => {
    server.put('inbound', 'e/stand.txt', Buffer.from(CREDITOR_TEXT));
    const emailId = await accept(service, deliveryBy('gs://inbound/e/stand.txt'));
    await service.reportOf(emailId);
    await sweep(service);
    server.objects.delete('inbound/e/stand.txt');
    await sql(service.service.databaseUrl, `UPDATE reports SET status = 'processing' WHERE email_id = $1`, [
      emailId,
    ]);
    await sql(
      service.service.databaseUrl,
      `INSERT INTO waiting_mails (email_id, correlation_id, received_at) SELECT email_id, correlation_id, received_at - interval '1 h' FROM inbox WHERE email_id = $1`,
      [emailId],
    );
    expect(await service.reportOf(emailId)).toMatchObject({
      attempts: 2,
      attachments: [{ filename: 'stand.txt', outcome: 'read' }],
    });
  });

  it('books and tells without waiting for the archive, which catches up', async () => {
    server.fail('upload', { kind: 'error', status: 503 }, 1_000);
    const mail = creditorMail();
    const emailId = await accept(service, mail, 'message/rfc822');
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', written: true, attempts: 1 });
    await sweep(service);
    expect(await archiveOf(service, emailId)).toBeNull();
    server.clear();
    await eventually(async () => {
      await sweep(service);
      expect(await archiveOf(service, emailId)).toEqual([
        { role: 'mail', media_type: 'message/rfc822', size: mail.length, key: keyOf(mail) },
      ]);
    });
  });
});

describe('without a bucket', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
  });
  afterAll(() => service.stop());

  it('archives into files that nobody else may read', async () => {
    const mail = creditorMail();
    const emailId = await accept(service, mail, 'message/rfc822');
    await service.reportOf(emailId);
    await sweep(service);
    const file = join(service.dataDir, 'objects', keyOf(mail));
    expect(readFileSync(file)).toEqual(mail);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toHaveLength(1);
  });

  it('fetches nothing', async () => {
    const report = await service.reportOf(await accept(service, deliveryBy('gs://inbound/a/stand.txt')));
    expect(report).toMatchObject({ route: 'manual_review', attachments: [{ outcome: 'missing' }] });
  });
});
