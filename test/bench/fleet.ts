import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { Client } from 'pg';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { creditorMail } from '../harness/creditor-mail';
import { MailServer } from '../harness/mail-server';
import { RedisServer } from '../harness/redis-server';
import { Child } from './child';
import { ServerCpu } from './cpu-time';
import { machine } from './machine';
import { inquiriesCsv, sampleMails } from './mails';
import { print, SECRET, TOKEN } from './run';
import { fillInbox, waiting } from './walk';

const POLL_MS = 20;
/** Mails that a process walks before it is measured: until then it compiles, and the more processes, the fewer mails for each. */
const WARM_UP_MAILS = 500;

interface Bench {
  database: Client;
  env: NodeJS.ProcessEnv;
  mails: MailServer;
}

const command = new Command('bench:fleet')
  .description('Measures several processes of the service side by side on Redis.')
  .option('--mails <count>', 'mails for each walk', '2000')
  .option('--held <count>', 'mails that wait for the mail server', '1000')
  .action(async (options: { mails: string; held: string }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
    const server = await EmbeddedPostgres.start(dataDir, 'password-of-the-benchmark');
    const redis = await (await RedisServer.reserve()).start();
    const mails = await MailServer.start();
    const database = new Client({ connectionString: server.url });
    try {
      await migrate(server.url);
      await database.connect();
      print(`${await machine(database)}\n`);
      const env = {
        ...{ DATABASE_URL: server.url, REDIS_URL: redis.url, DATA_DIR: dataDir, API_TOKEN: TOKEN },
        ...{ WEBHOOK_SECRET: SECRET, ...mails.env },
        ...{ CIRCUIT_BREAKER_RESET_TIMEOUT: '2', STAFF_EMAIL: 'staff@office.example' },
      };
      const bench = { database, env, mails };
      await measureWorkers(bench, Number(options.mails));
      await measureDrain(bench, Number(options.held));
    } finally {
      await database.end();
      await mails.stop();
      await redis.remove();
      await server.destroy();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

/** The walk of text mails out of a filled inbox, dispatched by one process and worked on by others. */
async function measureWorkers(bench: Bench, count: number): Promise<void> {
  await importInquiries(bench);
  print('worker processes     mails/s    to one    ms CPU a mail: workers    PostgreSQL');
  let alone = 0;
  for (const workers of [1, 2, 4]) {
    const { perSecond, workerMs, postgresMs } = await walk(bench, workers, sampleMails('text'), count);
    alone ||= perSecond;
    const figures = [
      perSecond.toFixed(1),
      (perSecond / alone).toFixed(2),
      workerMs.toFixed(1),
      postgresMs.toFixed(1),
    ];
    const widths = [11, 9, 26, 13];
    print(String(workers).padStart(16) + figures.map((figure, at) => figure.padStart(widths[at])).join(''));
  }
}

/** How long mails that waited for the mail server take once it is back, beside the same mails that need not wait. */
async function measureDrain(bench: Bench, count: number): Promise<void> {
  const { database, mails } = bench;
  const unknown = creditorMail().toString().replaceAll('SB26-0901', 'SB26-9999'); // no inquiry is like it: each is told to staff
  const { perSecond } = await walk(bench, 2, [unknown], count);
  await fillInbox(database, [unknown], count);
  await mails.stop();
  const processes = await start(bench, 2);
  await until(async () => (await heldBy(database)) === count);
  mails.received.length = 0;
  await mails.listen();
  await until(async () => (await goingOn(database)) === 0);
  const closed = performance.now();
  await until(async () => (await waiting(database)) === 0);
  const seconds = (performance.now() - closed) / 1000;
  print(
    `\n${count} held mails are through ${seconds.toFixed(1)} s after the breaker has closed (2 worker processes): ` +
      `${(count / seconds).toFixed(1)} mails/s, ${(count / seconds / perSecond).toFixed(2)} of those that need not wait; ${mails.received.length} notifications`,
  );
  await Promise.all(processes.map((child) => child.stop()));
}

interface Walked {
  perSecond: number;
  workerMs: number;
  postgresMs: number;
}

/** By processes that are warm, from the first mail that has ended: the look for mails without a job comes every some seconds. */
async function walk(bench: Bench, workers: number, from: string[], all: number): Promise<Walked> {
  const { database } = bench;
  const postgres = await ServerCpu.of(database);
  const processes = await start(bench, workers);
  const cpu = () => processes.slice(0, workers).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  await fillInbox(database, from, workers * WARM_UP_MAILS);
  await until(async () => (await waiting(database)) === 0);
  await fillInbox(database, from, all);
  await until(async () => (await waiting(database)) < all);
  const count = await waiting(database);
  const before = { at: performance.now(), workers: cpu(), postgres: postgres.ms };
  await until(async () => (await waiting(database)) === 0);
  const perSecond = (1_000 * count) / (performance.now() - before.at);
  const walked = {
    perSecond,
    workerMs: (cpu() - before.workers) / count,
    postgresMs: (postgres.ms - before.postgres) / count,
  };
  await Promise.all(processes.map((child) => child.stop()));
  return walked;
}

/** The workers first; then the process that gives them the mails. */
async function start({ env }: Bench, workers: number): Promise<Child[]> {
  const worker = () => Child.service({ ...env, ROLE: 'worker' });
  const processes = await Promise.all(Array.from({ length: workers }, worker));
  return [...processes, await Child.service({ ...env, ROLE: 'web' })];
}

async function importInquiries({ env }: Bench): Promise<void> {
  const service = await Child.service({ ...env, ROLE: 'web' });
  await fetch(`${service.url}/inquiries/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
    body: new Uint8Array(inquiriesCsv()),
  });
  await service.stop();
}

const heldBy = (database: Client) =>
  countOf(database, `waiting_mails WHERE held_by = 'smtp' AND enqueued_at IS NULL`);
const goingOn = (database: Client) => countOf(database, 'breaker_openings WHERE closed_at IS NULL');

async function countOf(database: Client, what: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${what}`);
  return rows[0].count;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(POLL_MS);
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
