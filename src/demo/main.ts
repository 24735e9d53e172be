import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';

import { EmbeddedPostgres } from '../drivers/database/embedded-postgres';
import { loadSecrets } from '../secrets';
import { Service } from '../service';
import { Settings } from '../settings';
import { DemoClient } from './demo-client';
import { resultTable, summary, wrongWrites, type DemoResult } from './demo-table';
import { sampleInquiries, sampleMails, type SampleMail } from './samples';

const DATA_DIR = 'data/demo';
/** Mails under way at once: a few, as a provider would deliver them. */
const DELIVERIES_AT_ONCE = 4;
const POLL_MS = 100;
const PATIENCE_MS = 120_000;

const command = new Command('demo')
  .description(
    'Starts the service on an empty embedded database, sends it the sample mails, and shows what it makes of them.',
  )
  .option(
    '--exit',
    'end when the mails have come to their end: status 0 where nothing was lost or written wrongly',
  )
  .option('--port <port>', 'where the service listens (default: 3000, or a free port where that is taken)')
  .action(async (options: { exit?: boolean; port?: string }) => {
    const service = await startEmpty(options.port);
    const results = await sendSamples(service);
    print(resultTable(results));
    print(`\n${summary(results)}\n`);
    if (options.exit) {
      await service.stop();
      process.exitCode =
        wrongWrites(results).length > 0 || results.some(({ report }) => report.status === 'failed') ? 1 : 0;
      return;
    }
    print(invitation(service, results));
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void service.stop().then(() => process.exit(0)));
  });

/** The demo is a world of its own: it reads no environment and begins empty each time. */
async function startEmpty(port: string | undefined): Promise<Service> {
  const dataDir = resolve(DATA_DIR);
  const { databasePassword } = await loadSecrets(dataDir);
  print('Starting PostgreSQL …');
  const server = await EmbeddedPostgres.start(dataDir, databasePassword);
  await server.reset();
  await server.stop();
  await rm(join(dataDir, 'outbox'), { recursive: true, force: true });
  print('Starting the service …');
  const settings = (at: string) =>
    Settings.parse({ DATA_DIR: dataDir, PORT: at, LOG_LEVEL: 'warn', STAFF_EMAIL: 'staff@office.example' });
  try {
    return await Service.start(settings(port ?? '3000'));
  } catch (error) {
    if (port || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return Service.start(settings('0'));
  }
}

async function sendSamples(service: Service): Promise<DemoResult[]> {
  const client = new DemoClient(
    service.url,
    service.settings.webhookSecrets[0] ?? '',
    service.settings.apiToken,
  );
  const { imported } = await client.importInquiries(sampleInquiries());
  const mails = sampleMails();
  print(`${imported} inquiries imported; sending ${mails.length} mails to ${service.url}/webhook/email`);
  const bar = new SingleBar({
    format: '{bar} {value}/{total} mails',
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  });
  bar.start(mails.length, 0);
  const queue = [...mails];
  const results: DemoResult[] = [];
  const sender = async () => {
    for (let mail = queue.shift(); mail; mail = queue.shift()) {
      results.push(await processed(client, mail));
      bar.increment();
    }
  };
  await Promise.all(Array.from({ length: DELIVERIES_AT_ONCE }, sender));
  bar.stop();
  return results.sort((left, right) => left.file.localeCompare(right.file));
}

async function processed(client: DemoClient, mail: SampleMail): Promise<DemoResult> {
  const emailId = await client.deliver(mail.message);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const report = await client.endedReport(emailId);
    if (report) return { file: mail.file, truth: mail.truth, report };
    if (Date.now() > deadline)
      throw new Error(`${mail.file} has not come to its end: see /reports/${emailId}`);
    await sleep(POLL_MS);
  }
}

function invitation(service: Service, results: DemoResult[]): string {
  const written = results.find(({ report }) => report.written) ?? results[0];
  return [
    `The service listens on ${service.url} until Ctrl-C. Its secrets: ${DATA_DIR}/secrets.json. Mails to staff: ${DATA_DIR}/outbox/`,
    '',
    `  TOKEN=$(node -p "require('./${DATA_DIR}/secrets.json').apiToken")`,
    `  curl -H "Authorization: Bearer $TOKEN" ${service.url}/reports/${written?.report.email_id}`,
    `  curl -H "Authorization: Bearer $TOKEN" ${service.url}/inquiries/${written?.report.inquiry_id}`,
    `  curl -H "Authorization: Bearer $TOKEN" "${service.url}/reports?route=manual_review"`,
    '',
  ].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
