import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { Child } from './child';
import { inquiriesCsv } from './mails';
import { SECRET, TOKEN, type Environment } from './run';

/** A database server of its own, and what services on it are started with. */
export class Office {
  private constructor(
    private readonly server: EmbeddedPostgres,
    readonly database: Client,
    readonly env: Environment & { DATA_DIR: string },
  ) {}

  static async open(): Promise<Office> {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'bench-'));
    const server = await EmbeddedPostgres.start(DATA_DIR, 'password-of-the-benchmark');
    await migrate(server.url);
    const database = new Client({ connectionString: server.url });
    await database.connect();
    const env = { DATABASE_URL: server.url, DATA_DIR, WEBHOOK_SECRET: SECRET, API_TOKEN: TOKEN };
    return new Office(server, database, env);
  }

  async close(): Promise<void> {
    await this.database.end();
    await this.server.destroy();
    await rm(this.env.DATA_DIR, { recursive: true, force: true });
  }

  async importInquiries(): Promise<void> {
    const service = await Child.service(this.env);
    await fetch(`${service.url}/inquiries/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
      body: new Uint8Array(inquiriesCsv()),
    });
    await service.stop();
  }
}
