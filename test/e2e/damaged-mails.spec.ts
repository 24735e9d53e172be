import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ProcessingReport } from '../../src/reports/report-queries';
import {
  CLAIM,
  creditorHeaders,
  creditorMail,
  CREDITOR_TEXT,
  INQUIRIES,
  mailOfOtherClient,
} from '../harness/creditor-mail';
import { sql } from '../harness/sql';
import { bytesOf, TestService } from '../harness/test-service';

const MULTIPART = { 'Content-Type': 'multipart/mixed; boundary=b' };
const TEXT_PART = `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${CREDITOR_TEXT}\r\n`;
const PDF_PART =
  '--b\r\nContent-Type: application/pdf; name=saldo.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=saldo.pdf\r\n\r\n';

const multipart = (rest: string) => Buffer.from(`${creditorHeaders(MULTIPART)}\r\n${TEXT_PART}${rest}`);
/** What stands for a figure, with a stray byte in its place: decoders skip it and read another figure. */
const brokenBase64 = (text: string) =>
  Buffer.from(text)
    .toString('base64')
    .replace(/^(.{40})./, '$1*');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Mails as broken as they come, and what their report must say. */
const DAMAGED: Record<string, { mail: Buffer; report: object }> = {
  'one NUL byte': {
    mail: Buffer.from([0]),
    report: { status: 'quarantined', flags: ['mime_unreadable'], written: false },
  },
  'bytes of no meaning': {
    mail: Buffer.from([0xff, 0xfe, 0, 0x80, 0x9f, 0x0d, 0]),
    report: { status: 'quarantined' },
  },
  'blank lines': {
    mail: Buffer.from('\r\n\r\n\r\n'),
    report: { status: 'quarantined', reasons: [expect.stringMatching(/neither headers nor text/)] },
  },
  'headers without a body': {
    mail: Buffer.from(`${creditorHeaders({ Subject: 'x' })}\r\n`),
    report: { status: 'done', written: false },
  },
  'headers that are cut off': {
    mail: Buffer.from(creditorHeaders()).subarray(0, -30),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['mime_damaged']) },
  },
  'text without headers': {
    mail: Buffer.from(CREDITOR_TEXT),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['mime_damaged', 'no_sender']) },
  },
  'NUL bytes in the text': {
    mail: creditorMail({}, CREDITOR_TEXT.replaceAll('e', 'e\0')),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['nul_bytes']) },
  },
  'NUL bytes in the headers': {
    mail: creditorMail({ Subject: 'SB26\0-0901', 'X-\0': '\0' }),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['nul_bytes']) },
  },
  'no sender': {
    mail: creditorMail({ From: null }),
    report: {
      status: 'done',
      route: 'manual_review',
      written: false,
      flags: expect.arrayContaining(['no_sender']),
    },
  },
  'no date': {
    mail: creditorMail({ Date: null }),
    report: { status: 'done', kind: 'claim_statement', flags: expect.arrayContaining(['no_date']) },
  },
  'a date that is none': {
    mail: creditorMail({ Date: 'Thu, 99 Foo 20260 99:99' }),
    report: { status: 'done', kind: 'claim_statement', flags: expect.arrayContaining(['no_date']) },
  },
  'no Message-ID': {
    mail: creditorMail({ 'Message-ID': null }),
    report: { status: 'done', kind: 'claim_statement', flags: expect.arrayContaining(['no_message_id']) },
  },
  'a Message-ID of 10 KB': {
    mail: creditorMail({ 'Message-ID': `<${'x'.repeat(10_000)}@x.example>` }),
    report: { status: 'done', kind: 'claim_statement', flags: expect.arrayContaining(['no_message_id']) },
  },
  'a subject of 1 MB': { mail: creditorMail({ Subject: 'x'.repeat(1_000_000) }), report: { status: 'done' } },
  'a subject in another charset than it says': {
    mail: creditorMail({ Subject: '=?utf-8?Q?Gesamtforderung_f=FCr_Petra_Lindner_SB26-0901?=' }),
    report: { status: 'done', flags: expect.arrayContaining(['charset_repaired']) },
  },
  'a subject in an unknown charset': {
    mail: creditorMail({ Subject: '=?x-klingon?B?AAAA?= SB26-0901' }),
    report: { status: 'done', flags: expect.arrayContaining(['charset_repaired']) },
  },
  'raw 8-bit headers': {
    mail: latin1(`${creditorHeaders({ Subject: 'für Petra Lindner SB26-0901' })}\r\nx`),
    report: { status: 'done', flags: expect.arrayContaining(['charset_repaired']) },
  },
  'a boundary that never comes': {
    mail: creditorMail({ 'Content-Type': 'multipart/mixed; boundary=never' }),
    report: { status: 'done', flags: expect.arrayContaining(['mime_damaged']) },
  },
  'a boundary that never ends': {
    mail: multipart(''),
    report: { status: 'done', flags: expect.arrayContaining(['mime_damaged']) },
  },
  'a multipart without a boundary': {
    mail: creditorMail({ 'Content-Type': 'multipart/mixed' }),
    report: { status: 'done', flags: expect.arrayContaining(['mime_damaged']) },
  },
  'MIME cut in half': {
    mail: multipart(`${PDF_PART}${'JVBERi0xLjcK'.repeat(500)}`).subarray(0, -3_000),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['mime_damaged']) },
  },
  'broken base64': {
    mail: multipart(`${PDF_PART}%%%%not base64 at all%%%%\r\n--b--\r\n`),
    report: {
      status: 'done',
      written: false,
      route: 'manual_review',
      attachments: [
        expect.objectContaining({ filename: 'saldo.pdf', outcome: 'unread', detail: expect.any(String) }),
      ],
    },
  },
  'base64 that lost a byte in a figure': {
    mail: creditorMail({ 'Content-Transfer-Encoding': 'base64' }, brokenBase64(CREDITOR_TEXT)),
    report: {
      status: 'done',
      route: 'manual_review',
      written: false,
      flags: expect.arrayContaining(['mime_damaged']),
    },
  },
  '10,000 parts': {
    mail: multipart('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000) + '--b--\r\n'),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['parts_dropped']) },
  },
  'parts nested a thousand deep': {
    mail: Buffer.from(creditorHeaders({ 'Content-Type': 'multipart/mixed; boundary=b0' }) + nested(1_000)),
    report: { status: 'done', flags: expect.arrayContaining(['parts_dropped']) },
  },
  'messages enclosed fifty deep': {
    mail: Buffer.from(
      creditorHeaders({ 'Content-Type': 'message/rfc822' }) +
        '\r\n' +
        'Content-Type: message/rfc822\r\n\r\n'.repeat(50),
    ),
    report: { status: 'done' },
  },
  'an unknown transfer encoding': {
    mail: creditorMail({ 'Content-Transfer-Encoding': 'x-uuencode' }),
    report: { status: 'done', written: false, flags: expect.arrayContaining(['mime_damaged']) },
  },
  'an unknown charset': {
    mail: creditorMail({ 'Content-Type': 'text/plain; charset=klingon-8' }),
    report: { status: 'done', flags: expect.arrayContaining(['charset_repaired']) },
  },
  '100,000 headers': {
    mail: Buffer.from(`${'X-A: b\r\n'.repeat(100_000)}${creditorMail().toString()}`),
    report: { status: 'done', flags: expect.arrayContaining(['mime_damaged']) },
  },
};

