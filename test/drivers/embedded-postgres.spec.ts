import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { chmod, chown, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

import { EmbeddedPostgres, SecretsReplaced } from '../../src/drivers/database/embedded-postgres';
import { reachableBy, serverUser } from '../../src/drivers/database/postgres-binaries';
import { CompiledProduct } from '../harness/compiled-product';
import { eventually } from '../harness/eventually';
import { isAlive, ServiceProcess } from '../harness/service-process';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';

const PASSWORD = 'password-of-the-tests';
const IS_ROOT = process.getuid?.() === 0;
/** Somebody who has nothing to do with PostgreSQL. */
const NOBODY = { uid: 65534, gid: 65534 };

/** Owns a data folder until it is killed. */
const OWNER = `
  const { EmbeddedPostgres } = require(process.argv[1]);
  EmbeddedPostgres.start(process.argv[2], '${PASSWORD}').then(
    (server) => {
      process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
      console.log('owns ' + server.url);
      setInterval(() => undefined, 1000);
    },
    (error) => {
      console.log(error.name + ': ' + error.message);
      process.exit(1);
    },
  );`;

describe('EmbeddedPostgres', () => {
  let product: CompiledProduct;
  let root: string;

  beforeAll(() => {
    product = CompiledProduct.make();
    root = temporaryFolder('postgres');
  });
  afterAll(async () => {
    product.remove();
    await rm(root, { recursive: true, force: true });
  });

  function owner(dataDir: string, user?: { uid: number; gid: number }): ServiceProcess {
    const module = product.file('src/drivers/database/embedded-postgres');
    return ServiceProcess.spawn(['-e', OWNER, module, dataDir], {}, { ...user, cwd: '/' });
  }

  describe('on one data folder, start after start', () => {
    let dataDir: string;
    beforeAll(async () => {
      dataDir = join(root, 'open folder, with blanks');
      mkdirSync(dataDir);
    });
    afterAll(() => rm(dataDir, { recursive: true, force: true }));

    it('makes a database, keeps it over a stop, and leaves no process behind', async () => {
      const first = await EmbeddedPostgres.start(dataDir, PASSWORD);
      await sql(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
      const pid = pidOf(dataDir);
      await first.stop();
      expect(isAlive(pid)).toBe(false);

      const second = await EmbeddedPostgres.start(dataDir, PASSWORD);
      expect(await sql(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      expect(await sql(second.url, 'SHOW server_version')).toEqual([
        { server_version: expect.stringMatching(/^18\./) },
      ]);
      await second.stop();
    });

    it('adopts the server of an owner that was killed', async () => {
      const killed = owner(dataDir);
      const [, url] = await killed.says(/owns (.*)/);
      const pid = pidOf(dataDir);
      await killed.kill('SIGKILL');
      expect(isAlive(pid)).toBe(true);

      const heir = await EmbeddedPostgres.start(dataDir, PASSWORD);
      expect({ url: heir.url, pid: pidOf(dataDir) }).toEqual({ url, pid });
      await heir.stop();
      expect(isAlive(pid)).toBe(false);
    });

    it('says which process has the data folder, and leaves that one alone', async () => {
      const first = owner(dataDir);
      await first.says(/owns/);
      await expect(EmbeddedPostgres.start(dataDir, PASSWORD)).rejects.toThrow(
        `${dataDir} is already in use by process ${first.pid}: stop that one, or set another DATA_DIR.`,
      );
      const url = await EmbeddedPostgres.urlOfRunning(dataDir, PASSWORD);
      expect(await sql(url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(await first.kill('SIGTERM')).toBe(0);
    });

    it('starts the server again on the same port where it dies under us', async () => {
      const server = await EmbeddedPostgres.start(dataDir, PASSWORD);
      const { url } = server;
      const pid = pidOf(dataDir);
      process.kill(pid, 'SIGKILL');
      await eventually(() => sql(url, 'SELECT 1'));
      expect(pidOf(dataDir)).not.toBe(pid);
      await server.stop();
      expect(await EmbeddedPostgres.urlOfRunning(dataDir, PASSWORD)).toBeUndefined();
    });

    it('leaves no server behind where it is stopped while the server comes back', async () => {
      const server = await EmbeddedPostgres.start(dataDir, PASSWORD);
      const lost = new Client({ connectionString: server.url });
      lost.on('error', () => undefined);
      await lost.connect();
      const ended = new Promise((resolve) => lost.once('end', resolve));
      process.kill(pidOf(dataDir), 'SIGKILL');
      await ended;
      await server.stop();
      expect(await EmbeddedPostgres.urlOfRunning(dataDir, PASSWORD)).toBeUndefined();
    });

    it('does not believe a pid file that names another program', async () => {
      const stranger = spawn('sleep', ['60'], { ...serverUser(), stdio: 'ignore' });
      const stale = [stranger.pid, join(dataDir, 'postgres', 'cluster'), 0, 1, '', '127.0.0.1', '', 'ready'];
      const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
      writeFileSync(pidFile, `${stale.join('\n')}\n`);
      try {
        const server = await EmbeddedPostgres.start(dataDir, PASSWORD);
        expect(pidOf(dataDir)).not.toBe(stranger.pid);
        await server.stop();
        expect(isAlive(stranger.pid ?? 0)).toBe(true);
      } finally {
        stranger.kill();
      }
    });

    it('refuses another password than that of the cluster, with the remedy', async () => {
      await expect(EmbeddedPostgres.start(dataDir, 'that of another secrets.json')).rejects.toThrow(
        SecretsReplaced,
      );
      const heir = await EmbeddedPostgres.start(dataDir, PASSWORD);
      await heir.stop();
    });
  });

  it('clears away what a crash while the cluster was made has left', async () => {
    const dataDir = join(root, 'half made');
    const half = join(dataDir, 'postgres', 'cluster.0123456789ab');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'PG_VERSION'), '18\n');
    writeFileSync(join(dataDir, 'postgres', 'password.0123456789ab'), PASSWORD);
    const server = await EmbeddedPostgres.start(dataDir, PASSWORD);
    expect(await sql(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(join(dataDir, 'postgres'))).sort()).toEqual(['cluster', 'server.log']);
    await server.destroy();
    expect(existsSync(join(dataDir, 'postgres', 'cluster'))).toBe(false);
  });

  it('lets one of two that start at once on a fresh folder win, beside others on other folders', async () => {
    const dataDir = join(root, 'contested');
    mkdirSync(dataDir);
    const both = [owner(dataDir), owner(dataDir)];
    const words = await Promise.all(
      both.map((process) => process.says(/^(owns|DataDirInUse: .*process \d+)/m)),
    );
    const winner = both[words.findIndex(([word]) => word === 'owns')];
    const loser = words.find(([word]) => word !== 'owns');
    expect(loser?.[0]).toContain(`${dataDir} is already in use by process ${winner.pid}`);
    expect(await winner.kill('SIGTERM')).toBe(0);
    expect(await EmbeddedPostgres.urlOfRunning(dataDir, PASSWORD)).toBeUndefined();
  });

  const asRoot = IS_ROOT ? it : it.skip;

  asRoot('runs for root under a home that is closed to others, and is one with its data folder', async () => {
    const home = join(root, 'closed home');
    mkdirSync(home, { mode: 0o700 });
    const dataDir = join(home, 'data');
    mkdirSync(dataDir);
    const first = await EmbeddedPostgres.start(dataDir, PASSWORD);
    await sql(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    await chmod(home, 0o755);
    const second = await EmbeddedPostgres.start(dataDir, PASSWORD);
    expect(await sql(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    const outside = realpathSync(join(dataDir, 'postgres'));
    await second.destroy();

    await expect(EmbeddedPostgres.start(dataDir, PASSWORD)).rejects.toThrow(
      'is a link to a folder that is gone',
    );
    expect(existsSync(outside)).toBe(false);
  });

  asRoot('runs as an ordinary user, whose files root then uses without taking them', async () => {
    if (!(await reachableBy(NOBODY, process.execPath))) return; // a checkout under a closed home is closed to him too
    const dataDir = join(root, 'of an ordinary user');
    mkdirSync(dataDir);
    await chown(dataDir, NOBODY.uid, NOBODY.gid);
    const ordinary = owner(dataDir, NOBODY);
    await ordinary.says(/owns/);
    expect((await stat(`/proc/${pidOf(dataDir)}`)).uid).toBe(NOBODY.uid);
    expect(await ordinary.kill('SIGTERM')).toBe(0);

    const server = await EmbeddedPostgres.start(dataDir, PASSWORD);
    await server.stop();
    const again = owner(dataDir, NOBODY);
    await again.says(/owns/);
    expect(await again.kill('SIGTERM')).toBe(0);
  });
});

function pidOf(dataDir: string): number {
  const [pid] = readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}
