import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

import type { Truth } from '../../src/evaluation/corpus';
import type { Letter } from './letter';

/** A row of inquiries.csv by its columns. */
export type InquiryLine = Record<string, string>;

/** A sample mail with its truth and the inquiries that it may answer. */
export interface Sample {
  letter: Letter;
  truth: Truth;
  inquiries: InquiryLine[];
}

/** A change that leaves the right answer what it was, or changes the truth along with the mail; null where it cannot be made. */
export type Mutation = (sample: Sample) => Sample | null;

export function inquiryLines(csv: string): InquiryLine[] {
  return parse(csv, { columns: true });
}

export function inquiriesCsv(lines: InquiryLine[]): string {
  return stringify(lines, { header: true });
}
