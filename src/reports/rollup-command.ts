import { Command, InvalidArgumentError } from 'commander';
import { DataSource } from 'typeorm';

import { borrowDatabase } from '../drivers/database/database';
import { dataSourceOptions } from '../drivers/database/data-source';
import { Calendar } from '../monitoring/metrics/calendar';
import { DailyPartitions } from '../monitoring/metrics/daily-partitions';
import { MetricRollup } from '../monitoring/metrics/metric-rollup';
import { PromptRollup } from '../monitoring/metrics/prompt-rollup';
import { Rollup } from '../monitoring/metrics/rollup';
import { loadSecrets } from '../secrets';
import { Settings } from '../settings';

const command = new Command('rollup')
  .description(
    'Rolls metrics up into one row a day and series, also while the service runs. Without --day: every day that was missed. Doing it again changes nothing.',
  )
  .option(
    '--day <YYYY-MM-DD>',
    'a calendar day in TZ that is over, whether it was rolled up or not',
    calendarDay,
  )
  .action(async ({ day }: { day?: string }) => {
    await withRollup(async (rollup) => {
      if (day) {
        const { samples, series, prompts } = await rollup.again(day);
        tell(`${day}: ${samples} samples in ${series} rows, ${prompts} rows of prompts`);
        return;
      }
      const rolled = await rollup.catchUp();
      if (!rolled) tell('another process rolls up just now');
      else if (rolled.length === 0) tell('nothing was missed');
      else
        for (const { day, samples, series } of rolled) tell(`${day}: ${samples} samples in ${series} rows`);
    });
  });

async function withRollup(work: (rollup: Rollup) => Promise<void>): Promise<void> {
  const settings = Settings.parse(process.env);
  const database = await borrowDatabase(settings, await loadSecrets(settings.dataDir));
  const source = new DataSource(dataSourceOptions(database.url));
  try {
    await source.initialize();
    const calendar = new Calendar(source, settings);
    await work(
      new Rollup(
        source,
        calendar,
        new MetricRollup(source, calendar, settings),
        new PromptRollup(source, calendar, settings),
        new DailyPartitions(source, settings),
      ),
    );
  } finally {
    if (source.isInitialized) await source.destroy();
    await database.close();
  }
}

function calendarDay(text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('It must be a day such as 2026-03-29.');
  return text;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
