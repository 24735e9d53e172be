import { BreakerOutages } from '../../src/resilience/breaker-outages';
import { BreakerStates } from '../../src/resilience/breaker-states';
import type { BreakerSnapshot } from '../../src/resilience/dependency-policy';
import { OutageAlerts } from '../../src/resilience/outage-alerts';
import { MailDatabase } from '../harness/mail-database';

const OPEN: BreakerSnapshot = {
  name: 'gcs',
  state: 'open',
  failures: 5,
  lastError: 'ECONNRESET',
  since: new Date(),
  nextProbeAt: new Date(Date.now() + 60_000),
};

describe('outages in the database', () => {
  let database: MailDatabase;
  let outages: BreakerOutages;
  let alerts: OutageAlerts;
  let other: BreakerStates;

  beforeAll(async () => {
    database = await MailDatabase.open();
    outages = new BreakerOutages(database.source);
    alerts = new OutageAlerts(database.source);
    other = new BreakerStates(database.source);
  });
  beforeEach(() => database.source.query('TRUNCATE breaker_openings, breaker_states, waiting_mails'));
  afterAll(() => database.close());

  const goingOn = async () => (await outages.goingOn()).map(({ name }) => name);

  async function hold(): Promise<void> {
    const { emailId } = await database.mail();
    await database.source.query(
      `INSERT INTO waiting_mails (email_id, correlation_id, received_at, held_by) VALUES ($1, 'corr-1', now(), 'gcs')`,
      [emailId],
    );
  }

  it('are one, however many instances enter it at once', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => outages.open(OPEN, {})));
    expect(new Set(ids).size).toBe(1);
    expect(await goingOn()).toEqual(['gcs']);
  });

  it('last until the last living instance has closed', async () => {
    const id = await outages.open(OPEN, {});
    await other.save([OPEN]);
    await outages.close(id, 'this instance');
    expect(await goingOn()).toEqual(['gcs']);
    await database.source.query(`UPDATE breaker_states SET seen_at = now() - interval '11 s'`);
    await outages.close(id, 'this instance');
    expect(await goingOn()).toEqual([]);
  });

  it('are held by hand whatever a probe says', async () => {
    const id = await outages.open(OPEN, {});
    await outages.isolate('gcs');
    await outages.close(id, other.instance);
    expect(await outages.goingOn()).toMatchObject([{ id, isolated: true }]);
  });

  it('are each sender’s own to tell of, the beginning before the end', async () => {
    const id = await outages.open(OPEN, {});
    const claims = await Promise.all(Array.from({ length: 8 }, () => alerts.claim()));
    const [claimed, ...more] = claims.filter((alert) => alert !== null);
    expect(more).toEqual([]);
    expect(claimed).toMatchObject({
      id,
      event: 'opened',
      failures: 5,
      lastError: 'ECONNRESET',
      closedAt: null,
    });
    await outages.close(id, other.instance);
    expect(await alerts.claim()).toBeNull();
    await alerts.giveBack(claimed);
    await alerts.sent((await alerts.claim())!);
    const end = await alerts.claim();
    expect(end).toMatchObject({ id, event: 'closed', closedAt: expect.any(Date) });
    await alerts.sent(end!);
    expect(await alerts.claim()).toBeNull();
  });

  it('are over for the admin when the held mails are through', async () => {
    const id = await outages.open(OPEN, {});
    await hold();
    await alerts.sent((await alerts.claim())!);
    await outages.close(id, other.instance);
    expect(await alerts.claim()).toBeNull();
    await database.source.query('TRUNCATE waiting_mails');
    expect(await alerts.claim()).toMatchObject({ event: 'closed', heldMails: 1, remainingMails: 0 });
  });

  it('are told of as over after a while where a held mail has other troubles', async () => {
    const id = await outages.open(OPEN, {});
    await hold();
    await alerts.sent((await alerts.claim())!);
    await outages.close(id, other.instance);
    await database.source.query(`UPDATE breaker_openings SET closed_at = now() - interval '11 minutes'`);
    expect(await alerts.claim()).toMatchObject({ event: 'closed', heldMails: 1, remainingMails: 1 });
  });

  it('begin anew where their end was told', async () => {
    const first = await outages.open(OPEN, {});
    await outages.close(first, other.instance);
    expect(await outages.open(OPEN, {})).toBe(first);
    await outages.close(first, other.instance);
    for (let mail = 0; mail < 2; mail += 1) await alerts.sent((await alerts.claim())!);
    expect(await outages.open(OPEN, {})).not.toBe(first);
  });

  it('that a hand made and ended are nobody’s news', async () => {
    await outages.isolate('gcs');
    await outages.release('gcs');
    expect(await alerts.claim()).toBeNull();
    expect(await goingOn()).toEqual([]);
  });

  it('show mails that wait, and instances that live', async () => {
    await hold();
    await other.save([OPEN]);
    const [gcs] = (await other.report()).filter(({ name }) => name === 'gcs');
    expect(gcs).toMatchObject({
      state: 'open',
      held_mails: 1,
      instances: [{ instance: other.instance, failures: 5, last_error: 'ECONNRESET' }],
    });
    await other.leave();
    expect((await other.report()).map(({ state }) => state)).toEqual(Array(4).fill('closed'));
  });
});
