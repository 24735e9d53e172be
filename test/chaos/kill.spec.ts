import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { loadSecrets } from '../../src/secrets';
import { CompiledProduct } from '../harness/compiled-product';
import { freePort } from '../harness/free-port';
import { isAlive, ServiceProcess } from '../harness/service-process';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, sampleMail, SAMPLES, signatureHeaders, WEBHOOK_SECRET } from '../harness/test-service';

const KILLS = 4;
/** The longest that the service lives between two kills, in ms after it listens. */
const LONGEST_LIFE_MS = 1_500;
const DELIVERIES_AT_ONCE = 3;
const PATIENCE_MS = 45_000;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** mulberry32: the same seed gives the same order of mails and the same lives. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the service, killed again and again while mails come in', () => {
  const random = randomFrom(SEED);
  let product: CompiledProduct;
  let dataDir: string;
  let url: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    process.stderr.write(`SEED=${SEED}\n`);
    product = CompiledProduct.make();
    dataDir = temporaryFolder('chaos');
    url = `http://127.0.0.1:${await freePort()}`;
  });
  afterAll(async () => {
    await service.kill('SIGTERM');
    product.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** @param patiently  until it listens; else a kill may come while it still starts. */
  async function start(patiently: boolean): Promise<void> {
    service = ServiceProcess.spawn([product.file('src/main')], {
      DATA_DIR: dataDir,
      PORT: new URL(url).port,
      LOG_LEVEL: 'info',
      API_TOKEN,
      WEBHOOK_SECRET,
      STAFF_EMAIL: 'staff@office.example',
    });
    if (patiently) await service.says(/Listening/);
  }

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${url}${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${API_TOKEN}`, Connection: 'close', ...init.headers },
    });
  }

  /** As a provider does: again and again until the mail is acknowledged. */
  async function deliver(file: string): Promise<string> {
    const body = sampleMail(file);
    for (;;) {
      try {
        const headers = { ...signatureHeaders(body), 'Content-Type': 'message/rfc822' };
        const response = await call('/webhook/email', {
          method: 'POST',
          body: new Uint8Array(body),
          headers,
        });
        if (response.ok) return ((await response.json()) as { email_id: string }).email_id;
      } catch {
        await sleep(50); // it is down
      }
    }
  }

  async function deliverAll(files: string[]): Promise<Set<string>> {
    const accepted = new Set<string>();
    const queue = [...files];
    const sender = async () => {
      for (let file = queue.pop(); file; file = queue.pop()) accepted.add(await deliver(file));
    };
    await Promise.all(Array.from({ length: DELIVERIES_AT_ONCE }, sender));
    return accepted;
  }

  it('ends every accepted mail once, with each of its effects once', async () => {
    await start(true);
    const csv = await readFile(join(SAMPLES, 'inquiries.csv'), 'utf8');
    await call('/inquiries/import', { method: 'POST', body: csv, headers: { 'Content-Type': 'text/csv' } });
    const files = shuffled(readdirSync(join(SAMPLES, 'emails')), random);
    const delivered = deliverAll(files);
    const children: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(random() * LONGEST_LIFE_MS);
      children.push(...(await childrenOf(service.pid)));
      await service.kill('SIGKILL');
      await start(kill !== 1);
    }
    const accepted = await delivered;

    const database = await EmbeddedPostgres.urlOfRunning(
      dataDir,
      (await loadSecrets(dataDir)).databasePassword,
    );
    const query = (statement: string) => sql(database ?? '', statement);
    const deadline = Date.now() + PATIENCE_MS;
    while ((await query('SELECT FROM waiting_mails')).length > 0 && Date.now() < deadline) await sleep(100);

    expect(await query('SELECT FROM waiting_mails')).toEqual([]);
    expect((await query('SELECT email_id FROM inbox')).length).toBe(accepted.size);
    const reports = await query(
      `SELECT email_id, status, route, written, written_cents, inquiry_id, attempts FROM reports ORDER BY email_id`,
    );
    expect(reports.map(({ email_id }) => email_id)).toEqual([...accepted].sort());
    expect(reports.filter(({ status }) => status !== 'done')).toEqual([]);

    const written = reports.filter((report) => report.written);
    expect(written.length).toBeGreaterThan(0);
    expect(
      await query('SELECT email_id, inquiry_id, new_cents FROM claim_history ORDER BY email_id'),
    ).toEqual(
      written.map(({ email_id, inquiry_id, written_cents }) => ({
        email_id,
        inquiry_id,
        new_cents: written_cents,
      })),
    );
    const effects = await query('SELECT email_id, effect, state FROM effects ORDER BY email_id, effect');
    expect(effects).toEqual(reports.flatMap(effectsOf));
    const outbox = readdirSync(join(dataDir, 'outbox')).filter((file) => file.endsWith('.eml'));
    expect(outbox.sort()).toEqual(
      effects
        .filter(({ effect }) => effect !== 'claim')
        .map(({ email_id, effect }) => `${email_id as string}.${(effect as string).replace(':', '-')}.eml`),
    );
    expect(children.filter(isAlive)).toEqual([]);
    const again = reports.filter(({ attempts }) => Number(attempts) > 1).length;
    process.stderr.write(`${reports.length} mails, ${again} of them caught by a kill\n`);
  }, 90_000);
});

/** The effects that a mail's report implies. */
function effectsOf({ email_id, route, written }: Record<string, unknown>) {
  const done = (effect: string) => ({ email_id, effect, state: 'done' });
  return [
    ...(written ? [done('claim')] : []),
    ...(route === 'manual_review' ? [done('notify:review')] : []),
    ...(route === 'update_and_notify' ? [done('notify:update')] : []),
  ];
}

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

/** Its readers of documents; none where the system does not tell. */
async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}
