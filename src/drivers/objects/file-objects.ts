import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { PermanentFailure, TransientFailure } from '../../failure';
import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { keyOf, Objects, verified } from './objects';

/** Objects as files of a folder. A file appears whole: it is written under another name, flushed, and renamed. */
export class FileObjects extends Objects {
  constructor(private readonly directory: string) {
    super();
  }

  async put(content: Uint8Array): Promise<string> {
    const key = keyOf(content);
    const file = join(this.directory, key);
    try {
      if (!(await isThere(file))) await write(file, content);
    } catch (error) {
      throw unavailable(error);
    }
    return key;
  }

  async get(key: string): Promise<Buffer> {
    try {
      return verified(await readFile(join(this.directory, key)), key);
    } catch (error) {
      if (error instanceof PermanentFailure) throw error;
      if (codeOf(error) === 'ENOENT')
        throw new PermanentFailure('object_missing', `The archive has no object ${key}.`, { cause: error });
      throw unavailable(error);
    }
  }

  @Probe('object_store')
  async writable(): Promise<ProbeDetails> {
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await access(this.directory, constants.W_OK);
    } catch (error) {
      throw new Error(remedy(error), { cause: error });
    }
    return { adapter: 'files' };
  }
}

async function write(file: string, content: Uint8Array): Promise<void> {
  const folder = dirname(file);
  const draft = `${file}.${randomUUID()}.draft`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(draft, content, { mode: 0o600, flush: true });
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
  // The name, too, must outlive a power cut.
  await using handle = await open(folder);
  await handle.sync();
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function unavailable(error: unknown): TransientFailure {
  return new TransientFailure('objects_unavailable', remedy(error), { cause: error });
}

function remedy(error: unknown): string {
  return `The folder objects of DATA_DIR cannot be used (${codeOf(error)}): check its space, owner and mode.`;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
