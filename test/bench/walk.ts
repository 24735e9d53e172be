import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Client } from 'pg';

import {
  BackedQueue,
  BackedWorker,
  closeQueueConnection,
  openQueueConnection,
} from '../../src/drivers/queue/queue-backend';
import { Child } from './child';
import { ServerCpu } from './cpu-time';
import { renewed, sampleMails } from './mails';
import { print, type Environment } from './run';

const CONCURRENCY = 8;
const POLL_MS = 50;
const REDIS_PORT = 26379;
const WARM_UP_MAILS = 1000;
const FIFTHS = 5;

/** Mails through the walk beside no-op jobs of the same queue, on each backend that is there. */
export async function measureWalks(database: Client, mails: number, env: Environment): Promise<void> {
  await measureWalk('PostgreSQL', database, mails, env);
  await withRedis((redisUrl) => measureWalk('Redis', database, mails, { ...env, REDIS_URL: redisUrl }));
}

/** At the start, when the process is warm, and at every fifth of the way: what leaks grows to the end. */
export async function measureMemory(database: Client, count: number, env: Environment): Promise<void> {
  const { rssAtStart, rss } = await walkMails(database, sampleMails('text'), count, env);
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  const last = rss[rss.length - 1];
  print(
    `memory: ${megabytes(rssAtStart)} MB at start, ${rss.map(megabytes).join(', ')} MB after ${WARM_UP_MAILS} mails and at each fifth of ${count} more: the last ${(last / rss[0]).toFixed(2)} of the first, ${(last / rss[1]).toFixed(2)} of the second (aim: 1.1)`,
  );
}

async function measureWalk(
  backend: string,
  database: Client,
  mails: number,
  env: Environment,
): Promise<void> {
  const noop = await noopJobs(env, mails);
  print(`queue on ${backend}: ${noop.toFixed(0)} no-op jobs/s`);
  for (const which of ['text', 'all'] as const) {
    const walk = await walkMails(database, sampleMails(which), mails, env);
    const aim = env.REDIS_URL ? '' : ' (aim: 0.35)';
    print(
      `  walk, ${which === 'text' ? 'text mails' : 'all samples'}: ${walk.perSecond.toFixed(0)} mails/s, ratio ${(walk.perSecond / noop).toFixed(2)}${aim}; CPU a mail: ${walk.nodeMs.toFixed(2)} ms node, ${walk.databaseMs.toFixed(2)} ms PostgreSQL`,
    );
    const stages = await stageTimes(database);
    print(
      `    ms a stage, mean (p95): ${stages.map(({ name, mean, p95 }) => `${name} ${mean} (${p95})`).join(', ')}`,
    );
  }
  print('');
}

/** Jobs a second that BullMQ does on this backend when a job is nothing. */
async function noopJobs(env: Environment, count: number): Promise<number> {
  const connection = await openQueueConnection(env.DATABASE_URL, {
    redis: env.REDIS_URL ? { urls: [env.REDIS_URL], cluster: false } : undefined,
    role: 'worker',
  });
  const name = `noop-${randomUUID()}`;
  const queue = new BackedQueue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  for (let added = 0; added < count; added += 500) {
    await queue.addBulk(
      Array.from({ length: 500 }, () => ({
        name: 'noop',
        data: { emailId: randomUUID(), correlationId: randomUUID() },
      })),
    );
  }
  let done = 0;
  const started = performance.now();
  const worker = new BackedWorker(name, async () => void (done += 1), {
    connection,
    concurrency: CONCURRENCY,
  });
  while (done < count) await sleep(POLL_MS);
  const seconds = (performance.now() - started) / 1000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  await closeQueueConnection(connection);
  return count / seconds;
}

/** What one worker process took to walk a filled inbox, once it was warm; CPU time is by the mail. */
export interface Walk {
  perSecond: number;
  nodeMs: number;
  databaseMs: number;
  /** Resident memory in bytes. */
  rssAtStart: number;
  /** The same once it was warm, and at each fifth of the way. */
  rss: number[];
}

/**
 * Walks so many mails, after others until which code is compiled and buffers are made.
 * @param more  options of node for the worker.
 */
export async function walkMails(
  database: Client,
  mails: string[],
  count: number,
  env: Environment,
  more: string[] = [],
): Promise<Walk> {
  await fillInbox(database, mails, WARM_UP_MAILS + count);
  const server = await ServerCpu.of(database);
  const settings = { ...env, ROLE: 'all', WORKER_CONCURRENCY: String(CONCURRENCY) };
  const worker = await Child.service(settings, more);
  const rssAtStart = worker.rss;
  while ((await waiting(database)) > count) await sleep(POLL_MS);
  const rss = [worker.rss];
  const [nodeBefore, databaseBefore, started] = [worker.cpuMs, server.ms, performance.now()];
  const begun = await waiting(database);
  for (let left = await waiting(database); left > 0; left = await waiting(database)) {
    if (left < begun * (1 - rss.length / FIFTHS)) rss.push(worker.rss);
    await sleep(POLL_MS);
  }
  rss.push(worker.rss);
  const walk = {
    perSecond: (begun * 1000) / (performance.now() - started),
    nodeMs: (worker.cpuMs - nodeBefore) / begun,
    databaseMs: (server.ms - databaseBefore) / begun,
    rssAtStart,
    rss,
  };
  await worker.stop();
  return walk;
}

/** Mean and 95th percentile of each stage in ms, out of the reports. */
async function stageTimes(database: Client): Promise<{ name: string; mean: string; p95: string }[]> {
  const { rows } = await database.query<{ name: string; mean: string; p95: string }>(
    `SELECT stage ->> 'name' AS name, round(avg((stage ->> 'duration_ms')::numeric), 2) AS mean,
       round(percentile_cont(0.95) WITHIN GROUP (ORDER BY (stage ->> 'duration_ms')::numeric)::numeric, 2) AS p95
     FROM reports, jsonb_array_elements(findings -> 'stages') stage GROUP BY 1
     ORDER BY array_position(ARRAY['parse', 'extract', 'match', 'decide', 'write', 'notify'], stage ->> 'name')`,
  );
  return rows;
}

/** Empties everything and puts so many mails into the inbox, none with a job. */
export async function fillInbox(database: Client, mails: string[], count: number): Promise<void> {
  await database.query('TRUNCATE waiting_mails, effects, reports, inbox CASCADE');
  // Jobs of mails that were accepted before would be worked off too; the service makes the schema anew.
  await database.query('DROP SCHEMA IF EXISTS bullmq CASCADE');
  for (let index = 0; index < count; index += 1) {
    const raw = renewed(mails[index % mails.length]);
    const id = randomUUID();
    await database.query(
      `WITH mail AS (INSERT INTO inbox (email_id, correlation_id, identity, format, size, raw)
         VALUES ($1, $2, $3, 'rfc822', $4, $5) RETURNING email_id, correlation_id, received_at)
       INSERT INTO waiting_mails (email_id, correlation_id, received_at) SELECT email_id, correlation_id, received_at - interval '1 minute' FROM mail`,
      [id, id, Buffer.from(id), raw.length, raw],
    );
  }
}

/** Mails that have not ended. */
export async function waiting(database: Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM waiting_mails',
  );
  return rows[0]?.count ?? 0;
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
