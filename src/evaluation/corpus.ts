import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import type { Kind } from '../pipeline/stages/extraction';
import type { Route } from '../pipeline/stages/decide';

/** The fields that a truth line and a report have in common. */
export const FIELDS = [
  'client_name',
  'creditor_name',
  'office_reference',
  'creditor_reference',
  'claim_amount',
  'currency',
  'principal',
  'interest',
  'costs',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** What a careful case worker would take from a mail; the format is told in samples/README.md. */
export interface Truth extends Record<FieldName, string | null> {
  file: string;
  kind: Kind;
  inquiry_id: string | null;
  ideal_route: Route;
  safe_routes: Route[];
  tags: string[];
}

/** A folder with `emails/`, `inquiries.csv` and `truth.jsonl`. */
export class Corpus {
  private constructor(
    private readonly directory: string,
    readonly truths: Truth[],
  ) {}

  /** @throws Error that names the file which is missing or cannot be read. */
  static async open(directory: string): Promise<Corpus> {
    const lines = (await readFile(join(directory, 'truth.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line.trim() !== '');
    return new Corpus(
      directory,
      lines.map((line) => JSON.parse(line) as Truth),
    );
  }

  inquiries(): Readable {
    return createReadStream(join(this.directory, 'inquiries.csv'));
  }

  message(truth: Truth): Promise<Buffer> {
    return readFile(join(this.directory, 'emails', truth.file));
  }
}