describe('a damaged mail', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
  });
  afterAll(() => service.stop());

  async function reportOn(mail: Buffer | string, type?: string): Promise<ProcessingReport> {
    const { body } = await service.deliver(mail, type).expect(202);
    return service.reportOf(body.email_id);
  }

  it.each(Object.entries(DAMAGED))(
    'of %s ends in a report that says so, and the next is read',
    async (_what, { mail, report }) => {
      const [damaged, good] = await Promise.all([reportOn(mail), reportOn(mailOfOtherClient())]);
      expect(damaged).toMatchObject({ ...report, attempts: 1 });
      expect(good).toMatchObject({ written: true, written_amount: CLAIM, inquiry_id: 'INQ-3' });
      const { body } = await service.api
        .get(`/emails/${damaged.email_id}/raw`)
        .buffer()
        .parse(bytesOf)
        .expect(200);
      expect(mail.equals(body as Buffer)).toBe(true);
    },
  );

  it('cannot forge a header by line breaks in an encoded word, in what staff are sent neither', async () => {
    const Subject = '=?utf-8?Q?SB26-0901=0D=0ABcc:_evil@evil.example=0D=0AFrom:_office@office.example?=';
    const report = await reportOn(
      creditorMail({ Subject, From: '=?utf-8?Q?a=0D=0ABcc:_evil@evil.example?= <a@evil.example>' }),
    );
    expect(report).toMatchObject({ status: 'done', route: 'manual_review' });
    const outbox = join(service.dataDir, 'outbox');
    const [file] = readdirSync(outbox).filter((name) => name.startsWith(report.email_id));
    const notice = readFileSync(join(outbox, file), 'utf8').split('\r\n\r\n', 1)[0];
    expect(notice).toMatch(/^To: staff@office\.example$/m);
    expect(notice).not.toMatch(/^Bcc:/m);
    expect(notice).not.toContain('evil');
  });

  it("cannot forge a header by line breaks in Postmark's fields", async () => {
    const delivery = {
      From: 'forderung@kabelwerk-nord.example\r\nReply-To: evil@evil.example',
      Subject: 'Petra Lindner SB26-0901\r\nAuthentication-Results: us; dmarc=pass',
      Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
      TextBody: `${CREDITOR_TEXT}\0`,
      Headers: [{ Name: 'X\r\nFrom', Value: 'office@office.example\r\nTo: x@y.example' }],
      Attachments: [
        { Name: 'a\r\nContent-Type: text/html.pdf', ContentType: 'application/pdf', Content: '%%%' },
      ],
    };
    const report = await reportOn(JSON.stringify(delivery), 'application/json');
    expect(report).toMatchObject({ status: 'done', written: false, attachments: [{ outcome: 'broken' }] });
  });

  it("is not lost where Postmark's attachment stands in a bucket that we cannot read", async () => {
    const delivery = {
      From: 'forderung@kabelwerk-nord.example',
      Subject: 'Petra Lindner SB26-0901 KN-7782104',
      TextBody: 'Guten Tag, den Saldo finden Sie im Anhang.',
      Attachments: [{ Name: 'saldo.pdf', ContentType: 'application/pdf', Url: 'gs://bucket/saldo.pdf' }],
    };
    const report = await reportOn(JSON.stringify(delivery), 'application/json');
    expect(report).toMatchObject({
      status: 'done',
      route: 'manual_review',
      attachments: [{ filename: 'saldo.pdf', outcome: 'missing' }],
    });
  });

  it('leaves nothing behind that waits, and no report unended', async () => {
    const { databaseUrl } = service.service;
    expect(await sql(databaseUrl, 'SELECT * FROM waiting_mails')).toEqual([]);
    const unended = `SELECT i.email_id FROM inbox i LEFT JOIN reports r USING (email_id) WHERE r.status IS DISTINCT FROM 'done' AND r.status IS DISTINCT FROM 'quarantined'`;
    expect(await sql(databaseUrl, unended)).toEqual([]);
  });
});

function nested(depth: number): string {
  const opened = Array.from(
    { length: depth },
    (_, at) => `\r\n--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n`,
  );
  return `${opened.join('')}\r\n--b${depth}\r\n\r\n${CREDITOR_TEXT}`;
}
