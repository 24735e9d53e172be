import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadSecrets } from './secrets';
import { Settings, SettingsError } from './settings';

describe('loadSecrets', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'secrets-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('makes them once, for their owner alone', async () => {
    const made = await loadSecrets(directory);
    expect(await loadSecrets(directory)).toEqual(made);
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('makes such as the settings would take', async () => {
    const { webhookSecret, apiToken } = await loadSecrets(directory);
    expect(() => Settings.parse({ WEBHOOK_SECRET: webhookSecret, API_TOKEN: apiToken })).not.toThrow();
  });

  it('makes others in every folder, and the folder too', async () => {
    const there = await loadSecrets(join(directory, 'deep', 'below'));
    const here = await loadSecrets(directory);
    for (const name of ['webhookSecret', 'apiToken', 'databasePassword'] as const)
      expect(there[name]).not.toBe(here[name]);
  });

  it('agrees with everybody who starts at the same time, and leaves no drafts', async () => {
    const loaded = await Promise.all(Array.from({ length: 20 }, () => loadSecrets(directory)));
    expect(new Set(loaded.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
    expect(readdirSync(directory)).toEqual(['secrets.json']);
  });

  it.each(['file', join('file', 'below')])(
    'refuses %s, which can be no folder, with the remedy',
    async (name) => {
      writeFileSync(join(directory, 'file'), '');
      const loading = loadSecrets(join(directory, name));
      await expect(loading).rejects.toBeInstanceOf(SettingsError);
      await expect(loading).rejects.toThrow(
        /^The folder .*file.* of DATA_DIR cannot be used \((EEXIST|ENOTDIR)\): set a folder that this user may/,
      );
    },
  );

  it('refuses a place where no folder can be made, and does not try for ever', async () => {
    await expect(loadSecrets('/proc/none/data')).rejects.toThrow(/of DATA_DIR cannot be used \(/);
  });

  it.each([
    '',
    '{',
    'null',
    '{}',
    '{"webhookSecret":"whsec_x","apiToken":"short","databasePassword":"short"}',
  ])('refuses the damaged file %j, names it and leaves it alone', async (content) => {
    const file = join(directory, 'secrets.json');
    writeFileSync(file, content);
    const loading = loadSecrets(directory);
    await expect(loading).rejects.toBeInstanceOf(SettingsError);
    await expect(loading).rejects.toThrow(`${file} is damaged. Restore it from a backup`);
    expect(statSync(file).size).toBe(content.length);
  });
});
