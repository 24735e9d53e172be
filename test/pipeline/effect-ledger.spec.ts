import { DeferredFailure, TransientFailure } from '../../src/failure';
import { EffectLedger } from '../../src/pipeline/effect-ledger';
import { eventually } from '../harness/eventually';
import { MailDatabase } from '../harness/mail-database';

describe('EffectLedger', () => {
  let database: MailDatabase;
  let ledger: EffectLedger;

  beforeAll(async () => {
    database = await MailDatabase.open();
    ledger = new EffectLedger(database.statements);
  });
  afterAll(() => database.close());

  const enter = (emailId: string, cents: number) =>
    database.statements.transaction((transaction) => ledger.enter(transaction, emailId, 'claim', { cents }));

  describe('an effect in our own transaction', () => {
    it('is new to one of twenty at once; the others learn what that one entered', async () => {
      const { emailId } = await database.mail();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, cents) => enter(emailId, cents)));
      const winner = answers.indexOf(null);
      expect(answers.filter((answer) => answer === null)).toHaveLength(1);
      expect(answers.filter((answer) => answer !== null)).toEqual(Array(19).fill({ cents: winner }));
      expect(await ledger.find(emailId, 'claim')).toEqual({ cents: winner });
    });

    it('is forgotten with a transaction that is rolled back', async () => {
      const { emailId } = await database.mail();
      const crash = database.statements.transaction(async (transaction) => {
        await ledger.enter(transaction, emailId, 'claim', { cents: 1 });
        throw new Error('crash');
      });
      await expect(crash).rejects.toThrow('crash');
      expect(await ledger.find(emailId, 'claim')).toBeNull();
      expect(await enter(emailId, 2)).toBeNull();
    });

    it('is of its mail and its kind alone', async () => {
      const [one, other] = [await database.mail(), await database.mail()];
      expect(await enter(one.emailId, 1)).toBeNull();
      expect(await enter(other.emailId, 1)).toBeNull();
      const notified = jest.fn(async () => undefined);
      await ledger.once(one.emailId, 'notify:update', notified);
      expect(notified).toHaveBeenCalledTimes(1);
    });
  });

  describe('an effect outside of the database', () => {
    it('is made by one of ten at once; the others wait for their turn and then find it made', async () => {
      const { emailId } = await database.mail();
      const made = Promise.withResolvers<void>();
      const make = jest.fn(() => made.promise);
      const callers = Array.from({ length: 10 }, () => ledger.once(emailId, 'notify:review', make));
      const refused = Promise.withResolvers<void>();
      let refusedSoFar = 0;
      for (const caller of callers) caller.catch(() => ++refusedSoFar === 9 && refused.resolve());
      await refused.promise;
      made.resolve();
      const outcomes = await Promise.allSettled(callers);
      const refusals = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      expect(make).toHaveBeenCalledTimes(1);
      expect(refusals).toHaveLength(9);
      for (const refusal of refusals) expect(refusal).toBeInstanceOf(DeferredFailure);
      expect((refusals[0] as DeferredFailure).until.getTime()).toBeGreaterThan(Date.now());

      await ledger.once(emailId, 'notify:review', make);
      expect(make).toHaveBeenCalledTimes(1);
    });

    it('can be made again after it failed', async () => {
      const { emailId } = await database.mail();
      const failure = new TransientFailure('mail_unsent', 'Not just now.');
      await expect(ledger.once(emailId, 'notify:review', () => Promise.reject(failure))).rejects.toBe(
        failure,
      );
      const make = jest.fn(async () => undefined);
      await ledger.once(emailId, 'notify:review', make);
      expect(make).toHaveBeenCalledTimes(1);
    });

    it('is taken over from a worker that has not been heard of for the time of a lease', async () => {
      const { emailId } = await database.mail();
      await database.source.query(
        `INSERT INTO effects (email_id, effect, state, claimed_at) VALUES ($1, 'notify:review', 'pending', now() - interval '1 minute')`,
        [emailId],
      );
      const make = jest.fn(async () => undefined);
      await Promise.allSettled([
        ledger.once(emailId, 'notify:review', make),
        ledger.once(emailId, 'notify:review', make),
      ]);
      expect(make).toHaveBeenCalledTimes(1);
    });

    it('is not taken over from a worker that takes long', async () => {
      const { emailId } = await database.mail();
      const begun = Promise.withResolvers<void>();
      const renewed = Promise.withResolvers<void>();
      const making = ledger.once(emailId, 'notify:review', () => {
        begun.resolve();
        return renewed.promise;
      });
      await begun.promise;
      await database.source.query(
        `UPDATE effects SET claimed_at = now() - interval '5 seconds' WHERE email_id = $1`,
        [emailId],
      );
      const renewedAgain = async () => {
        const rows = await database.source.query<{ fresh: boolean }[]>(
          `SELECT claimed_at > now() - interval '4 seconds' AS fresh FROM effects WHERE email_id = $1`,
          [emailId],
        );
        expect(rows).toEqual([{ fresh: true }]);
      };
      await eventually(renewedAgain);
      await expect(ledger.once(emailId, 'notify:review', async () => undefined)).rejects.toThrow(
        DeferredFailure,
      );
      renewed.resolve();
      await making;
    });
  });
});
