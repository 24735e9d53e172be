import { createPostgresBackend, createRedisBackend, isPgPool, runMigrations, withBackend } from 'bullmq';
import type { BackendFactory, IQueueBackend } from 'bullmq';
import { Pool } from 'pg';

import type { Settings } from '../../settings';
import { PATIENCE } from '../database/data-source';
import { openRedis, stopReconnecting, type RedisConnection } from './redis';

/** What BullMQ stands on: a pool of PostgreSQL connections, or Redis. */
export type QueueConnection = Pool | RedisConnection;

/** Queries and a LISTEN slot for each worker. */
const POOL_SIZE = 10;

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

/** Opens Redis where it is set, else BullMQ's schema in PostgreSQL, migrated. */
export async function openQueueConnection(
  databaseUrl: string,
  { redis, role }: Pick<Settings, 'redis' | 'role'>,
): Promise<QueueConnection> {
  if (redis) return openRedis(redis);
  const pool = new Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    ...PATIENCE,
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

/** The first step of a stop: nothing waits any longer for a queue that is away. */
export async function giveUpQueue(connection: QueueConnection): Promise<void> {
  if (!(connection instanceof Pool)) await stopReconnecting(connection);
}

export async function closeQueueConnection(connection: QueueConnection): Promise<void> {
  await (connection instanceof Pool
    ? connection.end()
    : connection.quit().catch(() => connection.disconnect()));
}
