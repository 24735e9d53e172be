import { stringify } from 'csv-stringify/sync';

import { EXPECTED_FIELDS } from './report.entity';
import type { ProcessingReport } from './report-queries';

const COLUMNS = [
  'email_id',
  'correlation_id',
  'status',
  'kind',
  'route',
  'written',
  'written_amount',
  'currency',
  'inquiry_id',
  ...EXPECTED_FIELDS,
  'reasons',
  'flags',
  'created_at',
  'updated_at',
];

/** Reports as CSV for a spreadsheet: a line of column names, then one row a mail. */
export function reportsAsCsv(reports: ProcessingReport[]): string {
  const rows = reports.map((report) => ({
    ...report,
    ...Object.fromEntries(EXPECTED_FIELDS.map((name) => [name, report.extracted_fields?.[name]?.value])),
    reasons: report.reasons?.join(' | '),
    flags: report.flags?.join(' '),
  }));
  return stringify(rows, {
    columns: COLUMNS,
    header: true,
    record_delimiter: 'windows',
    cast: { string: defuse, boolean: String },
  });
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe: mails come from strangers. */
function defuse(value: string): string {
  return /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
}
