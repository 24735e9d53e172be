import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { CLAIM, creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

describe('a mail that is delivered fifty times at once', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
  });
  afterAll(() => service.stop());

  it('is kept once, read once and booked once', async () => {
    const mail = creditorMail({ Subject: 'Petra Lindner SB26-0901' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.deliver(mail)));
    const ids = new Set(answers.map(({ body }) => body.email_id as string));
    expect(ids.size).toBe(1);
    const [emailId] = ids;
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 200 && body.status === 'duplicate')).toHaveLength(
      49,
    );
    expect(await service.reportOf(emailId)).toMatchObject({
      status: 'done',
      written: true,
      written_amount: CLAIM,
      attempts: 1,
    });

    const { databaseUrl } = service.service;
    expect(await sql(databaseUrl, 'SELECT email_id, duplicates FROM inbox')).toEqual([
      { email_id: emailId, duplicates: 49 },
    ]);
    expect(await sql(databaseUrl, 'SELECT email_id FROM reports')).toHaveLength(1);
    expect(await sql(databaseUrl, `SELECT effect FROM effects WHERE effect = 'claim'`)).toHaveLength(1);
    expect(await sql(databaseUrl, 'SELECT * FROM waiting_mails')).toEqual([]);
    const { body } = await service.api.get('/inquiries/INQ-1').expect(200);
    expect(body).toMatchObject({
      claim_amount: CLAIM,
      updated_by_email_id: emailId,
      history: [{ email_id: emailId }],
    });
    const outbox = join(service.dataDir, 'outbox');
    const notified = await sql(databaseUrl, `SELECT effect FROM effects WHERE effect LIKE 'notify:%'`);
    expect(existsSync(outbox) ? readdirSync(outbox) : []).toHaveLength(notified.length);
  });

  it('is recognised as long after as one likes', async () => {
    const mail = creditorMail();
    const first = await service.deliver(mail).expect(202);
    await service.reportOf(first.body.email_id);
    await service.deliver(mail).expect(200);
    const { body } = await service.api.get(`/emails/${first.body.email_id}`).expect(200);
    expect(body.duplicates).toBe(1);
  });
});
