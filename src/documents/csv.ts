import { parse } from 'csv-parse/sync';

import { decodeText } from './charset';
import type { DocumentReading, DocumentRequest } from './document-reading';

const MAX_ROWS = 5_000;
const MAX_CHARS = 2_000_000;
const GERMAN_CENTS = /^-?[\d.]*\d,\d\d( ?(€|EUR))?$/;
const ENGLISH_CENTS = /^-?[\d,]*\d\.\d\d( ?(€|EUR))?$/;
const SEPARATORS = [';', ',', '\t', '|'];

/** Reads a table of separated values, finding out charset, separator and quoting. One line a row, cells parted by tabs. */
export function readCsv(request: DocumentRequest): DocumentReading {
  const decoded = decodeText(request.bytes, request.charset).text;
  const { separator, table } = findSeparator(decoded.slice(0, MAX_CHARS));
  const rows = splitRows(table, separator).map((cells) => cells.map(tidyCell));
  const complete = centsOf(rows);
  const text = rows
    .slice(0, MAX_ROWS)
    .map((cells) => cells.map(complete).join('\t').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
  const pages = [{ number: null, text, hidden: '' }];
  if (rows.length > MAX_ROWS)
    return { outcome: 'too_large', detail: `Only the first ${MAX_ROWS} rows were read.`, pages };
  if (decoded.length > MAX_CHARS)
    return { outcome: 'too_large', detail: 'Only the beginning of the table was read.', pages };
  return { outcome: 'read', pages };
}

/** Excel may say it in a first line `sep=;`; else the separator that gives most lines the same number of cells. */
function findSeparator(text: string): { separator: string; table: string } {
  const declared = /^sep=(.)\r?\n/i.exec(text);
  if (declared) return { separator: declared[1], table: text.slice(declared[0].length) };
  const lines = text
    .slice(0, 50_000)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 30);
  const scored = SEPARATORS.map((separator) => ({ separator, score: regularity(lines, separator) }));
  return {
    separator: scored.reduce((best, next) => (next.score > best.score ? next : best)).separator,
    table: text,
  };
}

function regularity(lines: readonly string[], separator: string): number {
  const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(separator).length - 1);
  const widest = Math.max(0, ...counts);
  if (widest === 0) return 0;
  const usual = counts.filter((count) => count > 0 && count === counts[0]).length;
  // Commas also stand in amounts: a separator that is as regular but has more cells is not the better one for it.
  return usual * 10 + counts.filter((count) => count > 0).length + (separator === ',' ? 0 : 0.5);
}

function splitRows(text: string, separator: string): string[][] {
  const lenient = { relax_quotes: true, relax_column_count: true, skip_empty_lines: true, to: MAX_ROWS + 1 };
  try {
    return parse(text, { delimiter: separator, ...lenient });
  } catch {
    // A quote that never closes: each line is taken as it stands.
    const lines = text.split(/\r?\n/).slice(0, MAX_ROWS + 1);
    return lines.map((line) => line.split(separator).map((cell) => cell.replace(/^"|"$/g, '')));
  }
}

/**
 * "1.250" can be read in two ways; the other cells of the table tell in which. A cell of whole thousands gets its cents, so that
 * it can be read in one way only. Where the table has both spellings, or neither, cells stay as they are.
 */
function centsOf(rows: readonly string[][]): (cell: string) => string {
  const cells = rows.flat();
  const isGerman = cells.some((cell) => GERMAN_CENTS.test(cell));
  if (isGerman === cells.some((cell) => ENGLISH_CENTS.test(cell))) return (cell) => cell;
  const thousands = isGerman ? /^-?\d{1,3}(\.\d{3})+(?= ?(€|EUR)?$)/ : /^-?\d{1,3}(,\d{3})+(?= ?(€|EUR)?$)/;
  return (cell) => cell.replace(thousands, isGerman ? '$&,00' : '$&.00');
}

function tidyCell(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}
