import { randomUUID } from 'node:crypto';

import { creditorMail } from '../harness/creditor-mail';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

/** Times of a row, in SQL. */
interface Waiting {
  received: string;
  enqueued: string;
  notBefore?: string;
}

/** The sweep's rhythm, the slack of a mail just received, and processing. */
const PATIENCE_MS = 15_000;

const LEFT_BEHIND: Record<string, Waiting> = {
  'was never put into the queue': { received: 'now()', enqueued: 'NULL' },
  'has waited for days': { received: `now() - interval '3 days'`, enqueued: 'NULL' },
  'lost its job with the queue': {
    received: `now() - interval '1 h'`,
    enqueued: `now() - interval '11 min'`,
  },
  'was put off until now': { received: `now() - interval '1 h'`, enqueued: 'NULL', notBefore: 'now()' },
};

describe('a mail that waits without a job', () => {
  let service: TestService;
  const left: Record<string, string> = {};
  beforeAll(async () => {
    service = await TestService.start();
    for (const [why, waiting] of Object.entries(LEFT_BEHIND)) left[why] = await leaveBehind(waiting);
  });
  afterAll(() => service.stop());

  /** A row as a crash right after the commit leaves it. */
  async function leaveBehind(waiting: Waiting): Promise<string> {
    const emailId = randomUUID();
    const mail = creditorMail();
    await sql(
      service.service.databaseUrl,
      `WITH mail AS (
         INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw)
         VALUES ($1, ${waiting.received}, 'corr-left-behind', sha256($2), 'rfc822', $3, $2) RETURNING *)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at, enqueued_at, not_before)
       SELECT email_id, correlation_id, received_at, ${waiting.enqueued}, ${waiting.notBefore ?? 'NULL'} FROM mail`,
      [emailId, mail, mail.length],
    );
    return emailId;
  }

  it.each(Object.keys(LEFT_BEHIND))('is processed where it %s', async (why) => {
    const emailId = left[why];
    expect(await service.reportOf(emailId, PATIENCE_MS)).toMatchObject({
      status: 'done',
      correlation_id: 'corr-left-behind',
      job_id: emailId,
      attempts: 1,
    });
    const waiting = 'SELECT * FROM waiting_mails WHERE email_id = $1';
    expect(await sql(service.service.databaseUrl, waiting, [emailId])).toEqual([]);
  });

  it('is shown as received until then', async () => {
    const emailId = await leaveBehind({
      received: 'now()',
      enqueued: 'NULL',
      notBefore: `now() + interval '1 day'`,
    });
    const { body } = await service.api.get(`/reports/${emailId}`).expect(200);
    expect(body).toMatchObject({
      status: 'received',
      job_id: null,
      kind: null,
      route: null,
      written: false,
      attempts: 0,
      stages: [],
    });
    const { body: page } = await service.api.get('/emails?status=received').expect(200);
    expect(page.items).toMatchObject([{ email_id: emailId }]);
  });
});
