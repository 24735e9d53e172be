import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

import {
  BackedQueue,
  BackedWorker,
  closeQueueConnection,
  openQueueConnection,
} from '../../src/drivers/queue/queue-backend';
import { Child } from './child';
import { renewed } from './mails';

const CONCURRENCY = 8;
const POLL_MS = 50;

/** Jobs a second that BullMQ does on this backend when a job is nothing. */
export async function noopJobs(
  databaseUrl: string,
  redisUrl: string | undefined,
  count: number,
): Promise<number> {
  const connection = await openQueueConnection(databaseUrl, redisUrl);
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

/** Mails a second that one worker process takes through the whole walk, out of a filled inbox. */
export async function walkMails(database: Client, mails: string[], count: number, env: NodeJS.ProcessEnv) {
  await fillInbox(database, mails, count);
  const worker = await Child.service({ ...env, ROLE: 'all', WORKER_CONCURRENCY: String(CONCURRENCY) });
  const rssAtStart = worker.rss;
  const started = performance.now();
  const begun = await waiting(database);
  while ((await waiting(database)) > 0) await sleep(POLL_MS);
  const seconds = (performance.now() - started) / 1000;
  const rssAtEnd = worker.rss;
  await worker.stop();
  return { perSecond: begun / seconds, rssAtStart, rssAtEnd };
}

/** Mean and 95th percentile of each stage in ms, out of the reports. */
export async function stageTimes(database: Client): Promise<{ name: string; mean: string; p95: string }[]> {
  const { rows } = await database.query<{ name: string; mean: string; p95: string }>(
    `SELECT stage ->> 'name' AS name, round(avg((stage ->> 'duration_ms')::numeric), 2) AS mean,
       round(percentile_cont(0.95) WITHIN GROUP (ORDER BY (stage ->> 'duration_ms')::numeric)::numeric, 2) AS p95
     FROM reports, jsonb_array_elements(findings -> 'stages') stage GROUP BY 1
     ORDER BY array_position(ARRAY['parse', 'extract', 'match', 'decide', 'write', 'notify'], stage ->> 'name')`,
  );
  return rows;
}

async function fillInbox(database: Client, mails: string[], count: number): Promise<void> {
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

async function waiting(database: Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM waiting_mails',
  );
  return rows[0]?.count ?? 0;
}
