import Table from 'cli-table3';

import type { ProcessingReport } from '../reports/report-queries';
import type { Truth } from './samples';

/** A sample mail with what became of it. */
export interface DemoResult {
  file: string;
  truth: Truth;
  report: ProcessingReport;
}

const ROUTES = ['auto_update', 'update_and_notify', 'manual_review', 'no_action'];
const REASON_WIDTH = 96;

/** One row a mail. */
export function resultTable(results: DemoResult[]): string {
  const table = new Table({
    head: ['mail', 'kind', 'route', 'inquiry', 'amount', 'confidence'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right'],
  });
  for (const { file, report } of results) {
    const claim = report.extracted_fields?.claim_amount;
    const amount = claim ? `${claim.value} ${report.currency ?? ''}` : '';
    const confidence = claim ? `${Math.round(claim.confidence * 100)} %` : '';
    table.push([
      file,
      report.kind ?? report.status,
      report.route ?? '',
      report.inquiry_id ?? '',
      amount,
      confidence,
    ]);
  }
  return table.toString();
}

/** How many mails took which route, what waits for a person and why, and whether a wrong figure was written. */
export function summary(results: DemoResult[]): string {
  const counts = ROUTES.map(
    (route) => `${results.filter(({ report }) => report.route === route).length} ${route}`,
  );
  const review = results.filter(({ report }) => report.route === 'manual_review' || report.status !== 'done');
  const waiting = review.map(
    ({ file, report }) => `  ${file}  ${shorten(report.reasons?.[0] ?? report.status)}`,
  );
  return [
    `${results.length} mails: ${counts.join(', ')}`,
    `${results.filter(({ report }) => report.written).length} claims written, ${wrongWrites(results).length} of them wrong (held against samples/truth.jsonl)`,
    '',
    `${review.length} mails wait for a person:`,
    ...waiting,
  ].join('\n');
}

/** Mails whose claim was written though the truth says otherwise. */
export function wrongWrites(results: DemoResult[]): DemoResult[] {
  return results.filter(
    ({ truth, report }) =>
      report.written &&
      (report.inquiry_id !== truth.inquiry_id ||
        report.written_amount !== truth.claim_amount ||
        report.currency !== truth.currency ||
        !truth.safe_routes.includes(report.route ?? '')),
  );
}

function shorten(text: string): string {
  return text.length > REASON_WIDTH ? `${text.slice(0, REASON_WIDTH - 1)}…` : text;
}
