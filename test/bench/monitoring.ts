import { join } from 'node:path';

import { sampleMails } from './mails';
import { Office } from './office';
import { median, print } from './run';
import { walkMails, type Walk } from './walk';

const ROUNDS = 5;
const UNMONITORED = ['--require', join(__dirname, 'unmonitored.js')];

/**
 * The walk with logs, metrics and traced calls beside the walk without, both at once and each on a database server of its own:
 * what else the machine does meanwhile slows both. They change places each round.
 */
export async function measureMonitoring(office: Office, mails: number): Promise<void> {
  const offices = [office, await Office.open()];
  const [, other] = offices;
  const rounds: { speed: number; cpu: number }[] = [];
  try {
    await other.importInquiries();
    for (let round = 0; round < ROUNDS; round += 1) {
      const [watched, alone] = await Promise.all([
        walk(offices[round % 2], mails, true),
        walk(offices[1 - (round % 2)], mails, false),
      ]);
      rounds.push({ speed: watched.perSecond / alone.perSecond, cpu: cpuOf(alone) / cpuOf(watched) });
      print(`  monitored: ${told(watched)}; unmonitored: ${told(alone)}`);
    }
  } finally {
    await other.close();
  }
  const middle = (of: 'speed' | 'cpu') => median(rounds.map((round) => round[of])).toFixed(2);
  print(`monitoring: ratio of mails/s ${middle('speed')}, by CPU time a mail ${middle('cpu')} (aim: 0.95)\n`);
}

function walk({ database, env }: Office, mails: number, isMonitored: boolean): Promise<Walk> {
  const [settings, options] = isMonitored ? [env, []] : [{ ...env, LOG_LEVEL: 'silent' }, UNMONITORED];
  return walkMails(database, sampleMails('text'), mails, settings, options);
}

/** Of the service and its database server, in ms a mail. */
function cpuOf({ nodeMs, databaseMs }: Walk): number {
  return nodeMs + databaseMs;
}

function told(walk: Walk): string {
  return `${walk.perSecond.toFixed(0)} mails/s, ${cpuOf(walk).toFixed(2)} ms CPU a mail`;
}
