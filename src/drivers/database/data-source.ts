import { extname, join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** Session lock that keeps two starting processes from migrating at once. */
const MIGRATION_LOCK = 0x43_41_42;
/** Ours for requests and stages; BullMQ keeps its own pool. */
const POOL_SIZE = 20;
/** As long as a provider is let wait at the webhook. */
const PATIENCE_MS = 10_000;

/** What the walk reads is in memory or on solid state: an index is worth its while even where a table is small. */
const PLANNING = '-c random_page_cost=1.1';

/**
 * How TypeORM reaches the database; entities are added by the modules that own them.
 *
 * @param user  of the connections, as `pg_stat_activity` and the server's log name it.
 * @param patienceMs  for a server that takes the connection and does not answer, and for a connection that is free.
 */
export function dataSourceOptions(url: string, user = 'command', patienceMs = PATIENCE_MS) {
  const root = join(__dirname, '..', '..', '..');
  return {
    type: 'postgres',
    url,
    applicationName: `creditor-answer-analysis ${user}`,
    migrations: [join(root, 'migrations', `*${extname(__filename)}`)],
    migrationsTableName: 'schema_migrations',
    extra: { max: POOL_SIZE, options: PLANNING, connectionTimeoutMillis: patienceMs },
  } satisfies DataSourceOptions;
}

/** Brings the schema up to date; safe to call from several processes at once. */
export async function migrate(url: string, patienceMs?: number): Promise<void> {
  const options = dataSourceOptions(url, 'migrations', patienceMs);
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
