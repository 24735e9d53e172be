import { findLabels } from './amount-label';
import { type Column, type TableRow, columnAt } from './table';
import type { AmountRole } from './wording';

/** A role and the strength of the label that gave it. */
export interface RoleReading {
  role: AmountRole;
  strength: number;
}

/** What the row as a whole says of an amount in it. */
export interface RowReading {
  /** The row's text before the amount. */
  before: string;
  /** The row is the sum of those above it. */
  isSum: boolean;
  /** Places and cents of all amounts in the row, in reading order. */
  figures: { start: number; cents: number }[];
}

const BALANCE_ROW =
  /(?:^|\t)\s*(?:end|gesamt|schluss|neuer |aktueller |offener )?(?:saldo|kontostand|r(?:ü|ue)ckstand|balance|forderung|stand)(?!\p{L})/iu;
const PLAIN_HEAD = /^(?:betrag|beträge|amount|eur|€)/i;
/** The column of what is left to pay. */
const REST_HEAD =
  /^(?:noch |aktuell(?:er)? |derzeit )?(?:rest(?!kapital|haupt)|offen|saldo|verbleib|r(?:ü|ue)ckstand|balance|outstanding|open|still due|due|zu zahlen|gesamt|summe|total)/i;
const PAID_HEAD =
  /^(?:bereits )?(?:be|ge|an)?(?:zahl|tilg)|^(?:eingang|haben|gutschrift|paid|payment|credit)/i;
/** The two columns of a correction: what an earlier letter said, and what is right. */
const HEAD_END = String.raw`(?:e[rnms]?)?(?: (?:wert|betrag|stand|saldo|figure|amount))?[\s(]*(?:in )?(?:EUR|Euro|€)?\)?$`;
const OLD_HEAD = new RegExp(
  `^(?:bisher(?:ig)?|alt|vorher(?:ig)?|zuvor|falsch|ursprünglich|old|previous|as stated)${HEAD_END}`,
  'iu',
);
const NEW_HEAD = new RegExp(
  `^(?:neu|nunmehr|jetzt|richtig|korrekt|korrigiert|berichtigt|new|correct|corrected|revised)${HEAD_END}`,
  'iu',
);
const PAYMENT_ROW = /zahlung(?:en)?(?!\p{L})|eingang|gutschrift/iu;
const NO_ROLE: RoleReading = { role: 'other', strength: 0 };

/**
 * The role of an amount at `at` in a table row, given the role that the row's own text gives it. In a ledger only the
 * balance counts; a sum row whose figures nothing tells apart states several totals; under a head such as "Zinsen" the sum row or the only row gives the part, single rows of many do not.
 */
export function roleInTable(own: RoleReading, row: TableRow, at: number, reading: RowReading): RoleReading {
  const corrected = roleInCorrection(row, at, reading);
  if (corrected) return corrected;
  if (reading.isSum && reading.figures.length > 1) {
    const summed = roleInSum(own, row, at, reading);
    if (summed) return summed;
    if (!row.table?.ledger) return { role: 'total', strength: 2 };
  }
  const column = columnAt(row, at);
  if (!column || !row.table) return own;
  const isTotal = own.role === 'total';
  if (row.table.ledger) {
    if (isTotal && (own.strength === 3 || BALANCE_ROW.test(reading.before))) return own;
    return column.ledger === 'credit' ? { role: 'payment', strength: 0 } : NO_ROLE;
  }
  const hasRest = row.table.columns.some((each) => REST_HEAD.test(each.text));
  if (isTotal && !reading.isSum && hasRest && row.table.rows > 1 && reading.figures.length > 1)
    return NO_ROLE;
  const head = headOf(column);
  if (!head || PLAIN_HEAD.test(column.text)) return own;
  if (isNamedByRow(own, row, reading, head.role)) return own;
  if (isTotal || row.table.rows === 1)
    return { role: head.role, strength: Math.max(head.strength, own.strength) };
  return own.strength > 0 && head.role === 'total' ? own : NO_ROLE;
}

