import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { DataSource } from 'typeorm';

import { DocumentReaders } from '../documents/document-readers';
import { dataSourceOptions, migrate } from '../drivers/database/data-source';
import { EmbeddedPostgres } from '../drivers/database/embedded-postgres';
import { ClaimHistory } from '../inquiries/claim-history.entity';
import { Inquiry } from '../inquiries/inquiry.entity';
import { InquiryImport } from '../inquiries/inquiry-import';
import { Statements } from '../drivers/database/statements';
import { InquirySearch } from '../inquiries/inquiry-search';
import { DecideStage } from '../pipeline/stages/decide';
import { ExtractStage } from '../pipeline/stages/extract';
import { MatchStage } from '../pipeline/stages/match';
import { ParseStage } from '../pipeline/stages/parse';
import { Corpus, FIELDS } from './corpus';
import { printed, scorecard } from './scorecard';
import { judge, type Verdict } from './verdict';

const command = new Command('evaluate')
  .description(
    'Reads a folder of mails whose truth is known, writes nothing anywhere, and tells how well it went.',
  )
  .argument('<directory>', 'a folder with emails/, inquiries.csv and truth.jsonl, as samples/')
  .option('--json', 'for machines')
  .option('--fields', 'tell every field and kind that is wrong')
  .option(
    '--max-error <share>',
    'AUTO_UPDATE_MAX_ERROR: the share of booked claims that may be wrong',
    '0.002',
  )
  .action(async (directory: string, options: { json?: boolean; fields?: boolean; maxError: string }) => {
    const verdicts = await onThrowAwayDatabase((database) =>
      evaluate(directory, database, Number(options.maxError)),
    );
    const card = scorecard(verdicts);
    process.stdout.write(`${options.json ? JSON.stringify(card, null, 2) : printed(card)}\n`);
    if (options.fields) process.stdout.write(`${verdicts.flatMap(wrongFields).join('\n')}\n`);
    process.exitCode = card.wrong_writes + card.unsafe_routes > 0 ? 1 : 0;
  });

async function evaluate(directory: string, database: DataSource, maxError: number): Promise<Verdict[]> {
  const corpus = await Corpus.open(directory);
  await new InquiryImport(database).import(corpus.inquiries());
  const documents = new DocumentReaders();
  const parse = new ParseStage(documents);
  const extract = new ExtractStage();
  const match = new MatchStage(new InquirySearch(new Statements(database)));
  const decide = new DecideStage({ autoUpdateMaxError: maxError });
  const { signal } = new AbortController();
  const verdicts: Verdict[] = [];
  try {
    for (const truth of corpus.truths) {
      const parsed = await parse.run(await corpus.message(truth), signal);
      const extraction = await extract.run(parsed, signal);
      const matched = await match.run(parsed, extraction, signal);
      const decision = decide.run(parsed, extraction, matched);
      verdicts.push(judge(truth, { extraction, match: matched, decision }));
    }
  } finally {
    await documents.close();
  }
  return verdicts;
}

async function onThrowAwayDatabase<T>(work: (database: DataSource) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'evaluation-'));
  const server = await EmbeddedPostgres.start(directory, randomUUID());
  try {
    await migrate(server.url);
    const database = await new DataSource({
      ...dataSourceOptions(server.url),
      entities: [Inquiry, ClaimHistory],
    }).initialize();
    try {
      return await work(database);
    } finally {
      await database.destroy();
    }
  } finally {
    await server.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

function wrongFields({ file, truth, reading, kindRight, fieldsRight }: Verdict): string[] {
  const kind = kindRight ? [] : [`${file}  kind: ${truth.kind} → ${reading.extraction.kind}`];
  const wrong = FIELDS.filter((name) => !fieldsRight[name]);
  return [
    ...kind,
    ...wrong.map((name) => `${file}  ${name}: ${truth[name]} → ${reading.match.fields[name]?.value ?? null}`),
  ];
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
