import { DecideStage } from '../../src/pipeline/stages/decide';
import { creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

const ADMIN = 'admin@office.example';
const RESET_S = 2;

interface Breaker {
  name: string;
  state: string;
  held_mails: number;
  instances: { failures: number; last_error: string | null; next_probe_at: string | null }[];
}

describe('a mail server that dies and comes back', () => {
  let server: MailServer;
  let service: TestService;
  const mails: string[] = [];

  beforeAll(async () => {
    server = await MailServer.start();
    service = await TestService.start({
      ...server.env,
      ADMIN_EMAIL: ADMIN,
      CIRCUIT_BREAKER_RESET_TIMEOUT: String(RESET_S),
      PUBLIC_URL: 'https://answers.office.example',
    });
    await service.importInquiries(INQUIRIES);
    decideAs(service, 'update_and_notify');
  });
  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  async function breaker(): Promise<Breaker> {
    const { body } = await service.api.get('/breakers').expect(200);
    return (body as { items: Breaker[] }).items.find(({ name }) => name === 'smtp')!;
  }

  async function accept(): Promise<string> {
    const { body } = await service.deliver(creditorMail()).expect(202);
    return (body as { email_id: string }).email_id;
  }

  const sent = (to: string) => server.received.filter((mail) => mail.to?.[0]?.address === to);

  it('opens after five failures, in health as well, and holds the mails without spending their attempts', async () => {
    await server.stop();
    for (let mail = 0; mail < 12; mail += 1) mails.push(await accept());
    await eventually(
      async () => expect(await breaker()).toMatchObject({ state: 'open', held_mails: 12 }),
      40_000,
    );
    const [outage] = await sql(service.service.databaseUrl, 'SELECT * FROM breaker_openings');
    expect(outage).toMatchObject({ name: 'smtp', failures: 5, alerted: true, opened_mail_at: null });
    expect(outage.last_error).toBe('mail_unsent: ESOCKET');
    const { body: health } = await service.api.get('/health/ready').expect(200);
    expect(health).toMatchObject({
      status: 'degraded',
      details: {
        breakers: { status: 'degraded', smtp: expect.stringMatching(/open/) },
        smtp: { status: 'degraded' },
      },
    });
    for (const emailId of mails) {
      const { body } = await service.api.get(`/reports/${emailId}`).expect(200);
      expect(body).toMatchObject({ status: 'deferred', flags: ['breaker_open'] });
    }
  });

  it('takes mails that need no mail server to their end meanwhile', async () => {
    decideAs(service, 'auto_update');
    expect(await service.reportOf(await accept())).toMatchObject({ status: 'done', route: 'auto_update' });
    decideAs(service, 'update_and_notify');
  });

  it('stays open while probes fail', async () => {
    const [before] = await sql<{ next_probe_at: Date }>(
      service.service.databaseUrl,
      'SELECT next_probe_at FROM breaker_openings',
    );
    await eventually(async () => {
      const [now] = await sql<{ next_probe_at: Date }>(
        service.service.databaseUrl,
        'SELECT next_probe_at FROM breaker_openings',
      );
      expect(now.next_probe_at.getTime()).toBeGreaterThan(before.next_probe_at.getTime());
    });
    expect((await breaker()).state).toMatch(/open/);
  });

  it('closes by its own probe when the server is back; every mail is told of once, in order of arrival at first', async () => {
    await server.listen();
    for (const emailId of mails) {
      const report = await service.reportOf(emailId, 40_000);
      expect(report).toMatchObject({ status: 'done', written: true });
      expect(report.attempts).toBeLessThanOrEqual(6);
    }
    const notified = sent('staff@office.example').map(({ messageId }) => messageId);
    expect(notified).toHaveLength(mails.length);
    expect([...notified].sort()).toEqual(
      mails.map((id) => `<${id}.notify-update@creditor-answer-analysis>`).sort(),
    );
    expect(notified[0]).toContain(mails[0]);
    expect(await breaker()).toMatchObject({ state: 'closed', held_mails: 0 });
    await eventually(() => service.api.get('/health/ready').expect(200, /"status":"ok"/));
  });

  it('tells the admin of the outage that was kept, then that it is over, once each', async () => {
    await eventually(() => expect(sent(ADMIN)).toHaveLength(2));
    const [opened, closed] = sent(ADMIN);
    expect([opened.subject, closed.subject]).toEqual(['smtp is down', 'smtp is back']);
    expect(opened.html).toMatch(/The mail server does not answer[^]*<b>smtp<\/b>[^]*after 5 failures/);
    expect(opened.html).toMatch(/mail_unsent: ESOCKET[^]*12 wait at the moment/);
    expect(opened.html).toContain('https://answers.office.example/');
    expect(closed.html).toContain('12 of 12 held mails are through');
    expect(closed.html).toMatch(/it was open for \d+ s/);
  });
});

/** Decides as if every mail stated a claim that is written by this route. */
function decideAs(service: TestService, route: string): void {
  jest.spyOn(service.service.app.get(DecideStage, { strict: false }), 'run').mockReturnValue({
    route,
    reasons: ['As the test wants it.'],
    inquiryId: 'INQ-1',
    claim: { cents: 123_456, currency: 'EUR' },
  } as never);
}
