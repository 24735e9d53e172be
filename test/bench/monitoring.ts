import { join } from 'node:path';
import type { Client } from 'pg';

import { sampleMails } from './mails';
import { print, type Environment } from './run';
import { walkMails, type Walk } from './walk';

const ROUNDS = 3;
const UNMONITORED = ['--require', join(__dirname, 'unmonitored.js')];

/** The walk with logs, metrics and traced calls beside the walk without, in turns, since the machine changes under both. */
export async function measureMonitoring(database: Client, mails: number, env: Environment): Promise<void> {
  const watched: Walk[] = [];
  const alone: Walk[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    watched.push(await walkMails(database, sampleMails('text'), mails, env));
    alone.push(
      await walkMails(database, sampleMails('text'), mails, { ...env, LOG_LEVEL: 'silent' }, UNMONITORED),
    );
  }
  const [on, off] = [middle(watched), middle(alone)];
  print(
    `monitoring: ${on.perSecond.toFixed(0)} mails/s with, ${off.perSecond.toFixed(0)} without: ratio ` +
      `${(on.perSecond / off.perSecond).toFixed(2)} (aim: 0.95); by CPU time a mail ` +
      `(${on.cpuMs.toFixed(2)} and ${off.cpuMs.toFixed(2)} ms) ${(off.cpuMs / on.cpuMs).toFixed(2)}\n`,
  );
}

/** Median of each figure. */
function middle(walks: Walk[]): { perSecond: number; cpuMs: number } {
  return {
    perSecond: median(walks.map(({ perSecond }) => perSecond)),
    cpuMs: median(walks.map(({ nodeMs, databaseMs }) => nodeMs + databaseMs)),
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
