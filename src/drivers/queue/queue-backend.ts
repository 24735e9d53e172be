import { createPostgresBackend, createRedisBackend, isPgPool, runMigrations, withBackend } from 'bullmq';
import type { BackendFactory, IQueueBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

/** What BullMQ stands on: a pool of PostgreSQL connections, or Redis. */
export type QueueConnection = Pool | Redis;

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

/** Opens Redis where a URL is given, else BullMQ's schema in PostgreSQL, migrated. */
export async function openQueueConnection(databaseUrl: string, redisUrl?: string): Promise<QueueConnection> {
  if (redisUrl) return new Redis(redisUrl, { maxRetriesPerRequest: null });
  const pool = new Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    keepAlive: true,
    application_name: 'creditor-answer-analysis queue',
    options: '-c search_path=bullmq,public',
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

/** Gives up a connection that does not answer, so that nobody waits for it any more. */
export function abandonUnreachable(connection: QueueConnection): void {
  if (connection instanceof Redis && connection.status !== 'ready') connection.disconnect();
}

export async function closeQueueConnection(connection: QueueConnection): Promise<void> {
  await (connection instanceof Pool
    ? connection.end()
    : connection.quit().catch(() => connection.disconnect()));
}
