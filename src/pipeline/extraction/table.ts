import type { Clause } from './clause';

/** What the head of a column says of the figures below it. */
export interface Column {
  text: string;
  /** A bookkeeper's column: bookings that raise the debt, that lower it, or the running balance. */
  ledger: 'debit' | 'credit' | 'balance' | null;
}

/** The table that a row belongs to. */
export interface Table {
  columns: Column[];
  /** Rows with figures below the head. */
  rows: number;
  ledger: boolean;
}

/** A row of cells and the table it stands in, if that has a head. */
export interface TableRow {
  /** Offsets at which the cells begin, within the whole text. */
  cells: number[];
  /** True where the first cell is a date or a number, as in a list of bookings. */
  dated: boolean;
  table: Table | null;
}

/** A tab, or the blanks of a text set in columns. */
const CELL_BREAK = /\t| {3,}/;

/** What may stand between two rows of one table: nothing, or the rest of a cell that was broken over two lines. */
const CONTINUATION = /^(?:\s*|\s*[^.!?:\n]{1,40}\s*)$/;

const DEBIT = /^(?:soll|belastung(?:en)?|debit|lastschrift|forderung(?:en)?|buchungen)\b/i;
const CREDIT =
  /^(?:haben|gutschrift(?:en)?|credit|zahlung(?:en)?|eingang|zahlungseing(?:ang|änge)|bezahlt|paid)\b/i;
const BALANCE = /^(?:saldo|kontostand|balance|stand)\b/i;

/** The rows among the clauses, each with its table. */
export function tableRowsOf(text: string, clauses: Clause[]): Map<Clause, TableRow> {
  const rows = new Map<Clause, TableRow>();
  let table: Table | null = null;
  let lastEnd = -1;
  for (const clause of clauses) {
    if (!clause.row) continue;
    if (!CONTINUATION.test(text.slice(Math.max(lastEnd, 0), clause.start))) table = null;
    lastEnd = clause.end;
    const line = text.slice(clause.start, clause.end);
    const cells = line.split(CELL_BREAK).map((cell) => cell.trim());
    if (isHead(cells)) {
      const columns = cells.map((cell) => ({ text: cell, ledger: ledgerSide(cell) }));
      table = {
        columns,
        rows: 0,
        ledger:
          columns.some((column) => column.ledger === 'debit') &&
          columns.some((column) => column.ledger === 'credit'),
      };
    } else if (table && /\d/.test(line)) table.rows++;
    rows.set(clause, { cells: startsOf(line, clause.start), dated: /^\d[\d./-]*$/.test(cells[0]), table });
  }
  return rows;
}

/** The column that a place in a row falls into; counted from the right where cells are missing at the left. */
export function columnAt(row: TableRow, at: number): Column | null {
  if (!row.table) return null;
  const index = row.cells.findLastIndex((start) => start <= at);
  const missing = row.table.columns.length - row.cells.length;
  const column = row.table.columns[missing <= 0 || row.dated ? index : index + (index === 0 ? 0 : missing)];
  return column ?? null;
}

function isHead(cells: string[]): boolean {
  const named = cells.filter((cell) => /\p{L}/u.test(cell));
  return (
    named.length >= 2 &&
    named.length >= cells.length - 1 &&
    !cells.some((cell) => /\d[.,]\d{2}(?!\d)|\d{4}/.test(cell)) &&
    !cells.some((cell) => cell.endsWith(':') || cell.length > 40)
  );
}

function ledgerSide(cell: string): Column['ledger'] {
  if (DEBIT.test(cell)) return 'debit';
  if (CREDIT.test(cell)) return 'credit';
  return BALANCE.test(cell) ? 'balance' : null;
}

function startsOf(line: string, at: number): number[] {
  const starts = [at];
  for (const gap of line.matchAll(new RegExp(CELL_BREAK, 'g'))) starts.push(at + gap.index + gap[0].length);
  return starts;
}
