import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

import { StartFailure } from '../../failure';
import { clusterDirectory } from './cluster-directory';
import { PostgresServer, ServerNotStarted } from './postgres-server';

const DATABASE = 'creditor_answers';
/** Session lock of the process that owns the server; it goes with the connection, so a killed owner leaves none behind. */
const OWNER_LOCK = 0x43_41_41;
/** How long a server may take until it lets us in: after a crash it first replays its log. */
const OPEN_TIMEOUT_MS = 60_000;
/** How long a start may fail again and again: processes of a killed server may linger. */
const START_PATIENCE_MS = 5_000;
/** How long a killed owner's connection may linger in the server before we call the data folder taken. */
const OWNER_GRACE_MS = 3_000;
const CONNECT_TIMEOUT_MS = 5_000;
const INVALID_PASSWORD = '28P01';

/** Thrown where another living process owns the data folder. */
export class DataDirInUse extends StartFailure {}

/** Thrown where the cluster has another password than `secrets.json`. */
export class SecretsReplaced extends StartFailure {}

/**
 * A real PostgreSQL 18 under the data folder, for those who have no server.
 *
 * The server outlives a `kill -9` of us; the next start adopts it by its pid file. It is restarted on the same port
 * where it dies while we live.
 */
export class EmbeddedPostgres {
  private port = 0;
  private owner?: Client;
  private recovery: Promise<void> = Promise.resolve();
  private stopping = false;
  /** True where another process took the server while it was down. */
  private usurped = false;

  private constructor(
    private readonly server: PostgresServer,
    private readonly dataDir: string,
    private readonly password: string,
  ) {}

  /**
   * Starts or adopts the server of this data folder and takes ownership of it.
   *
   * @throws DataDirInUse where another process owns it.
   * @throws SecretsReplaced, ServerNotStarted
   */
  static async start(dataDir: string, password: string): Promise<EmbeddedPostgres> {
    const server = await PostgresServer.of(await clusterDirectory(dataDir));
    await server.initialise(password);
    const embedded = new EmbeddedPostgres(server, dataDir, password);
    await embedded.own();
    await server.clearDrafts();
    await embedded.createDatabase();
    return embedded;
  }

  /** Connection string of a server that another process owns; undefined where none runs. */
  static async urlOfRunning(dataDir: string, password: string): Promise<string | undefined> {
    const server = await PostgresServer.of(await clusterDirectory(dataDir));
    const running = await server.running();
    return running && urlOf(running.port, password, DATABASE);
  }

  /** Connection string of the service's database. */
  get url(): string {
    return urlOf(this.port, this.password, DATABASE);
  }

  /** Empties the service's database. */
  async reset(): Promise<void> {
    await this.owner?.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    await this.createDatabase();
  }

  /** Ends the server, and ownership with it. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.recovery; // what it has started must not outlive us
    if (!this.usurped) await this.server.stop();
    await this.owner?.end();
  }

  /** Ends the server and takes its files away. */
  async destroy(): Promise<void> {
    await this.stop();
    await this.server.remove();
  }

  private async own(): Promise<void> {
    const begun = Date.now();
    for (;;) {
      try {
        await this.ensureRunning();
        this.owner = await this.connectAsOwner();
        return;
      } catch (error) {
        if (error instanceof DataDirInUse || this.stopping) throw error;
        if (isWrongPassword(error)) throw secretsReplaced(this.dataDir, error);
        const patience = error instanceof ServerNotStarted ? START_PATIENCE_MS : OPEN_TIMEOUT_MS;
        if (Date.now() > begun + patience) throw error;
        await sleep(100); // starting, recovering or shutting down: look again
      }
    }
  }

  private async ensureRunning(): Promise<void> {
    const running = await this.server.running();
    const port = running?.port ?? (this.port || (await freePort()));
    if (!running) await this.server.start(port);
    this.port = port;
  }

  private async connectAsOwner(): Promise<Client> {
    const client = new Client({
      connectionString: urlOf(this.port, this.password, 'postgres'),
      application_name: `owner ${process.pid}`,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    client.on('error', () => undefined); // 'end' follows
    try {
      await client.connect();
      await takeLock(client, this.dataDir);
    } catch (error) {
      await client.end();
      throw error;
    }
    client.once('end', () => {
      if (!this.stopping) this.recovery = this.recover();
    });
    return client;
  }

  /** The connection has gone while we live: the server died or was stopped under us. */
  private async recover(): Promise<void> {
    this.owner = undefined;
    while (!this.owner && !this.stopping) {
      try {
        await this.own();
        this.usurped = false;
      } catch (error) {
        this.usurped = error instanceof DataDirInUse;
        await sleep(1_000);
      }
    }
  }

  private async createDatabase(): Promise<void> {
    const found = await this.owner?.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found?.rowCount === 0) await this.owner?.query(`CREATE DATABASE ${DATABASE}`);
  }
}

async function takeLock(client: Client, dataDir: string): Promise<void> {
  const deadline = Date.now() + OWNER_GRACE_MS;
  while (!(await tryLock(client))) {
    if (Date.now() > deadline) {
      const pid = await ownerPid(client);
      throw new DataDirInUse(
        `${dataDir} is already in use by process ${pid}: stop that one, or set another DATA_DIR.`,
      );
    }
    await sleep(100);
  }
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

function isWrongPassword(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === INVALID_PASSWORD;
}

function secretsReplaced(dataDir: string, cause: unknown): SecretsReplaced {
  return new SecretsReplaced(
    `The database under ${dataDir} was made with another secrets.json: restore that one, or move ${dataDir} away to begin empty.`,
    { cause },
  );
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
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
