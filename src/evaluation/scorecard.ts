import Table from 'cli-table3';

import { FIELDS } from './corpus';
import type { Verdict } from './verdict';

/** The figures that an office looks at before it lets the service book anything. */
export interface Scorecard {
  mails: number;
  wrong_writes: number;
  unsafe_routes: number;
  /** Of the mails that need no person, the share that took none. */
  automation_rate: number;
  /** Of the mails whose claim a case worker would book, the share that was. */
  booking_rate: number;
  kinds: number;
  fields: Record<string, number>;
  misses: { file: string; expected: string; got: string; reason: string }[];
}

export function scorecard(verdicts: Verdict[]): Scorecard {
  const automatable = verdicts.filter(({ truth }) => truth.ideal_route !== 'manual_review');
  const bookable = automatable.filter(({ truth }) => truth.ideal_route !== 'no_action');
  return {
    mails: verdicts.length,
    wrong_writes: verdicts.filter(({ wrongWrite }) => wrongWrite).length,
    unsafe_routes: verdicts.filter(({ unsafe }) => unsafe).length,
    automation_rate: share(automatable, ({ missed }) => !missed),
    booking_rate: share(bookable, ({ reading }) => reading.decision.claim !== null),
    kinds: share(verdicts, ({ kindRight }) => kindRight),
    fields: Object.fromEntries(
      FIELDS.map((name) => [name, share(verdicts, ({ fieldsRight }) => fieldsRight[name])]),
    ),
    misses: verdicts.filter(({ wrongWrite, unsafe, missed }) => wrongWrite || unsafe || missed).map(missOf),
  };
}

/** The scorecard as a person reads it. */
export function printed(card: Scorecard): string {
  const figures = new Table({ style: { head: [], border: [], compact: true } });
  figures.push(
    ['mails', card.mails],
    ['wrong writes', card.wrong_writes],
    ['unsafe routes', card.unsafe_routes],
    ['automation rate', percent(card.automation_rate)],
    ['booking rate', percent(card.booking_rate)],
    ['kind', percent(card.kinds)],
    ...Object.entries(card.fields).map(([name, rate]) => [name, percent(rate)]),
  );
  const misses = card.misses.map(
    ({ file, expected, got, reason }) => `  ${file}  ${expected} → ${got}: ${reason}`,
  );
  return [figures.toString(), `\n${misses.length} misses`, ...misses].join('\n');
}

function missOf({ file, truth, reading, wrongWrite, unsafe }: Verdict) {
  const mark = wrongWrite ? 'WRONG WRITE ' : unsafe ? 'UNSAFE ' : '';
  return {
    file,
    expected: truth.ideal_route,
    got: `${mark}${reading.decision.route}`,
    reason: reading.decision.reasons[0] ?? '',
  };
}

function share<T>(all: T[], holds: (item: T) => boolean): number {
  return all.length === 0 ? 1 : all.filter(holds).length / all.length;
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`;
}
