import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bullmq';

import { MAIL_QUEUE } from '../../src/drivers/queue/queue.module';
import { DecideStage } from '../../src/pipeline/stages/decide';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

const INQUIRIES = `inquiry_id,client_id,client_first_name,client_last_name,client_birth_date,client_street,client_postal_code,client_city,office_reference,creditor_name,creditor_email,creditor_reference,claimed_amount,sent_at
INQ-1,KL-1,Anna,Groß,,,,,SB-1,Musterbank,service@musterbank.example,K-1,100.00,2026-01-01
`;

/** Decides as if every mail stated a claim that is written and told to staff. */
function writeAndTell(service: TestService): void {
  jest.spyOn(service.service.app.get(DecideStage, { strict: false }), 'run').mockReturnValue({
    route: 'update_and_notify',
    reasons: ['As the test wants it.'],
    inquiryId: 'INQ-1',
    claim: { cents: 123_456, currency: 'EUR' },
  });
}

async function open(env: NodeJS.ProcessEnv): Promise<TestService> {
  const service = await TestService.start(env);
  await service.api.post('/inquiries/import').set('Content-Type', 'text/csv').send(INQUIRIES).expect(200);
  const queue: { defaultJobOptions: object } = service.service.app.get(getQueueToken(MAIL_QUEUE), {
    strict: false,
  });
  Object.assign(queue, {
    jobsOpts: { ...queue.defaultJobOptions, attempts: 3, backoff: { type: 'fixed', delay: 50 } },
  });
  return service;
}

async function accept(service: TestService): Promise<{ email_id: string; correlation_id: string }> {
  const { body } = await service
    .deliver(
      `Message-ID: <${randomUUID()}@musterbank.example>\r\nFrom: service@musterbank.example\r\n\r\nGuten Tag\r\n`,
    )
    .expect(202);
  return body as { email_id: string; correlation_id: string };
}

describe('a notification by SMTP', () => {
  let server: MailServer;
  let service: TestService;

  beforeAll(async () => {
    server = await MailServer.start();
    service = await open(server.env);
    writeAndTell(service);
  });
  beforeEach(() => {
    server.verdict = () => 250;
    server.received.length = 0;
    server.offered.length = 0;
  });
  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  const effects = (emailId: string) =>
    sql(
      service.service.databaseUrl,
      'SELECT effect, state FROM effects WHERE email_id = $1 ORDER BY effect',
      [emailId],
    );

  it('is sent once, and carries the ids of its mail', async () => {
    const { email_id, correlation_id } = await accept(service);
    expect(await service.reportOf(email_id)).toMatchObject({ status: 'done', written_amount: '1234.56' });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      messageId: `<${email_id}.notify-update@creditor-answer-analysis>`,
      subject: 'Claim updated: INQ-1',
    });
    expect(server.received[0].headers).toContainEqual(
      expect.objectContaining({ key: 'x-correlation-id', value: correlation_id }),
    );
    expect(await effects(email_id)).toEqual([
      { effect: 'claim', state: 'done' },
      { effect: 'notify:update', state: 'done' },
    ]);
  });

  it('is tried again where the server will not take it just now; the claim is written once', async () => {
    server.verdict = () => (server.offered.length < 3 ? 451 : 250);
    const { email_id } = await accept(service);
    expect(await service.reportOf(email_id)).toMatchObject({ status: 'done', attempts: 3, written: true });
    expect(server.received).toHaveLength(1);
    const history = await sql(service.service.databaseUrl, 'SELECT FROM claim_history WHERE email_id = $1', [
      email_id,
    ]);
    expect(history).toHaveLength(1);
  });

  it('is tried again where the server is down', async () => {
    await server.stop();
    const { email_id } = await accept(service);
    await eventually(async () => {
      const { body } = await service.api.get(`/reports/${email_id}`);
      expect(body).toMatchObject({ flags: ['mail_unsent'] });
    });
    await server.listen();
    expect(await service.reportOf(email_id)).toMatchObject({ status: 'done', written: true });
    expect(server.received).toHaveLength(1);
  });

  it('that is refused for good ends in quarantine, where the written claim stays told', async () => {
    server.verdict = () => 550;
    const { email_id } = await accept(service);
    expect(await service.reportOf(email_id)).toMatchObject({
      status: 'quarantined',
      attempts: 1,
      flags: ['mail_refused'],
      written: true,
      written_amount: '1234.56',
      currency: 'EUR',
      inquiry_id: 'INQ-1',
    });
    expect(server.offered).toHaveLength(1);
    expect(await effects(email_id)).toEqual([{ effect: 'claim', state: 'done' }]);
  });

  it('of a mail that is under way when the service is stopped is still sent', async () => {
    const begun = Promise.withResolvers<void>();
    const stopping = Promise.withResolvers<void>();
    const decide = service.service.app.get(DecideStage, { strict: false });
    const decision = decide.run({} as never, {} as never, {} as never);
    jest.spyOn(decide, 'run').mockImplementation((() => {
      begun.resolve();
      return stopping.promise.then(() => decision);
    }) as never);
    const { email_id } = await accept(service);
    await begun.promise;
    const stopped = service.service.stop();
    setImmediate(stopping.resolve);
    await stopped;
    expect(server.received).toHaveLength(1);
    const reports = await sql(
      service.service.databaseUrl,
      'SELECT status, attempts FROM reports WHERE email_id = $1',
      [email_id],
    );
    expect(reports).toEqual([{ status: 'done', attempts: 1 }]);
  });
});

describe('a notification without a mail server', () => {
  it('is one file in the outbox, named by its effect', async () => {
    const service = await open({});
    try {
      writeAndTell(service);
      const { email_id } = await accept(service);
      expect(await service.reportOf(email_id)).toMatchObject({ status: 'done' });
      expect(readdirSync(join(service.dataDir, 'outbox'))).toEqual([`${email_id}.notify-update.eml`]);
    } finally {
      await service.stop();
    }
  });
});