/** A sum row of several figures: the column of the rest gives the total, else what the others make up; null where neither tells. */
function roleInSum(own: RoleReading, row: TableRow, at: number, { figures }: RowReading): RoleReading | null {
  const columns = figures.map((figure) => columnAt(row, figure.start));
  const rest = columns.findLastIndex((column) => column !== null && REST_HEAD.test(column.text));
  const index = figures.findIndex((figure) => figure.start === at);
  const total = rest >= 0 ? rest : outcomeOf(figures);
  if (total === -1 && index >= 0 && columns.some(isPaid) && !columns.every(isPaid))
    return isPaid(columns[index]) ? { role: 'payment', strength: 1 } : NO_ROLE;
  if (index === -1 || (total === -1 && !columns.every(isPart(columns)))) return null;
  if (index === total) return { role: 'total', strength: Math.max(own.strength, 2) };
  const column = columns[index];
  if (isPaid(column)) return { role: 'payment', strength: 1 };
  const head = column && headOf(column);
  if (head && head.role !== 'total') return head;
  return total === -1 ? { role: 'principal', strength: 2 } : NO_ROLE;
}

/** In a table of "bisher | neu" the old column is superseded, and the row's name is that of the new one; null elsewhere. */
function roleInCorrection(row: TableRow, at: number, { before }: RowReading): RoleReading | null {
  const heads = row.table?.columns ?? [];
  const isCorrection =
    heads.some((each) => OLD_HEAD.test(each.text)) && heads.some((each) => NEW_HEAD.test(each.text));
  const column = isCorrection ? columnAt(row, at) : null;
  if (!column) return null;
  if (OLD_HEAD.test(column.text)) return { role: 'superseded', strength: 0 };
  const name = NEW_HEAD.test(column.text) ? findLabels(before.split('\t', 1)[0] ?? '') : [];
  return name.find((label) => label.role !== 'superseded') ?? (name.length > 0 ? NO_ROLE : null);
}

/** True where the row's name outweighs the head of the column, under which the figure may stand by chance. */
function isNamedByRow(own: RoleReading, row: TableRow, reading: RowReading, head: AmountRole): boolean {
  if (reading.isSum || !isBesideGaps(row, reading) || PAYMENT_ROW.test(reading.before)) return false;
  return own.strength === 3 || (own.strength === 2 && own.role === 'total' && head === 'payment');
}

/** "Noch offen   1.760,73": with cells left out the figure may stand under any head, and only the row's name counts. */
function isBesideGaps(row: TableRow, { figures }: RowReading): boolean {
  return figures.length === 1 && row.table !== null && row.cells.length < row.table.columns.length;
}

/** Columns that part a claim, such as "Beitrag | Säumnis/Kosten": all known, and at least one of them interest or costs. */
function isPart(columns: (Column | null)[]): (column: Column | null) => boolean {
  const parts = columns.filter((column) => {
    const role = column && headOf(column)?.role;
    return role === 'interest' || role === 'costs' || role === 'surcharge';
  });
  return (column) => column !== null && parts.length > 0 && parts.length === columns.length - 1;
}

/** The last figure, where the first less or plus those between makes it up; -1 otherwise. */
function outcomeOf(figures: { cents: number }[]): number {
  const last = figures.length - 1;
  if (last < 2) return -1;
  const [first, ...between] = figures.slice(0, last).map((figure) => figure.cents);
  const sum = between.reduce((all, cents) => all + Math.abs(cents), 0);
  return first - sum === figures[last].cents || first + sum === figures[last].cents ? last : -1;
}

function isPaid(column: Column | null): boolean {
  return column !== null && PAID_HEAD.test(column.text);
}

function headOf(column: Column): RoleReading | undefined {
  return findLabels(column.text).find((label) => label.role !== 'superseded');
}
