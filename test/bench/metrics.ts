import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

import { migrate } from '../../src/drivers/database/data-source';
import { EmbeddedPostgres } from '../../src/drivers/database/embedded-postgres';
import { Settings } from '../../src/settings';
import { temporaryFolder } from '../harness/temporary-folder';
import { machine } from './machine';
import { fillToday, type MetricBench } from './metric-office';
import { measureRollup, measureSummary } from './metric-reading';
import { measureRecording, measureWriting } from './metric-writing';
import { print } from './run';

const PARTS = ['recording', 'writing', 'rollup', 'summary'] as const;

interface Options {
  only: (typeof PARTS)[number][];
  rows: number;
  perDay: number;
}

async function measure(bench: MetricBench, { only, rows, perDay }: Options): Promise<void> {
  const parts = {
    recording: () => measureRecording(),
    writing: () => measureWriting(bench),
    rollup: () => measureRollup(bench, rows),
    summary: () => measureSummary(bench, perDay),
  };
  await bench.source.query(
    `INSERT INTO metric_series (metric, labels) SELECT 'processing_time', jsonb_build_object('stage', 's' || g) FROM generate_series(1, 60) AS g`,
  );
  if (only.includes('summary')) await fillToday(bench);
  for (const part of PARTS) if (only.includes(part)) await parts[part]();
}

async function main(options: Options): Promise<void> {
  const directory = temporaryFolder('bench');
  const server = await EmbeddedPostgres.start(directory, 'password-of-the-bench');
  try {
    await migrate(server.url);
    const extra = { max: 5 };
    const source = await new DataSource({ type: 'postgres', url: server.url, extra }).initialize();
    const client = new Client({ connectionString: server.url });
    client.on('error', () => undefined); // the server is ended under it where the bench fails
    await client.connect();
    print(`${await machine(client)}\n`);
    await measure({ source, client, settings: Settings.parse({}) }, options);
    await client.end();
    await source.destroy();
  } finally {
    await server.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

void new Command('bench:metrics')
  .description('Measures recording, writing, rolling up and summarising metrics, beside the bare SQL.')
  .addOption(new Option('--only <parts...>', 'not all of it').choices(PARTS).default([...PARTS]))
  .option('--rows <n>', 'raw rows of the day that is rolled up', Number, 5_000_000)
  .option('--per-day <n>', 'raw rows of each further day under the summary', Number, 200_000)
  .action(main)
  .parseAsync();
