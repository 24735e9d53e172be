import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PermanentFailure } from '../failure';
import { csvRecords, NotCsv } from './csv-records';
import { IMPORT_COLUMNS, type ImportedInquiry, inquiryOf, type ImportRow, rowError } from './inquiry-row';
import { upsertInquiries } from './inquiry-upsert';

/** What an import did. A row that is stored already as it stands counts as neither imported nor updated. */
export interface ImportResult {
  imported: number;
  updated: number;
  /** Rows left out, by the line in which they begin. */
  rejected: { line: number; error: string }[];
}

/** The file as a whole cannot be imported; nothing of it was. The message says why. */
export class ImportRefused extends PermanentFailure {
  constructor(message: string) {
    super('import_refused', message);
  }
}

/** The file's columns: how many, and where those that are imported stand. */
interface Header {
  width: number;
  places: [column: keyof ImportRow, place: number][];
}

const BATCH_ROWS = 1_000;

/** Takes the office's list of inquiries in, as often as wanted: by inquiry_id, and never touching a claim. */
@Injectable()
export class InquiryImport {
  constructor(private readonly database: DataSource) {}

  /**
   * @param csv  UTF-8 CSV with a header line.
   * @throws ImportRefused where a column is missing or the stream is no CSV
   */
  async import(csv: Readable): Promise<ImportResult> {
    const result: ImportResult = { imported: 0, updated: 0, rejected: [] };
    let storing: Promise<void> | undefined;
    try {
      for await (const batch of batches(validRows(csv, result.rejected))) {
        await storing;
        // The next batch is read while the database stores this one; a failure is met at the next `await`.
        storing = this.store(batch, result);
        storing.catch(() => undefined);
      }
      await storing;
    } catch (error) {
      await storing?.catch(() => undefined);
      throw error instanceof NotCsv ? new ImportRefused(error.message) : error;
    }
    return result;
  }

  private async store(batch: ImportedInquiry[], result: ImportResult): Promise<void> {
    const { inserted, changed } = await upsertInquiries(this.database.manager, batch);
    result.imported += inserted;
    result.updated += changed;
  }
}

async function* batches(inquiries: AsyncIterable<ImportedInquiry>): AsyncGenerator<ImportedInquiry[]> {
  let batch: ImportedInquiry[] = [];
  for await (const inquiry of inquiries) {
    batch.push(inquiry);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* validRows(
  csv: Readable,
  rejected: ImportResult['rejected'],
): AsyncGenerator<ImportedInquiry> {
  let header: Header | null = null;
  const lineOfId = new Map<string, number>();
  for await (const record of csvRecords(csv)) {
    if (!header) {
      header = headerOf('fields' in record ? record.fields : []);
      continue;
    }
    const { line } = record;
    const read = 'error' in record ? record.error : rowOf(header, record.fields);
    const error = typeof read === 'string' ? read : (rowError(read) ?? repeated(read, lineOfId));
    if (error !== null) {
      rejected.push({ line, error });
    } else if (typeof read !== 'string') {
      lineOfId.set(read.inquiry_id, line);
      yield inquiryOf(read);
    }
  }
  if (!header) throw new ImportRefused('The file is empty: the first line must name the columns.');
}

function headerOf(fields: string[]): Header {
  const header = fields.map((name) => name.trim().toLowerCase());
  const missing = IMPORT_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new ImportRefused(`The first line must name the columns; missing: ${missing.join(', ')}.`);
  const twice = IMPORT_COLUMNS.find((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice) throw new ImportRefused(`The column ${twice} stands twice in the first line.`);
  return { width: header.length, places: IMPORT_COLUMNS.map((column) => [column, header.indexOf(column)]) };
}

function rowOf({ width, places }: Header, fields: string[]): ImportRow | string {
  if (fields.length !== width) return `${fields.length} columns instead of ${width}.`;
  const row: Partial<ImportRow> = {};
  for (const [column, place] of places) row[column] = (fields[place] ?? '').normalize('NFC').trim();
  return row as ImportRow;
}

function repeated(row: ImportRow, lineOfId: Map<string, number>): string | null {
  const earlier = lineOfId.get(row.inquiry_id);
  return earlier === undefined ? null : `inquiry_id stands in line ${earlier} already.`;
}
