import { extname, join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** Session lock that keeps two starting processes from migrating at once. */
const MIGRATION_LOCK = 0x43_41_42;
/** Ours for requests and stages; BullMQ keeps its own pool. */
const POOL_SIZE = 20;
/** Of every pool: nothing waits for ever for a server that takes the connection and says nothing, or whose host is gone. */
export const PATIENCE = {
  connectionTimeoutMillis: 10_000, // also for a connection that is free
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000, // of the system it is two hours
};

/** What the walk reads is in memory or on solid state: an index is worth its while even where a table is small. */
const PLANNING = '-c random_page_cost=1.1';

/**
 * How TypeORM reaches the database; entities are added by the modules that own them.
 *
 * @param user  of the connections, as `pg_stat_activity` and the server's log name it.
 * @param patience  where it is not that of every pool.
 */
export function dataSourceOptions(url: string, user = 'command', patience: Partial<typeof PATIENCE> = {}) {
  const root = join(__dirname, '..', '..', '..');
  return {
    type: 'postgres',
    url,
    applicationName: `creditor-answer-analysis ${user}`,
    migrations: [join(root, 'migrations', `*${extname(__filename)}`)],
    migrationsTableName: 'schema_migrations',
    extra: { max: POOL_SIZE, options: PLANNING, ...PATIENCE, ...patience },
  } satisfies DataSourceOptions;
}

/** Brings the schema up to date; safe to call from several processes at once. */
export async function migrate(url: string, patience?: Partial<typeof PATIENCE>): Promise<void> {
  const options = dataSourceOptions(url, 'migrations', patience);
  const source = await new DataSource({ ...options, extra: { ...options.extra, max: 2 } }).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await lock.release();
    await source.destroy();
  }
}
