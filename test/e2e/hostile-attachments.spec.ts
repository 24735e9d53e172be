import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
  CLAIM,
  creditorHeaders,
  creditorMail,
  CREDITOR_TEXT,
  INQUIRIES,
  mailOfOtherClient,
} from '../harness/creditor-mail';
import { HOSTILE_FILES } from '../harness/hostile-file';
import { TestService } from '../harness/test-service';
import { zipFile } from '../harness/zip-file';

const PATIENCE_MS = 120_000;

/** A clear answer with a file beside it. */
function mailWith(filename: string, content: Buffer, type = 'application/octet-stream'): Buffer {
  const headers = creditorHeaders({ 'Content-Type': 'multipart/mixed; boundary=b' });
  const text = `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${CREDITOR_TEXT}\r\n`;
  const encoded = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  const file = `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${filename}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`;
  return Buffer.from(`${headers}\r\n${text}${file}--b--\r\n`);
}

function nestedMail(levels: number): Buffer {
  let mail = creditorMail();
  for (let level = 0; level < levels; level++)
    mail = Buffer.concat([
      Buffer.from(`${creditorHeaders({ 'Content-Type': `multipart/mixed; boundary=n${level}` })}\r\n`),
      Buffer.from(`--n${level}\r\nContent-Type: message/rfc822\r\n\r\n`),
      mail,
      Buffer.from(`\r\n--n${level}--\r\n`),
    ]);
  return mail;
}

describe('hostile attachments', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
  }, 60_000);

  afterAll(() => service?.stop());

  const deliver = async (mail: Buffer): Promise<string> =>
    (await service.deliver(mail).expect(202)).body.email_id;

  it(
    'cost their own mails a review, and the mails beside them nothing',
    async () => {
      const hostile = new Map<string, string>();
      for (const [name, build] of Object.entries(HOSTILE_FILES))
        hostile.set(name, await deliver(mailWith(name, build())));
      hostile.set('nested mail', await deliver(nestedMail(50)));
      const good = [await deliver(creditorMail()), await deliver(mailOfOtherClient())];

      for (const id of good)
        expect(await service.reportOf(id, PATIENCE_MS)).toMatchObject({
          status: 'done',
          written: true,
          written_amount: CLAIM,
        });
      for (const [name, id] of hostile) {
        const report = await service.reportOf(id, PATIENCE_MS);
        expect({ name, ...report }).toMatchObject({
          name,
          status: 'done',
          route: 'manual_review',
          written: false,
          flags: expect.arrayContaining([expect.stringMatching(/attachment_unread|parts_dropped/)]),
        });
      }
      await service.api.get('/health').expect(200);
    },
    2 * PATIENCE_MS,
  );

  it(
    'write nothing outside, whatever their names',
    async () => {
      const slip = zipFile(
        { name: '../../../../tmp/creditor-slip.txt', content: 'x' },
        { name: '/tmp/creditor-slip.txt', content: 'x' },
        { name: '..\\..\\creditor-slip.txt', content: 'x' },
      );
      const report = await service.reportOf(await deliver(mailWith('namen.zip', slip)), PATIENCE_MS);
      expect(report).toMatchObject({ status: 'done', written: true });
      expect(JSON.stringify(report)).not.toContain('..');
      for (const place of ['/tmp', service.dataDir, process.cwd(), join(process.cwd(), '..')])
        expect(existsSync(join(place, 'creditor-slip.txt'))).toBe(false);
    },
    PATIENCE_MS,
  );
});
