import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';

import { dataSourceOptions, migrate } from '../drivers/database/data-source';
import { EmbeddedPostgres } from '../drivers/database/embedded-postgres';
import { ClaimHistory } from '../inquiries/claim-history.entity';
import { Inquiry } from '../inquiries/inquiry.entity';

/** Works on an empty database of its own, which is gone afterwards, however the work ended. */
export async function onThrowAwayDatabase<T>(work: (database: DataSource) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'evaluation-'));
  const server = await EmbeddedPostgres.start(directory, randomUUID());
  try {
    await migrate(server.url);
    const database = await new DataSource({
      ...dataSourceOptions(server.url),
      entities: [Inquiry, ClaimHistory],
    }).initialize();
    try {
      return await work(database);
    } finally {
      await database.destroy();
    }
  } finally {
    await server.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}
