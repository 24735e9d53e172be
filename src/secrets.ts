import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

import { failureCode } from './failure';
import { SettingsError } from './settings';

const schema = z.object({
  webhookSecret: z.string().startsWith('whsec_'),
  apiToken: z.string().min(16),
  databasePassword: z.string().min(16),
});

/** Secrets that this installation made for itself. */
export type Secrets = z.infer<typeof schema>;

/**
 * Reads `secrets.json` of the data folder, or makes it (mode 0600) the first time.
 * Two processes that start at once agree: the file appears whole by a link, and the loser reads the winner's.
 *
 * @throws SettingsError where the file is damaged, or the folder cannot be used.
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const parsed = schema.safeParse(parseJson(await readOrMake(file)));
  if (!parsed.success) {
    throw new SettingsError(
      `${file} is damaged. Restore it from a backup: without it the embedded database cannot be opened.`,
    );
  }
  return parsed.data;
}

async function readOrMake(file: string): Promise<string> {
  const dataDir = dirname(file);
  try {
    await makeFolder(dataDir);
    if (!existsSync(file)) await makeOnce(file);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SettingsError(
      `The folder ${dataDir} of DATA_DIR cannot be used (${failureCode(error)}): set a folder that this user may make and write to.`,
      { cause: error },
    );
  }
}

/** Step by step: Node's recursive mkdir never returns where a file system makes no folders, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function makeOnce(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(makeSecrets(), null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

function makeSecrets(): Secrets {
  return {
    webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    apiToken: randomBytes(32).toString('hex'),
    databasePassword: randomBytes(24).toString('hex'),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
