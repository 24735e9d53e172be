import { creditorEntries } from '../harness/client-record-stores';
import { CLAIM, creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { eventually } from '../harness/eventually';
import { MongoServer } from '../harness/mongo-server';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

describe('the service, whose MongoDB is away at the start', () => {
  let server: MongoServer;
  let service: TestService;

  beforeAll(async () => {
    server = await MongoServer.start();
    await server.stop();
    service = await TestService.start({
      MONGODB_URL: server.url('serverSelectionTimeoutMS=1500&heartbeatFrequencyMS=500'),
      CIRCUIT_BREAKER_FAIL_MAX: '3',
      CIRCUIT_BREAKER_RESET_TIMEOUT: '1',
    });
    await service.importInquiries(INQUIRIES);
  });
  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  it('accepts mail, tells what is wrong, and writes each record once when it is there', async () => {
    const { body: health } = await service.api.get('/health/ready');
    expect(health.details.mongodb.message).toMatch(/MongoDB.*MONGODB_URL/);
    const { body } = await service.deliver(creditorMail()).expect(202);
    const emailId = (body as { email_id: string }).email_id;
    await eventually(async () => {
      const { body: report } = await service.api.get(`/reports/${emailId}`);
      expect(report).toMatchObject({ status: 'deferred', flags: ['breaker_open'] });
    }, 20_000);
    await server.listen();
    server.fail('update', { kind: 'acknowledgement_lost' }, 2);
    expect(await service.reportOf(emailId, 40_000)).toMatchObject({
      status: 'done',
      written: true,
      written_amount: CLAIM,
    });
    expect(await creditorEntries(server.url(), 'KL-1')).toEqual([
      expect.objectContaining({ inquiry_id: 'INQ-1', claim_amount: CLAIM, updated_by_email_id: emailId }),
    ]);
    const { databaseUrl } = service.service;
    expect(await sql(databaseUrl, 'SELECT FROM claim_history WHERE email_id = $1', [emailId])).toHaveLength(
      1,
    );
    expect(
      await sql(databaseUrl, `SELECT state FROM effects WHERE email_id = $1 AND effect = 'client_record'`, [
        emailId,
      ]),
    ).toEqual([{ state: 'done' }]);
    await service.api.get('/health/ready').expect(200, /"mongodb":"closed"/);
  }, 60_000);
});
