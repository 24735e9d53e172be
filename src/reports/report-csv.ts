import { stringify } from 'csv-stringify/sync';

import type { ProcessingReport } from './report-queries';

const FIELDS = [
  'client_name',
  'creditor_name',
  'office_reference',
  'creditor_reference',
  'claim_amount',
] as const;

/** Reports as CSV for a spreadsheet: one row a mail. */
export function reportsAsCsv(reports: ProcessingReport[]): string {
  const rows = reports.map((report) => ({
    email_id: report.email_id,
    correlation_id: report.correlation_id,
    status: report.status,
    kind: report.kind,
    route: report.route,
    written: report.written,
    written_amount: report.written_amount,
    currency: report.currency,
    inquiry_id: report.inquiry_id,
    ...Object.fromEntries(FIELDS.map((name) => [name, report.extracted_fields?.[name]?.value])),
    reasons: report.reasons?.join(' | '),
    flags: report.flags?.join(' '),
    created_at: report.created_at,
    updated_at: report.updated_at,
  }));
  return stringify(rows, {
    header: true,
    record_delimiter: 'windows',
    cast: { string: defuse, boolean: String },
  });
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe: mails come from strangers. */
function defuse(value: string): string {
  return /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
}
