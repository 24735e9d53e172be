import { Client } from 'pg';

/** One statement on a connection of its own. */
export async function sql<Row extends object = Record<string, unknown>>(
  connectionString: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined); // the statement fails too
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
