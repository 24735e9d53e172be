import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { StartFailure } from '../../failure';
import { makeReachable, reachableBy, serverUser, SYSTEM_DIR, type ServerUser } from './postgres-binaries';

/** Where a cluster lives, and as whom its server runs. */
export interface ClusterDirectory {
  /** Canonical, so that one cluster has one name however its data folder is spelled. */
  path: string;
  /** Undefined where that is ourselves. */
  user: ServerUser | undefined;
}

/**
 * `DATA_DIR/postgres`, made where it is not there yet. Where the server's user cannot enter the data folder, it is a link
 * to a folder that he can: the data folder alone says which cluster is its own.
 *
 * @throws StartFailure with the remedy where the server's user cannot reach it.
 */
export async function clusterDirectory(dataDir: string): Promise<ClusterDirectory> {
  const place = join(dataDir, 'postgres');
  if (!(await isThere(place))) await make(place, dataDir);
  const path = await realpath(place).catch((error: unknown) => {
    throw new StartFailure(
      `${place} is a link to a folder that is gone: restore it, or remove the link to begin empty.`,
      { cause: error },
    );
  });
  const user = await ownerOf(path);
  if (user && !(await reachableBy(user, path))) {
    throw new StartFailure(
      `PostgreSQL runs as the owner of ${path} (user id ${user.uid}), who may not enter every folder on the way there: allow it with chmod a+x.`,
    );
  }
  return { path, user };
}

async function make(place: string, dataDir: string): Promise<void> {
  const user = serverUser();
  try {
    if (!user || (await reachableBy(user, dataDir))) return await mkdir(place, { mode: 0o700 });
    const clusters = join(SYSTEM_DIR, 'clusters');
    const folder = join(clusters, randomBytes(8).toString('hex'));
    await makeReachable(SYSTEM_DIR);
    await makeReachable(clusters);
    await mkdir(folder, { mode: 0o700 });
    await symlink(folder, place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was faster
  }
}

/** Root starts the server as the one whose files they are, else PostgreSQL refuses them; what is root's own is given away. */
async function ownerOf(path: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(path);
  if (uid !== 0) return { uid, gid };
  const user = serverUser();
  if (user) await chown(path, user.uid, user.gid);
  return user;
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
