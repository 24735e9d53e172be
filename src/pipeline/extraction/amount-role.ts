import type { AmountMention } from '../stages/extract';
import { type AmountLabel, findLabels } from './amount-label';
import { adjacentOverride, clauseOverride } from './amount-override';
import { type Clause, clausesOf } from './clause';
import { chooseLabel, labelAfter } from './label-choice';
import { type Money, findMoney } from './money';
import { type Passage, quoteAround } from './passage';
import { type Column, type TableRow, columnAt, tableRowsOf } from './table';

/** An amount with its role and what that rests on. */
export interface RatedAmount extends AmountMention {
  /** Strength of the label that gave the role; 0 without one. */
  strength: number;
  /** Place in the passage's text, and the label's. */
  start: number;
  end: number;
  passage: Passage;
  clause: string;
  /** Number of its row in the table, -1 in prose; rows of one table share `table`. */
  table: object | null;
  firm: boolean;
}

/** Amounts that are kept per passage; the last ones are kept, since totals stand at the end. */
const AMOUNT_LIMIT = 3_000;

const BALANCE_ROW =
  /(?:^|\t)\s*(?:end|gesamt|schluss|neuer |aktueller |offener )?(?:saldo|kontostand|r(?:ü|ue)ckstand|balance|forderung|stand)(?!\p{L})/iu;

/** The amounts of a passage with their roles. */
export function rateAmounts(passage: Passage, english: boolean): RatedAmount[] {
  const money = findMoney(passage.text, english).slice(-AMOUNT_LIMIT);
  if (money.length === 0) return [];
  const clauses = clausesOf(passage.text, money);
  const rows = tableRowsOf(passage.text, clauses);
  const rated: RatedAmount[] = [];
  let moneyAt = 0;
  for (const clause of clauses) {
    while (moneyAt < money.length && money[moneyAt].start < clause.start) moneyAt++;
    const within = takeWithin(money, moneyAt, clause.end);
    if (within.length === 0) continue;
    const labels = labelsWithin(passage.text, clause);
    const ownMoney = within.filter((amount) => amount.firm || isLabelled(passage.text, amount, labels));
    rated.push(...rateClause(passage, clause, ownMoney, labels, rows.get(clause) ?? null));
  }
  return rated;
}

function rateClause(
  passage: Passage,
  clause: Clause,
  money: Money[],
  labels: AmountLabel[],
  row: TableRow | null,
): RatedAmount[] {
  const { text } = passage;
  const free = new Set(labels);
  const rated: RatedAmount[] = [];
  const rank = (amount: Money): number => (isParenthetical(text, clause.start, amount.start) ? 1 : 0);
  const outerFirst = [...money].sort((a, b) => rank(a) - rank(b));
  for (const amount of outerFirst) {
    const index = money.indexOf(amount);
    const around = {
      before: text.slice(clause.start, amount.start),
      after: text.slice(amount.end, clause.end),
    };
    const next = money[index + 1]?.start ?? clause.end;
    const previousEnd =
      money.findLast((each, at) => at < index && rank(each) <= rank(amount))?.end ?? clause.start;
    const label = labelFor(text, amount, [...free], clause.start, previousEnd, next, row !== null);
    const forced = adjacentOverride(around);
    let role: AmountMention['role'] = forced ?? label?.role ?? 'other';
    let strength = forced ? 0 : (label?.strength ?? 0);
    if (row && !forced)
      ({ role, strength } = inTable(
        role,
        strength,
        columnAt(row, amount.start),
        row,
        BALANCE_ROW.test(around.before),
      ));
    if (!forced) role = clauseOverride(role, strength === 3, around);
    if (label && !forced) free.delete(label);
    if (forced === 'superseded')
      labels
        .filter((each) => each.role === 'superseded' && each.end <= amount.start)
        .forEach((each) => free.delete(each));
    rated.push({
      source: passage.source,
      quote: quoteAround(
        text,
        label && !forced && amount.end - label.start < 150 && label.start < amount.start
          ? label.start
          : amount.start,
        amount.end,
      ),
      cents: amount.cents,
      currency: amount.currency,
      role,
      unambiguous: amount.unambiguous,
      current: passage.current,
      strength,
      start: amount.start,
      end: amount.end,
      passage,
      clause: text.slice(clause.start, clause.end),
      table: row?.table ?? null,
      firm: amount.firm,
    });
  }
  return rated.sort((a, b) => a.start - b.start);
}

