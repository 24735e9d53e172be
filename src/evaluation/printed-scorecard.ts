import Table from 'cli-table3';

import { KINDS } from '../pipeline/stages/extraction';
import type { Calibration } from './calibration';
import { terminalPlot } from './reliability-plot';
import type { Scorecard } from './scorecard';

/** The scorecard as a person reads it. `fields` adds every kind and field that was read wrongly. */
export function printedScorecard(card: Scorecard, { fields = false } = {}): string {
  const sections = [
    routes(card),
    `Fields\n${fieldTable(card)}`,
    `Kinds: what they are (rows), and as what they were read (columns)\n${confusionTable(card)}`,
    `Confidences of all fields: Brier score ${decimal(card.calibration.brier)}, calibration error ${decimal(card.calibration.error)}\n${terminalPlot(card.calibration)}`,
    `By tag\n${tagTable(card)}`,
    `Milliseconds a mail\n${durationTable(card)}`,
    misses(card),
    ...(fields ? [fieldMisses(card)] : []),
  ];
  return sections.join('\n\n');
}

function routes(card: Scorecard): string {
  return table(
    [],
    [
      ['mails', card.mails],
      ['wrong writes', card.wrong_writes],
      ['unsafe routes', card.unsafe_routes],
      ['quarantined', card.quarantined],
      ['automation rate', percent(card.automation_rate)],
      ['booking rate', percent(card.booking_rate)],
      ['kinds', percent(card.kinds.accuracy)],
    ],
  );
}

function fieldTable(card: Scorecard): string {
  const calibrated = ({ brier, error }: Calibration) => [decimal(brier), decimal(error)];
  const rows = Object.entries(card.fields).map(([name, { accuracy, wrong, absent, calibration }]) => [
    ...[name, percent(accuracy), calibration.statements, wrong, absent],
    ...calibrated(calibration),
  ]);
  const { accuracy, calibration } = card.kinds;
  const wrongKinds = card.mails - card.quarantined - Math.round((accuracy ?? 0) * card.mails);
  return table(
    ['', 'right', 'stated', 'wrongly', 'not found', 'Brier', 'calibration error'],
    [
      ...rows,
      [
        'kind',
        percent(accuracy),
        calibration.statements,
        wrongKinds,
        card.quarantined,
        ...calibrated(calibration),
      ],
    ],
  );
}

/** Only kinds that occur. */
function confusionTable({ kinds: { confusion } }: Scorecard): string {
  const read = new Set(Object.values(confusion).flatMap((row) => Object.keys(row)));
  const columns = [...KINDS, 'quarantined'].filter((kind) => read.has(kind));
  const rows = KINDS.filter((kind) => confusion[kind] !== undefined);
  return table(
    ['', ...columns.map((kind) => kind.replace('_', '\n'))],
    rows.map((kind) => [kind, ...columns.map((column) => confusion[kind][column] ?? '·')]),
  );
}

function tagTable({ tags }: Scorecard): string {
  return table(
    ['', 'mails', 'wrong writes', 'unsafe', 'automated', 'kinds', 'amounts'],
    Object.entries(tags).map(([tag, score]) => [
      ...[tag, score.mails, score.wrong_writes, score.unsafe_routes],
      ...[percent(score.automation_rate), percent(score.kinds), percent(score.amounts)],
    ]),
  );
}

function durationTable({ durations }: Scorecard): string {
  return table(
    ['', 'mean', 'p95'],
    Object.entries(durations).map(([stage, { mean, p95 }]) => [stage, milliseconds(mean), milliseconds(p95)]),
  );
}

const VERDICTS = { wrong_write: 'WRONG WRITE ', unsafe_route: 'UNSAFE ', not_automated: '' };

function misses(card: Scorecard): string {
  const lines = card.misses.flatMap(({ file, verdict, expected, got, reasons }) => [
    `  ${file}  ${expected} → ${VERDICTS[verdict]}${got}`,
    ...reasons.map((reason) => `      ${reason}`),
  ]);
  return [`${card.misses.length} misses`, ...lines].join('\n');
}

function fieldMisses(card: Scorecard): string {
  const lines = card.field_misses.map(({ file, field, expected, got, confidence, quote }) => {
    const sure = confidence === null ? '' : ` (${percent(confidence)})`;
    const proof = quote === null ? '' : `  "${quote.replace(/\s+/g, ' ')}"`;
    return `  ${file}  ${field}: ${expected ?? '–'} → ${got ?? '–'}${sure}${proof}`;
  });
  return [`${card.field_misses.length} kinds and fields read wrongly`, ...lines].join('\n');
}

function table(head: string[], rows: (string | number)[][]): string {
  const columns = Math.max(head.length, rows[0]?.length ?? 0);
  const printed = new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: Array.from({ length: columns }, (_, at) => (at === 0 ? 'left' : 'right')),
  });
  printed.push(...rows);
  return printed.toString();
}

function percent(rate: number | null): string {
  return rate === null ? '–' : `${(rate * 100).toFixed(1)} %`;
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : value.toFixed(1);
}
