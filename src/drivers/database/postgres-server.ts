import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { StartFailure } from '../../failure';
import type { ClusterDirectory } from './cluster-directory';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries';

const run = promisify(execFile);

const SERVER_OPTIONS =
  '-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=2GB -c shared_buffers=128MB ' +
  // An error of a statement quotes the row that it met; we tell of its code in our own log.
  '-c log_min_messages=log';
const LOG_TAIL_LINES = 6;

/** Thrown where PostgreSQL does not start; the message ends with the end of its log. */
export class ServerNotStarted extends StartFailure {}

/** The files and the process of one cluster: made, started, found again, ended. */
export class PostgresServer {
  private constructor(
    private readonly binaries: PostgresBinaries,
    private readonly directory: ClusterDirectory,
  ) {}

  static async of(directory: ClusterDirectory): Promise<PostgresServer> {
    return new PostgresServer(await postgresBinaries(directory.user), directory);
  }

  /** Makes the cluster where there is none: beside its place and renamed, so that a crash leaves nothing half made there. */
  async initialise(password: string): Promise<void> {
    if (this.isInitialised) return;
    const suffix = randomBytes(6).toString('hex');
    const draft = join(this.directory.path, `cluster.${suffix}`);
    const passwordFile = join(this.directory.path, `password.${suffix}`);
    try {
      await this.writePrivately(passwordFile, password);
      const options = ['--username=postgres', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
      await run(
        this.binaries.initdb,
        ['-D', draft, `--pwfile=${passwordFile}`, ...options],
        this.spawnOptions(),
      );
      await rename(draft, this.cluster);
    } catch (error) {
      if (!this.isInitialised) throw error; // else another process was faster
    } finally {
      await rm(passwordFile, { force: true });
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** Takes away what a crash during `initialise` left; only for the owner of the initialised cluster. */
  async clearDrafts(): Promise<void> {
    const drafts = (await readdir(this.directory.path)).filter((name) => /^(cluster|password)\./.test(name));
    for (const name of drafts) await rm(join(this.directory.path, name), { recursive: true, force: true });
  }

  /** The server that the pid file names, if it lives; a pid file that names another program is taken away. */
  async running(): Promise<{ pid: number; port: number } | undefined> {
    const file = join(this.cluster, 'postmaster.pid');
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    const pid = Number(lines[0]);
    if (!pid || !isAlive(pid)) return undefined;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => this.cluster);
    if (!command.includes(this.cluster)) {
      await rm(file, { force: true });
      return undefined;
    }
    return { pid, port: Number(lines[3]) };
  }

  /** @throws ServerNotStarted */
  async start(port: number): Promise<void> {
    const log = join(this.directory.path, 'server.log');
    try {
      await this.pgCtl('start', '-w', '-l', log, '-o', `-p ${port} ${SERVER_OPTIONS}`);
    } catch (error) {
      if (await this.running()) return; // another process was faster, or it still recovers from a crash
      const tail = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-LOG_TAIL_LINES);
      throw new ServerNotStarted(
        `The embedded PostgreSQL did not start. The end of ${log}:\n${tail.join('\n')}`,
        { cause: error },
      );
    }
  }

  async stop(): Promise<void> {
    if (await this.running()) await this.pgCtl('stop', '-w', '-m', 'fast');
  }

  /** Takes the cluster away, for good. */
  async remove(): Promise<void> {
    await rm(this.directory.path, { recursive: true, force: true });
  }

  private get cluster(): string {
    return join(this.directory.path, 'cluster');
  }

  private get isInitialised(): boolean {
    return existsSync(join(this.cluster, 'PG_VERSION'));
  }

  private async writePrivately(file: string, text: string): Promise<void> {
    await writeFile(file, text, { mode: 0o600 });
    const { user } = this.directory;
    if (user) await chown(file, user.uid, user.gid);
  }

  /** The server must not hold our pipes, else pg_ctl's end is never seen: its output goes to the log file. */
  private async pgCtl(action: string, ...options: string[]): Promise<void> {
    await run(this.binaries.pgCtl, [action, '-D', this.cluster, '-s', ...options], this.spawnOptions());
  }

  private spawnOptions() {
    const { path, user } = this.directory;
    return {
      uid: user?.uid,
      gid: user?.gid,
      cwd: path,
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    };
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
