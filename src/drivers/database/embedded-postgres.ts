import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

import {
  clusterDirectory,
  postgresBinaries,
  serverUser,
  type PostgresBinaries,
  type ServerUser,
} from './postgres-binaries';

const run = promisify(execFile);

const DATABASE = 'creditor_answers';
/** Session lock of the process that owns the server; it goes with the connection, so a killed owner leaves none behind. */
const OWNER_LOCK = 0x43_41_41;
const START_TIMEOUT_MS = 60_000;
/** How long a killed owner's connection may linger in the server before we call the data folder taken. */
const OWNER_GRACE_MS = 3_000;
const SERVER_OPTIONS =
  '-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=2GB -c shared_buffers=128MB';

/** Thrown where another living process owns the data folder. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse';
}

/**
 * A real PostgreSQL 18 under the data folder, for those who have no server.
 *
 * The server outlives a `kill -9` of us; the next start adopts it by its pid file. It is restarted on the same port
 * where it dies while we live.
 */
export class EmbeddedPostgres {
  private owner?: Client;
  private stopping = false;

  private constructor(
    private readonly binaries: PostgresBinaries,
    private readonly user: ServerUser | undefined,
    private readonly directory: string,
    private readonly password: string,
    private port: number,
  ) {}

  /**
   * Starts or adopts the server of this data folder and takes ownership of it.
   *
   * @throws DataDirInUse where another process owns it.
   */
  static async start(dataDir: string, password: string): Promise<EmbeddedPostgres> {
    const user = serverUser();
    const directory = await clusterDirectory(dataDir, user);
    await makeFolder(directory, user);
    const server = new EmbeddedPostgres(await postgresBinaries(user), user, directory, password, 0);
    if (!existsSync(join(server.cluster, 'PG_VERSION'))) await server.initialise();
    await server.own(dataDir);
    await server.createDatabase();
    return server;
  }

  /** Connection string of a server that another process owns; undefined where none runs. */
  static async urlOfRunning(dataDir: string, password: string): Promise<string | undefined> {
    const user = serverUser();
    const directory = await clusterDirectory(dataDir, user);
    const server = new EmbeddedPostgres(await postgresBinaries(user), user, directory, password, 0);
    const running = await server.runningServer();
    if (!running) return undefined;
    server.port = running.port;
    return server.url;
  }

  /** Empties the service's database. */
  async reset(): Promise<void> {
    await this.owner?.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    await this.createDatabase();
  }

  /** Connection string of the service's database. */
  get url(): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${this.port}/${DATABASE}`;
  }

  /** Gives up ownership and ends the server. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.owner?.end();
    await this.pgCtl('stop', '-m', 'fast', '-w');
  }

  private get cluster(): string {
    return join(this.directory, 'cluster');
  }

  /** Made beside its place and renamed, so that a crash in between leaves nothing half made. */
  private async initialise(): Promise<void> {
    const draft = join(this.directory, `cluster.${process.pid}`);
    const passwordFile = join(this.directory, `password.${process.pid}`);
    await writeFile(passwordFile, this.password, { mode: 0o600 });
    if (this.user) await chown(passwordFile, this.user.uid, this.user.gid);
    try {
      const options = [
        '--username=postgres',
        '--encoding=UTF8',
        '--locale=C',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
      ];
      await run(this.binaries.initdb, ['-D', draft, ...options], this.spawnOptions());
      await rename(draft, this.cluster);
    } finally {
      await rm(passwordFile, { force: true });
      await rm(draft, { recursive: true, force: true });
    }
  }

  private async own(dataDir: string): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      await this.ensureRunning();
      try {
        this.owner = await this.connectAsOwner(dataDir);
        return;
      } catch (error) {
        if (error instanceof DataDirInUse || Date.now() > deadline) throw error;
        await sleep(100); // starting, recovering or shutting down: look again
      }
    }
  }

  private async connectAsOwner(dataDir: string): Promise<Client> {
    const client = new Client({
      connectionString: this.maintenanceUrl,
      application_name: `owner ${process.pid}`,
      keepAlive: true,
    });
    client.on('error', () => undefined); // 'end' follows
    await client.connect();
    const deadline = Date.now() + OWNER_GRACE_MS;
    while (!(await tryLock(client))) {
      if (Date.now() > deadline) {
        const pid = await ownerPid(client);
        await client.end();
        throw new DataDirInUse(
          `${dataDir} is already in use by process ${pid}: stop that one, or set another DATA_DIR.`,
        );
      }
      await sleep(100);
    }
    client.once('end', () => void this.recover(dataDir));
    return client;
  }

  /** The connection has gone: unless we are stopping, the server died or was stopped under us. */
  private async recover(dataDir: string): Promise<void> {
    while (!this.stopping) {
      try {
        return await this.own(dataDir);
      } catch {
        await sleep(1_000);
      }
    }
  }

  private async ensureRunning(): Promise<void> {
    const running = await this.runningServer();
    if (running) {
      this.port = running.port;
      return;
    }
    this.port ||= await freePort();
    const log = join(this.directory, 'server.log');
    try {
      await this.pgCtl('start', '-w', '-t', '60', '-l', log, '-o', `-p ${this.port} ${SERVER_OPTIONS}`);
    } catch (error) {
      if (await this.runningServer()) return; // another process was faster
      const tail = (await readFile(log, 'utf8').catch(() => '')).split('\n').slice(-6).join('\n');
      throw new Error(`The embedded PostgreSQL did not start. The end of ${log}:\n${tail}`, { cause: error });
    }
  }

  /** The server that the pid file names, if it lives; a pid file that names another program is taken away. */
  private async runningServer(): Promise<{ port: number } | undefined> {
    const file = join(this.cluster, 'postmaster.pid');
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    const pid = Number(lines[0]);
    if (!pid || !isAlive(pid)) return undefined;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
    if (!command.includes('postgres')) {
      await rm(file, { force: true });
      return undefined;
    }
    return { port: Number(lines[3]) };
  }

  private async createDatabase(): Promise<void> {
    const found = await this.owner?.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found?.rowCount === 0) await this.owner?.query(`CREATE DATABASE ${DATABASE}`);
  }

  private get maintenanceUrl(): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${this.port}/postgres`;
  }

  /** The server must not hold our pipes, else pg_ctl's end is never seen: its output goes to the log file. */
  private async pgCtl(action: string, ...options: string[]): Promise<void> {
    await run(this.binaries.pgCtl, [action, '-D', this.cluster, '-s', ...options], this.spawnOptions());
  }

  private spawnOptions() {
    return {
      uid: this.user?.uid,
      gid: this.user?.gid,
      cwd: this.directory,
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    };
  }
}

async function makeFolder(directory: string, user: ServerUser | undefined): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  if (user) await chown(directory, user.uid, user.gid);
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    OWNER_LOCK,
  ]);
  return rows[0]?.locked ?? false;
}

async function ownerPid(client: Client): Promise<string> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.objid = $1`,
    [OWNER_LOCK],
  );
  return rows[0]?.application_name.replace('owner ', '') ?? 'unknown';
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
