import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that every user may enter, so that a database keeps its files in it whoever runs the server. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `creditor-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}
