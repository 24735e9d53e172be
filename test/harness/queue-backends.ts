import { Certificate } from './certificate';
import { RedisCluster } from './redis-cluster';
import { RedisServer } from './redis-server';
import { sql } from './sql';

/** What the queue stands on in a test. */
export interface QueueBackend {
  env: NodeJS.ProcessEnv;
  /** Everything that the queue holds, as text. */
  contents(databaseUrl: string): Promise<string>;
  close(): Promise<void>;
}

/** Every backend that this machine has; a suite runs once for each. */
export const QUEUE_BACKENDS: { name: string; open: () => Promise<QueueBackend> }[] = [
  { name: 'PostgreSQL', open: onPostgres },
  ...(RedisServer.isInstalled
    ? [
        { name: 'Redis', open: onRedis },
        { name: 'a Redis Cluster by TLS', open: onRedisCluster },
      ]
    : []),
];

async function onPostgres(): Promise<QueueBackend> {
  return { env: {}, contents: contentsOfSchema, close: async () => undefined };
}

async function onRedis(): Promise<QueueBackend> {
  const redis = await (await RedisServer.reserve()).start();
  return { env: { REDIS_URL: redis.url }, contents: () => redis.contents(), close: () => redis.remove() };
}

async function onRedisCluster(): Promise<QueueBackend> {
  const certificate = Certificate.make();
  const distrust = certificate.trust();
  const cluster = await RedisCluster.start({ certificate, password: 'of-the-tests' });
  return {
    env: { REDIS_URL: cluster.urls, ...certificate.env },
    contents: () => cluster.contents(),
    close: async () => {
      await cluster.remove();
      distrust();
      certificate.remove();
    },
  };
}

async function contentsOfSchema(databaseUrl: string): Promise<string> {
  const tables = await sql<{ name: string }>(
    databaseUrl,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'bullmq'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => sql(databaseUrl, `SELECT * FROM bullmq."${name}"`)),
  );
  return JSON.stringify(rows);
}
