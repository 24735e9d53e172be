import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { mailWith, nestedMail } from '../harness/attached-mail';
import { CLAIM, creditorMail, INQUIRIES, mailOfOtherClient } from '../harness/creditor-mail';
import { HOSTILE_FILES } from '../harness/hostile-file';
import { TestService } from '../harness/test-service';
import { zipFile } from '../harness/zip-file';

const PATIENCE_MS = 120_000;

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
        hostile.set(name, await deliver(mailWith(name, await build())));
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
