import { Command, Option } from 'commander';

import { measureAcceptance } from './acceptance';
import { Child } from './child';
import { machine } from './machine';
import { measureMonitoring } from './monitoring';
import { Office } from './office';
import { print, type Environment } from './run';
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
    const office = await Office.open();
    try {
      await measure(office, options);
    } finally {
      await office.close();
    }
  });

async function measure(office: Office, options: Options): Promise<void> {
  const { database, env } = office;
  print(`${await machine(database)}\n`);
  if (MAIL_PARTS.some((part) => options.only.includes(part))) await office.importInquiries();
  const parts = {
    start: () => measureStart(env),
    acceptance: () => measureAcceptance(database, env),
    walk: () => measureWalks(database, Number(options.mails), env),
    memory: () => measureMemory(database, Number(options.endurance), env),
    monitoring: () => measureMonitoring(office, Number(options.mails)),
  };
  for (const part of PARTS) if (options.only.includes(part)) await parts[part]();
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
