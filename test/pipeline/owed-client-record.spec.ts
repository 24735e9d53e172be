import { MongoClientRecords } from '../../src/drivers/client-records/mongo-client-records';
import { PermanentFailure, TransientFailure, DeferredFailure } from '../../src/failure';
import { EffectLedger } from '../../src/pipeline/effect-ledger';
import type { Decision } from '../../src/pipeline/stages/decide';
import { WriteStage } from '../../src/pipeline/stages/write';
import { creditorEntries } from '../harness/client-record-stores';
import { MailDatabase, parsedMail } from '../harness/mail-database';
import { MongoServer } from '../harness/mongo-server';
import { unguarded } from '../harness/unguarded';

describe('a client record in MongoDB', () => {
  let database: MailDatabase;
  let server: MongoServer;
  let records: MongoClientRecords;
  let stage: WriteStage;

  beforeAll(async () => {
    database = await MailDatabase.open();
    server = await MongoServer.start();
    records = unguarded(new MongoClientRecords(server.url()));
    stage = new WriteStage(database.statements, new EffectLedger(database.statements), records);
  });
  beforeEach(() => server.clear());
  afterAll(async () => {
    await records.onApplicationShutdown();
    await server.stop();
    await database.close();
  });

  const decision = (inquiryId: string | null, cents = 123_456): Decision => ({
    route: 'auto_update',
    reasons: [],
    inquiryId,
    claim: inquiryId === null ? null : { cents, currency: 'EUR' },
  });
  const effects = (emailId: string) =>
    database.source.query<object[]>('SELECT effect, state FROM effects WHERE email_id = $1 ORDER BY effect', [
      emailId,
    ]);
  const amounts = async (clientId: string) =>
    (await creditorEntries(server.url(), clientId)).map(({ claim_amount }) => claim_amount);
  const updates = () => server.received.filter((command) => 'update' in command);

  it('is an effect of its own, made once', async () => {
    const inquiryId = await database.inquiry('KL-10');
    const mail = await database.mail();
    await stage.run(decision(inquiryId), mail, parsedMail());
    await stage.run(decision(inquiryId), mail, parsedMail());
    expect(await effects(mail.emailId)).toEqual([
      { effect: 'claim', state: 'done' },
      { effect: 'client_record', state: 'done' },
    ]);
    expect(await creditorEntries(server.url(), 'KL-10')).toEqual([
      {
        inquiry_id: inquiryId,
        creditor_name: 'Musterbank',
        claim_amount: '1234.56',
        currency: 'EUR',
        updated_by_email_id: mail.emailId,
        stated_at: '2026-03-02T09:00:00.000Z',
        booking: expect.any(Number),
      },
    ]);
    expect(updates()).toHaveLength(1);
  });

  it('stays owed while MongoDB fails, and is written by the next attempt, whatever that decides', async () => {
    const inquiryId = await database.inquiry('KL-11');
    const mail = await database.mail();
    server.fail('update', { kind: 'error', code: 64 });
    await expect(stage.run(decision(inquiryId), mail, parsedMail())).rejects.toThrow(TransientFailure);
    expect(await effects(mail.emailId)).toEqual([
      { effect: 'claim', state: 'done' },
      { effect: 'client_record', state: 'pending' },
    ]);
    const written = await stage.run(decision(null), mail, parsedMail());
    expect(written).toMatchObject({ inquiryId, written: { cents: 123_456 } });
    expect(await amounts('KL-11')).toEqual(['1234.56']);
  });

  it('is not owed where nothing was written', async () => {
    const mail = await database.mail();
    await stage.run(decision(null), mail, parsedMail());
    await expect(stage.run(decision('INQ-GONE'), mail, parsedMail())).rejects.toThrow(PermanentFailure);
    expect(await effects(mail.emailId)).toEqual([]);
    expect(updates()).toEqual([]);
  });

  it('is taken over from a worker that was killed between the commit and the record', async () => {
    const inquiryId = await database.inquiry('KL-12');
    const mail = await database.mail();
    jest.spyOn(records, 'applyClaim').mockReturnValueOnce(new Promise(() => undefined)); // its worker is no more
    void stage.run(decision(inquiryId), mail, parsedMail());
    await eventuallyClaimed(mail.emailId);
    await expect(stage.run(decision(inquiryId), mail, parsedMail())).rejects.toThrow(DeferredFailure);
    await database.source.query(
      `UPDATE effects SET claimed_at = now() - interval '1 minute' WHERE email_id = $1`,
      [mail.emailId],
    );
    await stage.run(decision(inquiryId), mail, parsedMail());
    expect(await amounts('KL-12')).toEqual(['1234.56']);
  });

  async function eventuallyClaimed(emailId: string): Promise<void> {
    for (;;) {
      const rows = await database.source.query<object[]>(
        `SELECT FROM effects WHERE email_id = $1 AND effect = 'client_record' AND claimed_at > '-infinity'`,
        [emailId],
      );
      if (rows.length > 0) return;
    }
  }

  it('of a mail that was overtaken does not replace the later claim', async () => {
    const inquiryId = await database.inquiry('KL-13');
    const [first, second] = [await database.mail(), await database.mail(new Date('2026-03-03T10:00:00Z'))];
    server.fail('update', { kind: 'error', code: 64 });
    await expect(stage.run(decision(inquiryId, 100), first, parsedMail())).rejects.toThrow(TransientFailure);
    await stage.run(decision(inquiryId, 200), second, parsedMail({ date: new Date('2026-03-03T09:00:00Z') }));
    await stage.run(decision(inquiryId, 100), first, parsedMail());
    expect(await amounts('KL-13')).toEqual(['2.00']);
  });

  it('is written once where many workers have the same mail at once', async () => {
    const inquiryId = await database.inquiry('KL-14');
    const mail = await database.mail();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => stage.run(decision(inquiryId), mail, parsedMail())),
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DeferredFailure);
    }
    expect(updates()).toHaveLength(1);
    expect(await amounts('KL-14')).toEqual(['1234.56']);
  });
});
