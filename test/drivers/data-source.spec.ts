import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DataSource } from 'typeorm';

import ormconfig from '../../ormconfig';
import { dataSourceOptions, migrate } from '../../src/drivers/database/data-source';
import { isOutage } from '../../src/failure';
import { sql } from '../harness/sql';
import { TcpProxy } from '../harness/tcp-proxy';

const MIGRATIONS = readdirSync(join(__dirname, '..', '..', 'migrations')).length;
const QUICKLY = { connectionTimeoutMillis: 100 };
const SERVER = process.env.TEST_DATABASE_URL ?? '';

describe('migrations', () => {
  const name = `empty_${process.pid}`;
  const url = Object.assign(new URL(SERVER), { pathname: `/${name}` }).toString();
  const applied = () => sql(url, 'SELECT name FROM schema_migrations ORDER BY id');

  beforeAll(() => sql(SERVER, `CREATE DATABASE ${name}`));
  afterAll(() => sql(SERVER, `DROP DATABASE ${name} WITH (FORCE)`));

  it('run once where several processes start at once on an empty database', async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrate(url)));
    expect(await applied()).toHaveLength(MIGRATIONS);
    await migrate(url);
    expect(await applied()).toHaveLength(MIGRATIONS);
  });

  it('give up on a server that takes the connection and does not answer', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await expect(migrate(`postgres://u:p@127.0.0.1:${port}/answers`, QUICKLY)).rejects.toThrow('timeout');
    silent.close();
  });

  it('can be shown, taken back and run by the typeorm command', async () => {
    const source = await ormconfig.setOptions({ url }).initialize(); // as DATABASE_URL sets it
    try {
      expect(await source.showMigrations()).toBe(false);
      for (let left = MIGRATIONS; left > 0; left--) await source.undoLastMigration();
      expect(await applied()).toEqual([]);
      expect(await source.showMigrations()).toBe(true);
      expect(await source.runMigrations()).toHaveLength(MIGRATIONS);
    } finally {
      await source.destroy();
    }
  });
});

describe('connections', () => {
  it('are given up where the server takes them and does not answer, and made again when it does', async () => {
    const proxy = await TcpProxy.before(SERVER);
    const source = await new DataSource(dataSourceOptions(proxy.url, 'test', QUICKLY)).initialize();
    const failureOf = (query: string) => source.query(query).catch((error: Error) => error);
    try {
      proxy.cut();
      expect(isOutage(await failureOf('SELECT 1'))).toBe(true);
      proxy.hang();
      const failure: unknown = await failureOf('SELECT 1');
      expect(String(failure)).toMatch(/timeout/);
      expect(isOutage(failure)).toBe(true);
      proxy.open();
      expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await source.destroy();
      await proxy.close();
    }
  });
});
