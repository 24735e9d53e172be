import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, createRedisBackend, isPgPool, runMigrations, withBackend } from 'bullmq';
import type { BackendFactory, IQueueBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

import type { Settings } from '../../settings';

/** What BullMQ stands on: a pool of PostgreSQL connections, or Redis. */
export type QueueConnection = Pool | Redis;

/** Queries and a LISTEN slot for each worker. */
const POOL_SIZE = 10;

const MAX_RECONNECT_DELAY_MS = 1_000;
const givenUp = new WeakSet<Redis>();

/** The backend follows from the connection, so that two applications in one process may differ. */
const backendOf: BackendFactory<IQueueBackend, QueueConnection> = (name, options, more) => {
  const { connection } = options;
  return isPgPool(connection)
    ? createPostgresBackend(name, { ...options, connection }, more)
    : createRedisBackend(name, { ...options, connection: connection }, more);
};

/** BullMQ's classes on whichever backend their connection is of. */
export const {
  Queue: BackedQueue,
  Worker: BackedWorker,
  FlowProducer: BackedFlowProducer,
} = withBackend(backendOf);

/** Opens Redis where a URL is given, else BullMQ's schema in PostgreSQL, migrated. */
export async function openQueueConnection(
  databaseUrl: string,
  { redisUrl, role }: Pick<Settings, 'redisUrl' | 'role'>,
): Promise<QueueConnection> {
  if (redisUrl) return openRedis(redisUrl);
  const pool = new Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    keepAlive: true,
    application_name: `creditor-answer-analysis ${role} queue`,
    // The inbox is the truth: what a crash of the server takes from the queue, the sweep puts back. And since enqueued_at
    // is committed after the job, its flush has flushed the job.
    options: '-c search_path=bullmq,public -c synchronous_commit=off',
  });
  pool.setMaxListeners(0); // each queue and worker listens for its errors
  pool.on('error', () => undefined); // an idle connection that was lost is replaced at the next use
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  return pool;
}

/** From now on a Redis that does not answer is given up instead of waited for, so that a stop comes to its end. */
export async function stopReconnecting(connection: QueueConnection): Promise<void> {
  if (!(connection instanceof Redis)) return;
  givenUp.add(connection);
  // ioredis does not end a connection that waits for its next try, and BullMQ would wait for that end: let the tries run out.
  if (connection.status !== 'ready') await sleep(MAX_RECONNECT_DELAY_MS + 100);
}

export async function closeQueueConnection(connection: QueueConnection): Promise<void> {
  await (connection instanceof Pool
    ? connection.end()
    : connection.quit().catch(() => connection.disconnect()));
}

/** Workers duplicate the connection for their blocking calls; the copies share this strategy and are given up with it. */
function openRedis(url: string): Redis {
  const redis: Redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (givenUp.has(redis) ? null : Math.min(times * 50, MAX_RECONNECT_DELAY_MS)),
  });
  return redis;
}
