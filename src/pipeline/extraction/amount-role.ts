import type { AmountMention } from '../stages/extraction';
import { type AmountLabel, findLabels } from './amount-label';
import { type Calculation, findCalculations } from './calculation';
import { adjacentOverride, clauseOverride } from './amount-override';
import { type Clause, clausesOf } from './clause';
import { chooseLabel, labelAfter } from './label-choice';
import { type Money, findMoney } from './money';
import { type Passage, quoteAround } from './passage';
import { type RowReading, roleInTable } from './column-role';
import { columnAt, type Table, type TableRow, tableRowsOf } from './table';
import type { AmountRole } from './wording';

/** An amount with its role and what that rests on. */
export interface RatedAmount extends AmountMention {
  /** Strength of the label that gave the role; 0 without one. */
  strength: number;
  /** Place in the passage's text, and the label's. */
  start: number;
  end: number;
  passage: Passage;
  clause: string;
  /** The role that its label names, whatever it turned out to be; null without one. */
  label: AmountRole | null;
  /** True where neither a label nor the words beside it say what it is. */
  unlabelled: boolean;
  /** True for a unit price, a difference, a sum per month: no summand of anything. */
  aside: boolean;
  /** What its paragraph works it out from, or null. */
  operands: number[] | null;
  /** The table in whose rows it stands, or null. */
  table: Table | null;
  /** The head of its column in that table. */
  head: string | null;
}

/** A clause with what was found in it. */
interface ClauseReading {
  passage: Passage;
  clause: Clause;
  money: Money[];
  labels: AmountLabel[];
  row: TableRow | null;
  calculations: Map<Money, Calculation>;
  /** Whether the mail itself shows that it is read right, whatever its spelling allows. */
  isProven: (amount: Money) => boolean;
}

/** The role of an amount, the strength of its label, and where the label begins. */
interface Rating {
  role: AmountRole;
  strength: number;
  label: AmountLabel | null;
  unlabelled?: boolean;
  aside?: boolean;
}

/** An account below zero: its negative figure is what is owed. */
const OVERDRAWN = /negativ|minus|(?<!\p{L})soll(?!\p{L})|sollsaldo|überzogen|überziehung|overdrawn|debit/iu;

/** The row is the sum of those above it, perhaps behind the cell of a number. */
const SUM_ROW =
  /^\s*(?:[\w./-]*\d[\w./-]*\t)?\s*(?:end|rest)?-?(?:(?:spalten)?summen?|gesamt|total|saldo|insgesamt|zusammen|sum)(?!\p{L}*kosten)/iu;

/** Whole figures without a currency that are smaller are counts, in cents. */
const SMALLEST_BARE = 1_000;

/** Amounts that are kept per passage; the last ones are kept, since totals stand at the end. */
const AMOUNT_LIMIT = 3_000;

/** The amounts of passages with their roles. What repeats an amount without its currency is one too, wherever in the mail that stands. */
export function rateAmounts(passages: readonly Passage[], english: boolean): RatedAmount[] {
  const found = passages.map((passage) => ({
    passage,
    money: findMoney(passage.text, english).slice(-AMOUNT_LIMIT),
  }));
  const firm = found.flatMap(({ money }) => money.filter((amount) => amount.firm));
  const known = new Set(firm.map(({ cents }) => cents));
  return found.flatMap(({ passage, money }) => rateWithin(passage, money, known));
}

function rateWithin(passage: Passage, money: Money[], known: Set<number>): RatedAmount[] {
  if (money.length === 0) return [];
  const calculations = findCalculations(passage.text, money);
  const isProven = (amount: Money): boolean =>
    calculations.has(amount) || (!amount.firm && amount.cents >= SMALLEST_BARE && known.has(amount.cents));
  const clauses = clausesOf(passage.text, money);
  const rows = tableRowsOf(passage.text, clauses);
  const rated: RatedAmount[] = [];
  let moneyAt = 0;
  for (const clause of clauses) {
    while (moneyAt < money.length && money[moneyAt].start < clause.start) moneyAt++;
    const within = takeWithin(money, moneyAt, clause.end);
    if (within.length === 0) continue;
    const labels = labelsWithin(passage.text, clause);
    const ownMoney = within.filter(
      (amount) => amount.firm || isProven(amount) || isLabelled(passage.text, amount, labels),
    );
    rated.push(
      ...rateClause({
        passage,
        clause,
        money: ownMoney,
        labels,
        row: rows.get(clause) ?? null,
        calculations,
        isProven,
      }),
    );
  }
  return rated;
}