function labelFor(
  text: string,
  amount: Money,
  labels: AmountLabel[],
  from: number,
  previousEnd: number,
  next: number,
  row: boolean,
): AmountLabel | null {
  const left = labels.filter((label) => label.end <= amount.start);
  const nearer = left.filter((label) => label.start >= previousEnd);
  const chosen =
    chooseLabel(text, nearer, from, amount.start, row) ??
    (row ? null : chooseLabel(text, left, from, amount.start, row));
  const right = row ? null : labelAfter(text, labels, amount.end, next);
  if (!chosen || !right) return chosen ?? right;
  const far = amount.start - chosen.end > 40 || chosen.start < previousEnd;
  const tight = right.start - amount.end <= 8;
  const gives = chosen.predicate || chosen.strength === 1 || far;
  return tight && gives && right.role !== 'other' ? right : chosen;
}

/** Columns of a ledger and heads such as "Zinsen" say more than the row's own text. */
function inTable(
  role: AmountMention['role'],
  strength: number,
  column: Column | null,
  row: TableRow,
  balances: boolean,
): { role: AmountMention['role']; strength: number } {
  if (!column || !row.table) return { role, strength };
  const isTotal = role === 'total';
  if (row.table.ledger) {
    if (isTotal && (strength === 3 || balances)) return { role, strength };
    return { role: column.ledger === 'credit' ? 'payment' : 'other', strength: 0 };
  }
  const head = findLabels(column.text).find((label) => label.role !== 'superseded') ?? null;
  if (!head || /^(?:betrag|beträge|amount|eur|€)/i.test(column.text)) return { role, strength };
  if (strength === 0 || isTotal || row.table.rows === 1) {
    const sums = row.table.rows === 1 || isTotal;
    return sums
      ? { role: head.role, strength: Math.max(head.strength, strength) }
      : { role: 'other', strength: 0 };
  }
  return head.role === 'total' ? { role, strength } : { role: 'other', strength: 0 };
}

/** An integer without a currency counts only right behind a firm label, and never as a year. */
function isLabelled(text: string, amount: Money, labels: AmountLabel[]): boolean {
  const label = labels.findLast((each) => each.end <= amount.start);
  if (!label || label.predicate || label.strength < 2 || amount.cents < 1_000) return false;
  if (label.role !== 'total' && label.role !== 'principal') return false;
  const between = text.slice(label.end, amount.start);
  if (!/^[\s:=]*(?:(?:von|beträgt|is|of|in Höhe von|über|noch|aktuell|derzeit)\s*){0,3}$/iu.test(between))
    return false;
  const year =
    amount.cents >= 190_000 &&
    amount.cents <= 210_000 &&
    /^\d{4}$/.test(text.slice(amount.start, amount.end));
  return !year || /[:=]/.test(between);
}

function isParenthetical(text: string, from: number, at: number): boolean {
  const before = text.slice(Math.max(from, at - 200), at);
  return before.lastIndexOf('(') > before.lastIndexOf(')');
}

function labelsWithin(text: string, clause: Clause): AmountLabel[] {
  const labels = findLabels(text.slice(clause.start, clause.end));
  return labels.map((label) => ({
    ...label,
    start: label.start + clause.start,
    end: label.end + clause.start,
  }));
}

function takeWithin<T extends { start: number; end: number }>(items: T[], from: number, end: number): T[] {
  let to = from;
  while (to < items.length && items[to].end <= end) to++;
  return items.slice(from, to);
}
