import { parse } from 'csv-parse/sync';

/** A record of a CSV file, or what is wrong with it. `line` is the line of the file in which it begins, from 1. */
export type CsvRecord = { line: number; fields: string[] } | { line: number; error: string };

/** Thrown where the stream is no CSV at all: a line beyond every measure. */
export class NotCsv extends Error {}

interface Line {
  number: number;
  text: string;
}

const MAX_LINE_CHARACTERS = 1_000_000;
/** A quoted field may run over so many lines; a quote still open after them is a slip, and costs its own line only. */
const MAX_RECORD_LINES = 50;

/**
 * The records of a CSV stream (UTF-8, with or without BOM, LF or CRLF, blank lines skipped), in constant memory.
 * A record that cannot be read is told with its line, and reading goes on at the line after it.
 */
export async function* csvRecords(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<CsvRecord> {
  let pending: Line[] = [];
  for await (const line of linesOf(bytes)) {
    pending.push(line);
    while (pending.length > 0 && (isComplete(pending) || pending.length >= MAX_RECORD_LINES)) {
      const { record, rest } = takeRecord(pending);
      if (record) yield record;
      pending = rest;
    }
  }
  while (pending.length > 0) {
    const { record, rest } = takeRecord(pending);
    if (record) yield record;
    pending = rest;
  }
}

async function* linesOf(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8');
  let number = 0;
  let open = '';
  for await (const chunk of bytes) {
    open += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const texts = open.split('\n');
    open = texts.pop() ?? '';
    for (const text of texts)
      yield { number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    if (open.length > MAX_LINE_CHARACTERS)
      throw new NotCsv(`Line ${number + 1} is over ${MAX_LINE_CHARACTERS} characters long.`);
  }
  open += decoder.decode();
  if (open !== '') yield { number: number + 1, text: open };
}

/** A record is complete when its quotes pair up. */
function isComplete(lines: Line[]): boolean {
  let quotes = 0;
  for (const { text } of lines) {
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  }
  return quotes % 2 === 0;
}

function takeRecord(lines: Line[]): { record: CsvRecord | null; rest: Line[] } {
  const text = lines.map((line) => line.text).join('\n');
  const line = lines[0]?.number ?? 0;
  if (text.trim() === '') return { record: null, rest: [] };
  if (!text.includes('"')) return { record: { line, fields: text.split(',') }, rest: [] };
  const fields = quotedFields(text);
  if (fields) return { record: { line, fields }, rest: [] };
  return { record: { line, error: 'The quotes do not pair up.' }, rest: lines.slice(1) };
}

function quotedFields(text: string): string[] | null {
  try {
    const records: string[][] = parse(text, { relax_column_count: true, record_delimiter: ['\u0000\n'] });
    return records.length === 1 ? (records[0] ?? null) : null;
  } catch {
    return null;
  }
}
