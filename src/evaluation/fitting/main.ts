import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';

import { Appraiser } from '../../pipeline/appraisal/appraiser';
import { fit, type Trial, wouldBeBooked } from './fitting';
import { lessonsOf } from './material';

const ROOT = join(__dirname, '..', '..', '..', '..');
const WEIGHTS = join(ROOT, 'src', 'pipeline', 'appraisal', 'weights.json');
/** AUTO_UPDATE_MAX_ERROR as an office may set it. */
const MARKS = [1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

new Command('fit')
  .description(
    'Fits the second reader to letters and to mails with their truth, and tells how it reads hands that it has not seen.',
  )
  .argument('[directories...]', 'folders of letters (*.jsonl) or of mails (truth.jsonl)', [
    join(ROOT, 'samples', 'letters'),
    join(ROOT, 'samples', 'post'),
    join(ROOT, 'samples'),
  ])
  .option('--dry-run', 'leave the weights as they are')
  .action(async (directories: string[], { dryRun }: { dryRun?: boolean }) => {
    const { weights, trials } = fit(await lessonsOf(directories));
    process.stdout.write(`${told(trials, new Appraiser(weights)).join('\n')}\n`);
    if (!dryRun) await writeFile(WEIGHTS, `${JSON.stringify(weights)}\n`);
  })
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });

function told(trials: Trial[], appraiser: Appraiser): string[] {
  const hands = [...new Set(trials.map(({ lesson }) => lesson.group))];
  return [
    `${'hand'.padEnd(16)} mails  kind  total   ${MARKS.map((mark) => `≤ ${mark}`.padStart(11)).join('')}   (booked of what may be booked / wrong, by AUTO_UPDATE_MAX_ERROR)`,
    ...[...hands, null].map((hand) =>
      lineOf(
        hand,
        trials.filter(({ lesson }) => hand === null || lesson.group === hand),
        appraiser,
      ),
    ),
  ];
}

function lineOf(hand: string | null, trials: Trial[], appraiser: Appraiser): string {
  const kinds = trials.filter(({ lesson, reading }) => reading.extraction.kind === lesson.kind).length;
  const totals = trials.filter(
    ({ lesson, reading }) =>
      (reading.extraction.claimAmount === null
        ? null
        : Math.round(Number(reading.extraction.claimAmount.value) * 100)) === lesson.cents,
  ).length;
  const bookable = trials.filter(({ lesson }) => lesson.book).length;
  const marks = MARKS.map((mark) => {
    const booked = trials.filter(
      (trial) => wouldBeBooked(trial) && appraiser.errorRate(trial.reading.extraction.sureness) <= mark,
    );
    const right = booked.filter((trial) => trial.bookable).length;
    return `${((right / bookable) * 100).toFixed(0)} %/${booked.length - right}`.padStart(11);
  });
  const share = (count: number) => `${((count / trials.length) * 100).toFixed(0)} %`.padStart(6);
  return `${(hand ?? 'all').padEnd(16)} ${String(trials.length).padStart(5)} ${share(kinds)} ${share(totals)}   ${marks.join('')}`;
}
