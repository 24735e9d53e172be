import type { BreakerSnapshot } from '../../src/resilience/dependency-policy';
import { Policies } from '../../src/resilience/policies';
import { POLICY_CATALOGUE } from '../../src/resilience/policy-catalogue';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';
import { FALLIBLE_DEPENDENCIES, type FallibleDependency } from './fallible-dependency';

/** Mails for each way to fail; `npm run chaos` takes 500, and every way. */
const MAILS = Number(process.env.CHAOS_MAILS ?? 10);
const itInChaos = process.env.CHAOS_MAILS ? it : () => undefined;
const PATIENCE_MS = 60_000 + MAILS * 500;
const RESET_S = 1;
const ADMIN = 'night@office.example';

type Change = Pick<BreakerSnapshot, 'state' | 'failures' | 'nextProbeAt'> & { at: Date };

describe.each(FALLIBLE_DEPENDENCIES)('$name', ({ name, open }) => {
  let mails: MailServer;
  let dependency: FallibleDependency;
  let service: TestService;
  let changes: Change[];
  let delivered = 0;

  jest.setTimeout(2 * PATIENCE_MS);

  beforeAll(async () => {
    jest.replaceProperty(POLICY_CATALOGUE[name], 'attemptTimeoutMs', 2_000);
    mails = await MailServer.start();
    dependency = await open(mails);
    dependency.proxy.cut();
    service = await TestService.start({
      ...mails.env,
      ...dependency.env,
      CIRCUIT_BREAKER_ALERT_EMAIL: ADMIN,
      CIRCUIT_BREAKER_RESET_TIMEOUT: String(RESET_S),
    });
    if (dependency.inquiries) await service.importInquiries(dependency.inquiries);
    service.service.app
      .get(Policies, { strict: false })
      .onChange(({ name: whose, state, failures, nextProbeAt }) => {
        if (whose === name) changes.push({ state, failures, nextProbeAt, at: new Date() });
      });
  });
  beforeEach(() => {
    changes = [];
  });
  afterAll(async () => {
    await service.stop();
    await dependency.close();
    await mails.stop();
    jest.restoreAllMocks();
  });

  const database = <Row extends object>(statement: string, values: unknown[] = []) =>
    sql<Row>(service.service.databaseUrl, statement, values);

  async function deliver(count: number): Promise<string[]> {
    const emailIds: string[] = [];
    for (let mail = 0; mail < count; mail += 1) {
      const { body, contentType } = dependency.delivery(delivered++);
      const { body: answer } = await service.deliver(body, contentType).expect(202);
      emailIds.push((answer as { email_id: string }).email_id);
    }
    return emailIds;
  }

  /** Waits until the breaker has come to this state once more. */
  const comesTo = (state: BreakerSnapshot['state'], times = 1) =>
    eventually(
      () => expect(changes.filter((change) => change.state === state).length).toBeGreaterThanOrEqual(times),
      PATIENCE_MS,
    );

  const alerts = () => mails.received.filter(({ to }) => to?.[0].address === ADMIN);

  /** The admin hears of it while it goes on; of the mail server's own outage only the log tells. */
  async function alertComes(): Promise<void> {
    if (name === 'smtp') return;
    await eventually(() => expect(alerts().at(-1)?.subject).toBe(`${name} is down`), PATIENCE_MS);
  }

  async function allEndOnce(emailIds: string[]): Promise<void> {
    await eventually(
      async () =>
        expect(await database('SELECT count(*)::int AS count FROM waiting_mails')).toEqual([{ count: 0 }]),
      PATIENCE_MS,
    );
    const ended = await database(
      `SELECT status, count(*)::int AS count, bool_and(attempts BETWEEN 1 AND 6) AS within FROM reports
       WHERE email_id = ANY($1) GROUP BY status`,
      [emailIds],
    );
    expect(ended).toEqual([{ status: 'done', count: emailIds.length, within: true }]);
    await dependency.verify(emailIds, service.service.databaseUrl);
    const { body } = await service.api.get('/reconciliation').expect(200);
    expect(body).toMatchObject({ unaccounted: 0 });
  }

  /** Every opening was after exactly five failures, every probe when it was due, and it is closed in the end. */
  function expectTimeLine(): void {
    const order = changes.map(({ state }) => state);
    expect(order.join(' ')).toMatch(/^(?:open half_open (?:open half_open )*closed ?)+$/);
    for (const [index, { state, failures, at }] of changes.entries()) {
      if (state === 'open') expect(failures).toBe(5);
      if (state === 'half_open') expect(at >= changes[index - 1].nextProbeAt!).toBe(true);
    }
  }

  /** Each outage was told of twice, once when it began and once when it was over. */
  async function expectAlerts(): Promise<void> {
    await eventually(async () => {
      const untold = `SELECT FROM breaker_openings WHERE closed_at IS NULL OR opened_mail_at IS NULL OR closed_mail_at IS NULL`;
      expect(await database(untold)).toEqual([]);
    }, PATIENCE_MS);
    const outages = await database<{ id: string; failures: number }>(
      'SELECT id, failures FROM breaker_openings ORDER BY id',
    );
    expect(outages.map(({ failures }) => failures)).toEqual(outages.map(() => 5));
    const told = alerts().map(({ messageId }) => messageId);
    const expected = outages.flatMap(({ id }) =>
      ['opened', 'closed'].map((event) => `<outage-${id}.${event}@creditor-answer-analysis>`),
    );
    expect([...new Set(told)].toSorted()).toEqual(expected.toSorted());
    for (const mail of alerts().filter(({ subject }) => subject === `${name} is down`))
      expect(mail.html).toContain('after 5 failures in a row');
  }

  async function isOver(emailIds: string[]): Promise<void> {
    await allEndOnce(emailIds);
    await comesTo('closed');
    expectTimeLine();
    await expectAlerts();
  }

  itInChaos('that is down at the start costs no mail', async () => {
    const emailIds = await deliver(MAILS);
    await comesTo('open');
    await alertComes();
    dependency.proxy.open();
    await isOver(emailIds);
  });

  it('that dies under load costs no mail', async () => {
    dependency.proxy.open();
    const emailIds = await deliver(Math.ceil(MAILS / 2));
    const delivering = deliver(Math.floor(MAILS / 2));
    dependency.proxy.cut();
    emailIds.push(...(await delivering));
    emailIds.push(...(await deliver(5)));
    await comesTo('open');
    await alertComes();
    dependency.proxy.open();
    await isOver(emailIds);
  });

  itInChaos('that hangs costs no mail', async () => {
    dependency.proxy.hang();
    const emailIds = await deliver(MAILS);
    await comesTo('open');
    await alertComes();
    dependency.proxy.open();
    await isOver(emailIds);
  });

  it('that answers with errors costs no mail', async () => {
    dependency.proxy.open();
    dependency.fail(true);
    const emailIds = await deliver(MAILS);
    await comesTo('open');
    await alertComes();
    dependency.fail(false);
    await isOver(emailIds);
  });

  itInChaos('that comes and goes costs no mail', async () => {
    const emailIds: string[] = [];
    for (let times = 1; times <= 3; times += 1) {
      dependency.proxy.cut();
      emailIds.push(...(await deliver(Math.ceil(MAILS / 3))));
      await comesTo('open', times);
      dependency.proxy.open();
      await comesTo('closed', times);
    }
    await isOver(emailIds);
  });
});
