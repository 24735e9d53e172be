import { createReadStream } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';

import { ROUTES } from '../pipeline/stages/decide';
import { KINDS } from '../pipeline/stages/extraction';

/** The folder cannot be evaluated; the message names the file, the line and what it should be. */
export class CorpusDamaged extends Error {
  override name = 'CorpusDamaged';
}

const AMOUNT = z
  .string()
  .regex(/^\d+\.\d{2}$/, 'a decimal string with two places, such as "1234.56"')
  .nullable();
const TEXT = z.string().nullable().optional();

const TRUTH = z.object({
  file: z.string().regex(/^[^/\\]+$/, 'the name of a file in emails/'),
  kind: z.enum(KINDS),
  inquiry_id: z.string().nullable(),
  client_name: TEXT,
  creditor_name: TEXT,
  office_reference: TEXT,
  creditor_reference: TEXT,
  claim_amount: AMOUNT,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO code')
    .nullable(),
  principal: AMOUNT.optional(),
  interest: AMOUNT.optional(),
  costs: AMOUNT.optional(),
  ideal_route: z.enum(ROUTES),
  safe_routes: z.array(z.enum(ROUTES)).min(1),
  tags: z.array(z.string()).default([]),
});

/**
 * What a careful case worker would take from a mail; the format is told in samples/README.md. A field that the line does
 * not have is not judged; `null` says that the mail does not name it.
 */
export type Truth = z.infer<typeof TRUTH>;

/** A folder with `emails/`, `inquiries.csv` and `truth.jsonl`. */
export class Corpus {
  private constructor(
    private readonly directory: string,
    readonly truths: Truth[],
    /** Files in `emails/` of which truth.jsonl says nothing. */
    readonly untold: string[],
  ) {}

  /** @throws CorpusDamaged where a part of the folder is missing or cannot be read. */
  static async open(directory: string): Promise<Corpus> {
    const text = await part(directory, 'truth.jsonl', (path) => readFile(path, 'utf8'));
    await part(directory, 'inquiries.csv', (path) => access(path));
    const files = await part(directory, 'emails', (path) => readdir(path));
    const truths = truthsOf(text, new Set(files));
    const told = new Set(truths.map(({ file }) => file));
    return new Corpus(
      directory,
      truths,
      files.filter((file) => file.endsWith('.eml') && !told.has(file)),
    );
  }

  inquiries(): Readable {
    return createReadStream(join(this.directory, 'inquiries.csv'));
  }

  message(truth: Truth): Promise<Buffer> {
    return readFile(join(this.directory, 'emails', truth.file));
  }
}

async function part<T>(directory: string, name: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(join(directory, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cause = code === 'ENOENT' || code === 'ENOTDIR' ? 'is missing' : `cannot be read (${code})`;
    throw new CorpusDamaged(
      `${join(directory, name)} ${cause}. A folder to evaluate holds emails/, inquiries.csv and truth.jsonl; see samples/README.md.`,
    );
  }
}

function truthsOf(text: string, files: ReadonlySet<string>): Truth[] {
  const truths = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) =>
      line.trim() === '' ? [] : [truthOf(line, `truth.jsonl line ${index + 1}`, files)],
    );
  if (truths.length === 0) throw new CorpusDamaged('truth.jsonl is empty: it holds one JSON object a mail.');
  return truths;
}

function truthOf(line: string, place: string, files: ReadonlySet<string>): Truth {
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    throw new CorpusDamaged(`${place} is not JSON.`);
  }
  const { data, error } = TRUTH.safeParse(object);
  if (error) {
    const wrong = error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`);
    throw new CorpusDamaged(`${place}: ${wrong.join('; ')}`);
  }
  if (!files.has(data.file)) throw new CorpusDamaged(`${place}: emails/${data.file} is missing.`);
  return data;
}
