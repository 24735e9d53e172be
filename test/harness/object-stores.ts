import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CloudObjects } from '../../src/drivers/objects/cloud-objects';
import { CloudStorage } from '../../src/drivers/objects/cloud-storage';
import { FileObjects } from '../../src/drivers/objects/file-objects';
import type { Objects } from '../../src/drivers/objects/objects';
import { CloudStorageServer } from './cloud-storage-server';
import { temporaryFolder } from './temporary-folder';
import { unguarded } from './unguarded';

/** An adapter of the object store. */
export interface ObjectStore {
  objects: Objects;
  /** Puts other bytes under a key, past the adapter; undefined where that would harm somebody. */
  damage?: (key: string) => Promise<void>;
  close(): Promise<void>;
}

/** Every adapter that can be had here; `GCS_BUCKET` adds the real one. */
export const OBJECT_STORES: { name: string; open: () => Promise<ObjectStore> }[] = [
  { name: 'files', open: inFiles },
  { name: 'the double of Google Cloud Storage', open: onDouble },
  ...(process.env.GCS_BUCKET ? [{ name: 'Google Cloud Storage', open: onCloud }] : []),
];

async function inFiles(): Promise<ObjectStore> {
  const folder = temporaryFolder('objects');
  return {
    objects: new FileObjects(folder),
    damage: (key) => writeFile(join(folder, key), 'something else'),
    close: async () => rmSync(folder, { recursive: true }),
  };
}

async function onDouble(): Promise<ObjectStore> {
  const server = await CloudStorageServer.start('archive');
  return {
    objects: new CloudObjects(unguarded(new CloudStorage(server.url)), 'archive'),
    damage: async (key) => server.put('archive', key, Buffer.from('something else')),
    close: () => server.stop(),
  };
}

async function onCloud(): Promise<ObjectStore> {
  const storage = unguarded(new CloudStorage(process.env.GCS_API_ENDPOINT));
  return { objects: new CloudObjects(storage, process.env.GCS_BUCKET ?? ''), close: async () => undefined };
}