/** Amounts in parentheses come last, so that they take no label from those outside. */
function rateClause(reading: ClauseReading): RatedAmount[] {
  const free = new Set(reading.labels);
  const { passage, clause, money } = reading;
  const isInner = (amount: Money): boolean => isParenthetical(passage.text, clause.start, amount.start);
  const inner = money.filter(isInner);
  const outer = money.filter((amount) => !inner.includes(amount));
  const ratings = new Map<Money, Rating>();
  for (const amount of [...outer, ...inner]) {
    const rivals = inner.includes(amount) ? money : outer;
    const previous = rivals.findLast(
      (each) =>
        each.end <= amount.start &&
        !isUnitPrice(passage.text.slice(each.end, amount.start), ratings.get(each)),
    );
    const next = money.find((each) => each.start >= amount.end);
    const span = { from: previous?.end ?? clause.start, to: next?.start ?? clause.end };
    ratings.set(amount, rateAmount(reading, amount, free, span));
  }
  return [...ratings]
    .map(([amount, rating]) => ratedAmount(reading, amount, rating))
    .sort((a, b) => a.start - b.start);
}

function rateAmount(
  reading: ClauseReading,
  amount: Money,
  free: Set<AmountLabel>,
  span: { from: number; to: number },
): Rating {
  const {
    passage: { text },
    clause,
    labels,
    row,
  } = reading;
  const around = {
    before: text.slice(clause.start, amount.start),
    after: text.slice(amount.end, clause.end),
  };
  const forced = adjacentOverride(around);
  if (forced) {
    const replaced = labels.filter((each) => each.role === 'superseded' && each.end <= amount.start);
    if (forced === 'superseded') replaced.forEach((each) => free.delete(each));
    return { role: forced, strength: 0, label: null, aside: forced === 'other' };
  }
  const begins = reading.calculations.get(amount)?.start ?? Infinity;
  // What stands between the operands names one of them, unless it is a word for the whole.
  const own = [...free].filter(({ start, role }) => start < begins || role === 'total' || start > amount.end);
  const label = labelFor(text, amount, own, clause.start, span, row !== null);
  if (label) free.delete(label);
  const named = { role: label?.role ?? ('other' as const), strength: label?.strength ?? 0 };
  const { role, strength } = row
    ? roleInTable(named, row, amount.start, rowReading(reading, around.before))
    : named;
  const told = clauseOverride(role, strength === 3, around);
  return { role: told, strength, label, unlabelled: label === null && role === 'other' && told === 'other' };
}

function rowReading({ passage, clause, money }: ClauseReading, before: string): RowReading {
  const isSum = SUM_ROW.test(passage.text.slice(clause.start, clause.end));
  return { before, isSum, figures: money.map(({ start, cents }) => ({ start, cents })) };
}

function ratedAmount(
  { passage, clause, row, calculations, isProven }: ClauseReading,
  amount: Money,
  { role, strength, label, unlabelled = false, aside = false }: Rating,
): RatedAmount {
  const { currency, start, end } = amount;
  const unambiguous = amount.unambiguous || isProven(amount);
  const replaced = row !== null && role === 'superseded';
  const owed = role === 'total' && OVERDRAWN.test(passage.text.slice(clause.start, clause.end));
  const cents = owed ? Math.abs(amount.cents) : amount.cents;
  const quoted = label && label.start < start && end - label.start < 150 ? label.start : start;
  return {
    source: passage.source,
    quote: quoteAround(passage.text, quoted, end),
    ...{ cents, currency, role, unambiguous, strength, unlabelled, start, end, passage },
    label: label?.role ?? null,
    aside: aside || replaced,
    current: passage.current,
    clause: passage.text.slice(clause.start, clause.end),
    operands: calculations.get(amount)?.operands ?? null,
    table: row?.table ?? null,
    head: (row && columnAt(row, start)?.text) ?? null,
  };
}

/** "Mahngebühr 2 x 8,00   16,00": the figure in front is only how the next one came about. */
function isUnitPrice(between: string, rating: Rating | undefined): boolean {
  return rating?.role === 'other' && rating.label === null && !rating.unlabelled && /^[\s=]*$/.test(between);
}

/** The label before an amount, unless a doubtful one there gives way to a part's name right behind it. */
function labelFor(
  text: string,
  amount: Money,
  labels: AmountLabel[],
  from: number,
  span: { from: number; to: number },
  row: boolean,
): AmountLabel | null {
  const left = labels.filter((label) => label.end <= amount.start);
  const nearer = left.filter((label) => label.start >= span.from);
  const near = chooseLabel(text, nearer, from, amount.start, row);
  if (row) return near;
  const chosen = near ?? chooseLabel(text, left, from, amount.start, row);
  const right = labelAfter(text, labels, amount.end, span.to);
  if (!chosen || !right) return chosen ?? right;
  const far = amount.start - chosen.end > 40 || chosen.start < span.from;
  const tight = right.start - amount.end <= 8;
  const apart = chosen.role === 'payment' && /,\s/.test(text.slice(chosen.end, amount.start));
  const gives = chosen.predicate || chosen.strength === 1 || far || apart;
  return tight && gives && right.role !== 'other' ? right : chosen;
}

/** An integer without a currency counts only right behind a firm label, and never as a year. */
function isLabelled(text: string, amount: Money, labels: AmountLabel[]): boolean {
  const label = labels.findLast((each) => each.end <= amount.start);
  if (!label || label.predicate || label.strength < 2 || amount.cents < SMALLEST_BARE) return false;
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
