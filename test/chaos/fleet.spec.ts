import { rm } from 'node:fs/promises';

import { CompiledProduct } from '../harness/compiled-product';
import { creditorMail } from '../harness/creditor-mail';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { QUEUE_BACKENDS, type QueueBackend } from '../harness/queue-backends';
import { ServiceProcess } from '../harness/service-process';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, signatureHeaders, WEBHOOK_SECRET } from '../harness/test-service';

/** Mails of each fleet; `npm run chaos` takes 500. */
const MAILS = Number(process.env.CHAOS_MAILS ?? 24);
const PATIENCE_MS = 60_000 + MAILS * 500;

interface Acceptance {
  email_id: string;
  status: 'accepted' | 'duplicate';
}

describe.each(QUEUE_BACKENDS)('several processes of each role on $name', ({ open }) => {
  let product: CompiledProduct;
  let dataDir: string;
  let backend: QueueBackend;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let mails: MailServer;
  let processes: ServiceProcess[];

  jest.setTimeout(2 * PATIENCE_MS);

  beforeAll(async () => {
    product = CompiledProduct.make();
    dataDir = temporaryFolder('fleet');
    backend = await open();
    database = await createDatabase();
    mails = await MailServer.start();
    processes = [];
  });
  afterAll(async () => {
    await Promise.all(processes.map((service) => service.kill('SIGTERM')));
    await mails.stop();
    await database.drop();
    await backend.close();
    product.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(role: 'web' | 'worker') {
    const service = ServiceProcess.spawn([product.file('src/main')], {
      ...{ ROLE: role, PORT: '0', DATA_DIR: dataDir, DATABASE_URL: database.url, LOG_LEVEL: 'info' },
      ...{ WEBHOOK_SECRET, API_TOKEN, STAFF_EMAIL: 'staff@office.example', ...mails.env, ...backend.env },
    });
    processes.push(service);
    const [, url] = await service.says(/Listening on (http[^"\s]+)/);
    return { url, kill: () => service.kill('SIGKILL') };
  }

  /** Again and again, as a provider does; where one door is gone, at the next. */
  function deliver(mail: Buffer, doors: string[]): Promise<Acceptance> {
    let times = 0;
    return eventually(async () => {
      const headers = { ...signatureHeaders(mail), 'Content-Type': 'message/rfc822' };
      const door = doors[times++ % doors.length];
      const body = new Uint8Array(mail);
      const answer = await fetch(`${door}/webhook/email`, { method: 'POST', headers, body });
      expect([200, 202]).toContain(answer.status);
      return (await answer.json()) as Acceptance;
    });
  }

  it('end each mail once that came at both doors at once, also where a worker and a door are killed', async () => {
    const [doomedDoor, door] = await Promise.all([start('web'), start('web')]);
    const [doomedWorker] = await Promise.all([start('worker'), start('worker'), start('worker')]);
    const doors = [doomedDoor.url, door.url];
    const emailIds: string[] = [];
    for (let index = 0; index < MAILS; index += 1) {
      const mail = creditorMail();
      const delivering = [deliver(mail, doors), deliver(mail, doors.toReversed())];
      if (index === Math.floor(MAILS / 3)) void doomedWorker.kill();
      if (index === Math.floor(MAILS / 2)) void doomedDoor.kill();
      const [one, other] = await Promise.all(delivering);
      expect(other.email_id).toBe(one.email_id);
      emailIds.push(one.email_id);
    }
    expect(new Set(emailIds).size).toBe(MAILS);
    await eventually(
      async () => expect(await sql(database.url, 'SELECT FROM waiting_mails')).toEqual([]),
      PATIENCE_MS,
    );
    const ended = await sql(database.url, 'SELECT status, count(*)::int FROM reports GROUP BY 1');
    expect(ended).toEqual([{ status: 'done', count: MAILS }]);
    const effects = await sql(database.url, 'SELECT effect, state, count(*)::int FROM effects GROUP BY 1, 2');
    expect(effects).toEqual([{ effect: 'notify:review', state: 'done', count: MAILS }]);
    const told = mails.received.map(({ messageId }) => messageId);
    const expected = emailIds.map((id) => `<${id}.notify-review@creditor-answer-analysis>`);
    expect([...new Set(told)].toSorted()).toEqual(expected.toSorted());
    const reconciliation = await fetch(`${door.url}/reconciliation`, {
      headers: { Authorization: `Bearer ${API_TOKEN}` },
    });
    expect(await reconciliation.json()).toMatchObject({ manual_review: MAILS, unaccounted: 0 });
  });
});
