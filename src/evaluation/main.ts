import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import type { DataSource } from 'typeorm';

import { InquiryImport } from '../inquiries/inquiry-import';
import { Corpus } from './corpus';
import { Evaluation } from './evaluation';
import { printedScorecard } from './printed-scorecard';
import { svgPlot } from './reliability-plot';
import { scorecard } from './scorecard';
import { onThrowAwayDatabase } from './throw-away-database';
import { judge, type Verdict } from './verdict';

interface Options {
  json?: boolean;
  fields?: boolean;
  savePlot?: string;
  maxError: number;
}

const command = new Command('evaluate')
  .description(
    'Reads a folder of mails whose truth is known, writes nothing anywhere, and tells how well it went.',
  )
  .argument('<directory>', 'a folder with emails/, inquiries.csv and truth.jsonl, as samples/')
  .option('--json', 'the figures for machines')
  .option('--fields', 'tell every field and kind that is read wrongly, too')
  .option('--save-plot <file.svg>', 'the reliability of the confidences as a picture', svgFile)
  .option(
    '--max-error <share>',
    'AUTO_UPDATE_MAX_ERROR: the share of booked claims that may be wrong',
    errorShare,
    0.002,
  )
  .addHelpText(
    'after',
    '\nEnds with status 1 where a claim would be written wrongly or a mail took a route that does harm.' +
      '\nThe format of the folder is told in samples/README.md.',
  )
  .action(async (directory: string, { json, fields, savePlot, maxError }: Options) => {
    const corpus = await Corpus.open(directory);
    const signal = interruption();
    const card = scorecard(
      await onThrowAwayDatabase((database) => evaluate(corpus, database, maxError, signal)),
    );
    if (savePlot) await writeFile(savePlot, svgPlot('Confidence of the fields', card.calibration));
    process.stdout.write(`${json ? JSON.stringify(card, null, 2) : printedScorecard(card, { fields })}\n`);
    process.exitCode = card.wrong_writes + card.unsafe_routes > 0 ? 1 : 0;
  });

async function evaluate(
  corpus: Corpus,
  database: DataSource,
  maxError: number,
  signal: AbortSignal,
): Promise<Verdict[]> {
  await importInquiries(corpus, database);
  const { truths, untold } = corpus;
  if (untold.length > 0)
    note(`${untold.length} mails of which truth.jsonl says nothing are left out, as ${untold[0]}`);
  const bar = new SingleBar({ format: '{bar} {value}/{total} mails, {eta} s left', stream: process.stderr });
  const evaluation = new Evaluation(database, maxError);
  const verdicts: Verdict[] = [];
  bar.start(truths.length, 0);
  try {
    for (const truth of truths) {
      signal.throwIfAborted();
      verdicts.push(judge(truth, await evaluation.read(await corpus.message(truth), signal)));
      bar.increment();
    }
  } finally {
    bar.stop();
    await evaluation.close();
  }
  return verdicts;
}

async function importInquiries(corpus: Corpus, database: DataSource): Promise<void> {
  const { rejected } = await new InquiryImport(database).import(corpus.inquiries());
  for (const { line, error } of rejected) note(`inquiries.csv line ${line} is left out: ${error}`);
}

/** Ctrl-C ends the walk, so that the database is taken down before the process goes. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => controller.abort(new Error(`Ended by ${signal}.`)));
  return controller.signal;
}

function svgFile(file: string): string {
  if (!file.toLowerCase().endsWith('.svg'))
    throw new InvalidArgumentError('The picture is an SVG: name it *.svg.');
  return file;
}

function errorShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError('A share from 0 to 1.');
  return share;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

command.parseAsync().catch((error: unknown) => {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
