import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { Redis } from 'ioredis';
import { Client } from 'pg';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { load, type Throughput } from './acceptance';
import { Child } from './child';
import { machine } from './machine';
import { inquiriesCsv, sampleMails } from './mails';
import { noopJobs, stageTimes, walkMails } from './walk';

const TOKEN = 'token-of-the-benchmark';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const REDIS_PORT = 26379;
const WARM_UP_MAILS = 1000;

const command = new Command('bench')
  .description('Measures the service against the bare parts that it stands on, in one run on one database.')
  .option('--mails <count>', 'mails for each walk', '2000')
  .option('--endurance <count>', 'mails for the look at memory', '10000')
  .action(async (options: { mails: string; endurance: string }) => {
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    const server = await EmbeddedPostgres.start(directory, 'password-of-the-benchmark');
    try {
      await migrate(server.url);
      await measure(server.url, directory, Number(options.mails), Number(options.endurance));
    } finally {
      await server.destroy();
      await rm(directory, { recursive: true, force: true });
    }
  });

async function measure(
  databaseUrl: string,
  dataDir: string,
  mails: number,
  endurance: number,
): Promise<void> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, WEBHOOK_SECRET: SECRET, API_TOKEN: TOKEN };
  print(`${await machine(database)}\n`);
  await measureStart(env);
  await importInquiries(env);
  await measureAcceptance(env);
  await measureWalk('PostgreSQL', database, databaseUrl, undefined, mails, env);
  await withRedis((redisUrl) =>
    measureWalk('Redis', database, databaseUrl, redisUrl, mails, { ...env, REDIS_URL: redisUrl }),
  );
  await measureMemory(database, endurance, env);
  await database.end();
}

async function measureStart(env: NodeJS.ProcessEnv): Promise<void> {
  const service = await Child.service(env);
  print(`start to ready: ${(service.readyAfterMs / 1000).toFixed(2)} s (aim: under 4)\n`);
  await service.stop();
}

async function importInquiries(env: NodeJS.ProcessEnv): Promise<void> {
  const service = await Child.service(env);
  await fetch(`${service.url}/inquiries/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
    body: new Uint8Array(inquiriesCsv()),
  });
  await service.stop();
}

async function measureAcceptance(env: NodeJS.ProcessEnv): Promise<void> {
  const bare = await Child.bare(env);
  const service = await Child.service({ ...env, ROLE: 'web' });
  print('accepting mails          webhook/s    p99 ms     bare/s    p99 ms    ratio (aim: 0.7)');
  for (const connections of [1, 8, 64]) {
    const plain = await load(`${bare.url}/bare`, connections, SECRET);
    const ours = await load(`${service.url}/webhook/email`, connections, SECRET);
    const failed = ours.failures + plain.failures > 0 ? `  ${ours.failures + plain.failures} FAILED` : '';
    print(
      `${String(connections).padStart(4)} connections     ${row(ours)} ${row(plain)}    ${(ours.perSecond / plain.perSecond).toFixed(2)}${failed}`,
    );
  }
  print('');
  await service.stop();
  await bare.stop();
}

async function measureWalk(
  backend: string,
  database: Client,
  databaseUrl: string,
  redisUrl: string | undefined,
  mails: number,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const noop = await noopJobs(databaseUrl, redisUrl, mails);
  print(`queue on ${backend}: ${noop.toFixed(0)} no-op jobs/s`);
  for (const which of ['text', 'all'] as const) {
    const walk = await walkMails(database, sampleMails(which), mails, env);
    const aim = redisUrl ? '' : ' (aim: 0.35)';
    print(
      `  walk, ${which === 'text' ? 'text mails' : 'all samples'}: ${walk.perSecond.toFixed(0)} mails/s, ratio ${(walk.perSecond / noop).toFixed(2)}${aim}`,
    );
    const stages = await stageTimes(database);
    print(
      `    ms a stage, mean (p95): ${stages.map(({ name, mean, p95 }) => `${name} ${mean} (${p95})`).join(', ')}`,
    );
  }
  print('');
}

/** Beside the memory at start that after the first mails: until then code is compiled and buffers are made. */
async function measureMemory(database: Client, count: number, env: NodeJS.ProcessEnv): Promise<void> {
  const warm = await walkMails(database, sampleMails('text'), WARM_UP_MAILS, env);
  const { rssAtStart, rssAtEnd } = await walkMails(database, sampleMails('text'), count, env);
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  print(
    `memory: ${megabytes(rssAtStart)} MB at start, ${megabytes(warm.rssAtEnd)} MB after ${WARM_UP_MAILS} mails, ${megabytes(rssAtEnd)} MB after ${count}: ratio ${(rssAtEnd / rssAtStart).toFixed(2)} to the start, ${(rssAtEnd / warm.rssAtEnd).toFixed(2)} to the first mails (aim: 1.1)`,
  );
}

async function withRedis(work: (url: string) => Promise<void>): Promise<void> {
  const server = spawn(
    'redis-server',
    ['--port', String(REDIS_PORT), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const missing = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(true)).once('spawn', () => resolve(false));
  });
  if (missing) return print('queue on Redis: not measured, redis-server is not installed\n');
  const url = `redis://127.0.0.1:${REDIS_PORT}`;
  const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  await probe.ping();
  probe.disconnect();
  await work(url).finally(async () => {
    server.kill();
    await sleep(100);
  });
}

function row({ perSecond, p99 }: Throughput): string {
  return `${perSecond.toFixed(0).padStart(9)} ${p99.toFixed(1).padStart(9)}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
