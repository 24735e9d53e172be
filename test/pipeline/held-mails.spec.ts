import { BreakerOutages } from '../../src/resilience/breaker-outages';
import { Settings } from '../../src/settings';
import type { Dispatcher } from '../../src/webhook/dispatcher';
import { HeldMails } from '../../src/webhook/held-mails';
import { MailDatabase } from '../harness/mail-database';

describe('HeldMails', () => {
  let database: MailDatabase;
  let outages: BreakerOutages;
  /** The mails that went on, round by round. */
  let rounds: string[][];
  let instance: () => HeldMails;
  let held: HeldMails;

  beforeAll(async () => {
    database = await MailDatabase.open();
    outages = new BreakerOutages(database.source);
  });
  beforeEach(async () => {
    await database.source.query('TRUNCATE waiting_mails, breaker_openings, release_rounds');
    rounds = [];
    const put = async (jobs: { emailId: string }[]) => {
      rounds.push(jobs.map(({ emailId }) => emailId));
      await mark(rounds.at(-1)!, 'enqueued_at = now()');
    };
    const settings = Settings.parse({ ANTHROPIC_API_KEY: 'key-of-the-tests' });
    instance = () => new HeldMails(database.statements, { put } as unknown as Dispatcher, settings);
    held = instance();
  });
  afterAll(() => database.close());

  /** Mails that arrived one second after the other and are held. */
  async function hold(count: number, by = 'smtp'): Promise<string[]> {
    const emailIds: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { emailId } = await database.mail();
      emailIds.push(emailId);
      await database.source.query(
        `INSERT INTO waiting_mails (email_id, correlation_id, received_at, not_before, held_by)
         VALUES ($1, 'correlation-1', now() - make_interval(secs => $2), now() - interval '1 s', $3)`,
        [emailId, 1000 - index, by],
      );
    }
    return emailIds;
  }

  async function mark(emailIds: string[], change: string): Promise<void> {
    await database.source.query(`UPDATE waiting_mails SET ${change} WHERE email_id = ANY($1)`, [emailIds]);
  }

  const end = (emailIds: string[]) =>
    database.source.query('DELETE FROM waiting_mails WHERE email_id = ANY($1)', [emailIds]);

  /** As the timers of the instances do it when the time has come. */
  async function round(...instances: HeldMails[]): Promise<void> {
    await database.source.query(`UPDATE release_rounds SET begun_at = begun_at - interval '1 s'`);
    await Promise.all((instances.length > 0 ? instances : [held]).map((each) => each.release()));
  }

  it('lets none go on while the outage does, and those of others', async () => {
    await outages.isolate('smtp');
    await hold(2);
    const [other] = await hold(1, 'gcs');
    await round();
    expect(rounds).toEqual([[other]]);
  });

  it('lets those of Claude go on once the rules read alone, and no others', async () => {
    await outages.isolate('smtp');
    await outages.isolate('claude');
    await hold(1);
    const [unread] = await hold(1, 'claude');
    await round();
    expect(rounds).toEqual([]);
    await database.source.query(`UPDATE breaker_openings SET opened_at = now() - interval '31 minutes'`);
    await round();
    expect(rounds).toEqual([[unread]]);
  });

  it('lets one go first, then twice as many each time, in order of arrival', async () => {
    const emailIds = await hold(12);
    for (let count = 0; count < 4; count += 1) {
      await round();
      await end(rounds.at(-1)!);
    }
    expect(rounds.map(({ length }) => length)).toEqual([1, 2, 4, 5]);
    expect(rounds.flat()).toEqual(emailIds);
  });

  it('waits for half of those that it let go', async () => {
    await hold(20);
    for (let count = 0; count < 3; count += 1) await round();
    expect(rounds.map(({ length }) => length)).toEqual([1]);
    await end(rounds[0]);
    for (let count = 0; count < 3; count += 1) await round();
    expect(rounds.map(({ length }) => length)).toEqual([1, 2]);
    await end(rounds[1].slice(1));
    for (let count = 0; count < 3; count += 1) await round();
    expect(rounds.map(({ length }) => length)).toEqual([1, 2, 3]);
  });

  it('goes on at the same pace, however many instances there are', async () => {
    await hold(12);
    const instances = Array.from({ length: 5 }, instance);
    for (let count = 0; count < 4; count += 1) {
      await round(...instances);
      await end(rounds.at(-1)!);
      await Promise.all(instances.map((other) => other.release())); // too soon
    }
    expect(rounds.map(({ length }) => length)).toEqual([1, 2, 4, 5]);
  });

  it('leaves a mail its time until its last job is gone', async () => {
    const emailIds = await hold(1);
    await mark(emailIds, `not_before = now() + interval '1 s'`);
    await round();
    expect(rounds).toEqual([]);
  });

  it('begins with one again after the next outage', async () => {
    await hold(10);
    await round();
    await end(rounds[0]);
    await round();
    await end(rounds[1]);
    await outages.isolate('smtp');
    await round();
    await outages.release('smtp');
    await round();
    expect(rounds.map(({ length }) => length)).toEqual([1, 2, 1]);
  });
});
