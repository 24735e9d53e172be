import { constants, createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Command } from 'commander';
import { DataSource } from 'typeorm';

import { borrowDatabase } from '../drivers/database/database';
import { dataSourceOptions } from '../drivers/database/data-source';
import { failureCode } from '../failure';
import { loadSecrets } from '../secrets';
import { Settings } from '../settings';
import { ClaimHistory } from './claim-history.entity';
import { Inquiry } from './inquiry.entity';
import { InquiryImport, type ImportResult } from './inquiry-import';

const MAX_SHOWN = 20;

const command = new Command('inquiries:import')
  .description(
    'Imports inquiries from a CSV file, also while the service runs. Importing the same file again changes nothing.',
  )
  .argument(
    '<file>',
    'UTF-8 CSV (commas, semicolons or tabs) with a header line; its columns are those of samples/inquiries.csv',
  )
  .action(async (file: string) => {
    const result = await importFile(file);
    process.stdout.write(
      `imported ${result.imported}, updated ${result.updated}, rejected ${result.rejected.length}\n`,
    );
    for (const { line, error } of result.rejected.slice(0, MAX_SHOWN))
      process.stderr.write(`line ${line}: ${error}\n`);
    if (result.rejected.length > MAX_SHOWN)
      process.stderr.write(`… and ${result.rejected.length - MAX_SHOWN} more\n`);
    process.exitCode = result.rejected.length > 0 ? 1 : 0;
  });

async function importFile(file: string): Promise<ImportResult> {
  await access(file, constants.R_OK).catch((error: unknown) => {
    throw new Error(`${file} cannot be read (${failureCode(error)}): name a CSV file that is there.`);
  });
  const settings = Settings.parse(process.env);
  const database = await borrowDatabase(settings, await loadSecrets(settings.dataDir));
  const source = new DataSource({ ...dataSourceOptions(database.url), entities: [Inquiry, ClaimHistory] });
  try {
    await source.initialize();
    return await new InquiryImport(source).import(createReadStream(file));
  } finally {
    if (source.isInitialized) await source.destroy();
    await database.close();
  }
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
