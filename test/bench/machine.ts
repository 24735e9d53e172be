import { cpus, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

/** What the figures were measured on: ratios travel, absolute numbers do not. */
export async function machine(database: Client): Promise<string> {
  const { rows } = await database.query<{ version: string }>(
    `SELECT current_setting('server_version') AS version`,
  );
  const packages = ['@nestjs/core', 'bullmq', 'typeorm', 'pg'].map((name) => `${name} ${versionOf(name)}`);
  const processors = cpus();
  return [
    `${processors.length} × ${processors[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    `Node ${process.version}, PostgreSQL ${rows[0]?.version}, ${packages.join(', ')}`,
  ].join('\n');
}

function versionOf(name: string): string {
  const manifest = join(__dirname, '..', '..', '..', 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
