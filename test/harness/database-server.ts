import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';

const TEMPLATE = 'template_migrated';
let server: EmbeddedPostgres | undefined;
let directory: string | undefined;

/** jest's globalSetup: one real PostgreSQL for the run, with a migrated template that each test file clones. */
export async function startServer(): Promise<void> {
  if (!process.env.TEST_DATABASE_URL) {
    directory = mkdtempSync(join(tmpdir(), 'creditor-tests-'));
    server = await EmbeddedPostgres.start(directory, 'password-of-the-tests');
    process.env.TEST_DATABASE_URL = server.url;
  }
  await onServer(async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  });
  await migrate(urlOf(TEMPLATE));
}

/** jest's globalTeardown. */
export async function stopServer(): Promise<void> {
  await server?.destroy();
  if (directory) await rm(directory, { recursive: true, force: true });
}

/** A database of its own, cloned in some 50 ms; drop it when the test file ends. */
export async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  const drop = () =>
    onServer(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)));
  return { url: urlOf(name), drop };
}

async function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${database}`;
  return url.toString();
}
