import { PostgresClientRecords } from '../../src/drivers/client-records/postgres-client-records';
import { PermanentFailure } from '../../src/failure';
import { EffectLedger } from '../../src/pipeline/effect-ledger';
import type { Decision } from '../../src/pipeline/stages/decide';
import { WriteStage } from '../../src/pipeline/stages/write';
import { MailDatabase, parsedMail } from '../harness/mail-database';

describe('WriteStage', () => {
  let database: MailDatabase;
  let stage: WriteStage;

  beforeAll(async () => {
    database = await MailDatabase.open();
    stage = new WriteStage(
      database.statements,
      new EffectLedger(database.statements),
      new PostgresClientRecords(database.statements),
    );
  });
  afterAll(() => database.close());

  function decision(inquiryId: string | null, cents = 123_456): Decision {
    return {
      route: 'auto_update',
      reasons: ['Everything fits.'],
      inquiryId,
      claim: { cents, currency: 'EUR' },
    };
  }

  const history = (inquiryId: string) =>
    database.source.query<{ new_cents: string; previous_cents: string | null }[]>(
      'SELECT new_cents, previous_cents FROM claim_history WHERE inquiry_id = $1 ORDER BY id',
      [inquiryId],
    );
  const clientRecord = async (clientId: string) => {
    const rows = await database.source.query<{ list: Record<string, unknown> }[]>(
      'SELECT final_creditor_list AS list FROM client_records WHERE client_id = $1',
      [clientId],
    );
    return rows[0]?.list;
  };

  it('writes the claim on the inquiry and on the client’s record', async () => {
    const inquiryId = await database.inquiry('KL-7');
    const mail = await database.mail();
    const written = await stage.run(decision(inquiryId), mail, parsedMail());
    expect(written).toEqual({ ...decision(inquiryId), written: { cents: 123_456, currency: 'EUR' } });
    expect(await history(inquiryId)).toEqual([{ new_cents: '123456', previous_cents: null }]);
    expect(await clientRecord('KL-7')).toEqual({
      [inquiryId]: {
        inquiry_id: inquiryId,
        creditor_name: 'Musterbank',
        claim_amount: '1234.56',
        currency: 'EUR',
        updated_by_email_id: mail.emailId,
        stated_at: '2026-03-02T09:00:00.000Z',
        booking: expect.any(Number),
      },
    });
  });

  it('writes once where many workers have the same mail at once', async () => {
    const inquiryId = await database.inquiry();
    const mail = await database.mail();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => stage.run(decision(inquiryId), mail, parsedMail())),
    );
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(await history(inquiryId)).toHaveLength(1);
  });

  it('gives every inquiry of a client its entry where their mails come at once', async () => {
    const inquiries = await Promise.all(Array.from({ length: 5 }, () => database.inquiry('KL-8')));
    await Promise.all(
      inquiries.map(async (inquiryId) => stage.run(decision(inquiryId), await database.mail(), parsedMail())),
    );
    expect(Object.keys((await clientRecord('KL-8')) ?? {}).sort()).toEqual(inquiries.toSorted());
  });

  it('tells what it wrote before a crash, whatever is decided after it', async () => {
    const [inquiryId, another] = [await database.inquiry(), await database.inquiry()];
    const mail = await database.mail();
    await stage.run(decision(inquiryId), mail, parsedMail());

    const again = await stage.run(decision(inquiryId), mail, parsedMail());
    expect(again.written).toEqual({ cents: 123_456, currency: 'EUR' });
    const elsewhere = await stage.run(decision(another, 99), mail, parsedMail());
    expect(elsewhere).toMatchObject({ inquiryId, written: { cents: 123_456, currency: 'EUR' } });
    const review: Decision = { route: 'manual_review', reasons: ['Unclear.'], inquiryId: null, claim: null };
    expect(await stage.run(review, mail, parsedMail())).toEqual({
      route: 'update_and_notify',
      reasons: [expect.stringContaining('earlier attempt'), 'Unclear.'],
      inquiryId,
      claim: null,
      written: { cents: 123_456, currency: 'EUR' },
    });
    expect(await history(inquiryId)).toHaveLength(1);
    expect(await history(another)).toEqual([]);
  });

  it('does not replace a claim that was stated later: a person is asked, and nothing is entered', async () => {
    const inquiryId = await database.inquiry();
    await stage.run(
      decision(inquiryId, 200),
      await database.mail(new Date('2026-03-05T10:00:00Z')),
      parsedMail({ date: new Date('2026-03-05T09:00:00Z') }),
    );
    const late = await database.mail(new Date('2026-03-06T10:00:00Z'));
    const held = await stage.run(
      decision(inquiryId, 100),
      late,
      parsedMail({ date: new Date('2026-03-01T09:00:00Z') }),
    );
    expect(held).toEqual({
      route: 'manual_review',
      reasons: [expect.stringContaining('stated later'), 'Everything fits.'],
      inquiryId,
      claim: null,
      written: null,
    });
    expect(await history(inquiryId)).toEqual([{ new_cents: '200', previous_cents: null }]);
    expect(await new EffectLedger(database.statements).find(late.emailId, 'claim')).toBeNull();
  });

  it('does not believe a date from the future', async () => {
    const inquiryId = await database.inquiry('KL-9');
    const mail = await database.mail(new Date('2026-03-05T10:00:00Z'));
    await stage.run(decision(inquiryId), mail, parsedMail({ date: new Date('2030-01-01T00:00:00Z') }));
    expect(await clientRecord('KL-9')).toMatchObject({
      [inquiryId]: { stated_at: '2026-03-05T10:00:00.000Z' },
    });
  });

  it('fails for good where the inquiry is gone, and writes nothing', async () => {
    const mail = await database.mail();
    const failure: unknown = await stage
      .run(decision('INQ-GONE'), mail, parsedMail())
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure).toMatchObject({ code: 'inquiry_unknown' });
    expect(await new EffectLedger(database.statements).find(mail.emailId, 'claim')).toBeNull();
  });

  it('writes nothing where nothing is to be written', async () => {
    const review: Decision = { route: 'manual_review', reasons: ['Unclear.'], inquiryId: null, claim: null };
    expect(await stage.run(review, await database.mail(), parsedMail())).toEqual({
      ...review,
      written: null,
    });
  });
});
