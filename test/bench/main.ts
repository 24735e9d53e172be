import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { Client } from 'pg';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { measureAcceptance } from './acceptance';
import { Child } from './child';
import { machine } from './machine';
import { inquiriesCsv } from './mails';
import { measureMonitoring } from './monitoring';
import { print, SECRET, TOKEN, type Environment } from './run';
import { measureMemory, measureWalks } from './walk';

const PARTS = ['start', 'acceptance', 'walk', 'memory', 'monitoring'] as const;
/** Their mails need inquiries. */
const MAIL_PARTS = ['walk', 'memory', 'monitoring'] as const;

interface Options {
  only: (typeof PARTS)[number][];
  mails: string;
  endurance: string;
}

const command = new Command('bench')
  .description('Measures the service against the bare parts that it stands on, in one run on one database.')
  .addOption(new Option('--only <parts...>', 'not all of it').choices(PARTS).default([...PARTS]))
  .option('--mails <count>', 'mails for each walk', '2000')
  .option('--endurance <count>', 'mails for the look at memory', '10000')
  .action(async (options: Options) => {
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    const server = await EmbeddedPostgres.start(directory, 'password-of-the-benchmark');
    try {
      await migrate(server.url);
      await measure(server.url, directory, options);
    } finally {
      await server.destroy();
      await rm(directory, { recursive: true, force: true });
    }
  });

async function measure(databaseUrl: string, dataDir: string, options: Options): Promise<void> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, WEBHOOK_SECRET: SECRET, API_TOKEN: TOKEN };
  print(`${await machine(database)}\n`);
  if (MAIL_PARTS.some((part) => options.only.includes(part))) await importInquiries(env);
  const parts = {
    start: () => measureStart(env),
    acceptance: () => measureAcceptance(database, env),
    walk: () => measureWalks(database, Number(options.mails), env),
    memory: () => measureMemory(database, Number(options.endurance), env),
    monitoring: () => measureMonitoring(database, Number(options.mails), env),
  };
  try {
    for (const part of PARTS) if (options.only.includes(part)) await parts[part]();
  } finally {
    await database.end();
  }
}

async function importInquiries(env: Environment): Promise<void> {
  const service = await Child.service(env);
  await fetch(`${service.url}/inquiries/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
    body: new Uint8Array(inquiriesCsv()),
  });
  await service.stop();
}

async function measureStart(env: Environment): Promise<void> {
  const service = await Child.service(env);
  print(`start to ready: ${(service.readyAfterMs / 1000).toFixed(2)} s (aim: under 4)\n`);
  await service.stop();
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
