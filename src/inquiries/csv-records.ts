import { TextDecoder } from 'node:util';

/** A record of a CSV file, or what is wrong with it. `line` is the line of the file in which it begins, from 1. */
export type CsvRecord = { line: number; fields: string[] } | { line: number; error: string };

/** Thrown where the stream is no CSV at all: another format, or a line beyond every measure. The message tells the remedy. */
export class NotCsv extends Error {}

interface Line {
  number: number;
  text: string;
}

const MAX_LINE_CHARACTERS = 1_000_000;
/** A quoted field may run over so many lines; a quote still open after them is a slip, and costs its own line only. */
const MAX_RECORD_LINES = 50;
/** A list of one column has no separator, and then any will do. Office programs of some countries write semicolons. */
const SEPARATORS = [',', ';', '\t'] as const;
type Separator = (typeof SEPARATORS)[number];

/** What office programs save or pack in place of CSV, by the bytes at the start of the file. */
const OTHER_FORMATS: readonly [start: RegExp, what: string, remedy: string][] = [
  [/^\x1f\x8b/, 'compressed with gzip', 'unpack it first'],
  [/^PK\x03\x04/, 'a workbook or a ZIP archive', 'save it as CSV (UTF-8), or unpack it first'],
  [/^\xd0\xcf\x11\xe0/, 'a workbook', 'save it as CSV (UTF-8)'],
  [/^%PDF-/, 'a PDF', 'export it as CSV (UTF-8)'],
];

/**
 * The records of a CSV stream (UTF-8 with or without BOM, or UTF-16 with one; LF or CRLF, blank lines skipped; its first line
 * tells whether commas, semicolons or tabs part its fields), in constant memory. A record that cannot be read is told with its line, and reading goes on at the line after it.
 */
export async function* csvRecords(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<CsvRecord> {
  const pending: Line[] = [];
  let separator: Separator | undefined;
  for await (const line of linesOf(bytes)) {
    if (pending.length === 0 && line.text.trim() === '') continue;
    separator ??= separatorOf(line.text);
    pending.push(line);
    yield* takeRecords(pending, separator, false);
  }
  yield* takeRecords(pending, separator ?? ',', true);
}

/** The one that stands most often outside of quotes. */
function separatorOf(header: string): Separator {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const [most] = SEPARATORS.map((separator) => ({ separator, count: bare.split(separator).length })).sort(
    (one, other) => other.count - one.count,
  );
  return most.separator;
}

async function* linesOf(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  let decoder: TextDecoder | undefined;
  let number = 0;
  let open = '';
  for await (const chunk of bytes) {
    open +=
      typeof chunk === 'string' ? chunk : (decoder ??= decoderOf(chunk)).decode(chunk, { stream: true });
    const texts = open.split('\n');
    open = texts.pop() ?? '';
    for (const text of texts)
      yield { number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    if (open.length > MAX_LINE_CHARACTERS)
      throw new NotCsv(`Line ${number + 1} is over ${MAX_LINE_CHARACTERS} characters long.`);
  }
  open += decoder?.decode() ?? '';
  if (open !== '') yield { number: number + 1, text: open };
}

/** By the file's first bytes. */
function decoderOf(start: Uint8Array): TextDecoder {
  const signature = Buffer.from(start.subarray(0, 5)).toString('latin1');
  const other = OTHER_FORMATS.find(([pattern]) => pattern.test(signature));
  if (other) throw new NotCsv(`The file is ${other[1]}, not CSV: ${other[2]}.`);
  if (signature.startsWith('\xff\xfe')) return new TextDecoder('utf-16le');
  if (signature.startsWith('\xfe\xff')) return new TextDecoder('utf-16be');
  if (signature.includes('\0')) throw new NotCsv('The file is no UTF-8 text: save it as CSV (UTF-8).');
  return new TextDecoder('utf-8');
}

/** Takes whole records off the front of the lines; a record still open stays, unless the file has ended. */
function* takeRecords(pending: Line[], separator: Separator, ended: boolean): Generator<CsvRecord> {
  for (let first = pending[0]; first !== undefined; first = pending[0]) {
    const length = recordLength(pending);
    if (length === null && !ended && pending.length < MAX_RECORD_LINES) return;
    const taken = pending.slice(0, length ?? 1);
    const fields = length === null ? null : fieldsOf(taken.map((line) => line.text).join('\n'), separator);
    pending.splice(0, fields ? taken.length : 1);
    if (!fields) yield { line: first.number, error: 'The quotes do not pair up.' };
    else if (fields.length > 1 || fields[0]?.trim() !== '') yield { line: first.number, fields };
  }
}

/** Over how many lines the first record runs: until its quotes pair up. Null where they do not. */
function recordLength(lines: Line[]): number | null {
  let quotes = 0;
  for (const [index, { text }] of lines.entries()) {
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
    if (quotes % 2 === 0) return index + 1;
  }
  return null;
}

function fieldsOf(text: string, separator: Separator): string[] | null {
  return text.includes('"') ? quotedFields(text, separator) : text.split(separator);
}

/** Null where a quote opens or closes within a field. */
function quotedFields(text: string, separator: Separator): string[] | null {
  const fields: string[] = [];
  const field = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"${separator}]*))(${separator}|$)`, 'y');
  for (let match = field.exec(text); match; match = field.exec(text)) {
    const [, quoted, plain = '', delimiter] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    if (delimiter === '') return fields;
  }
  return null;
}
