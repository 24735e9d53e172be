import type { RatedAmount } from './amount-role';

/** Amounts that add up to a total. */
export interface SumProof {
  summands: RatedAmount[];
}

/** Largest number of amounts that are tried in all combinations: beyond it a sum that fits proves little. */
const COMBINED_AMOUNTS = 9;

/** Amounts of a kind that are looked at; keeps the search short on a list of thousands. */
const DISTINCT_AMOUNTS = 24;

const ROLE_PARTS = new Set<RatedAmount['role']>(['principal', 'interest', 'costs', 'surcharge', 'payment']);

/**
 * Looks for amounts that make up a total: the rows above it in its table or list, else principal, interest, costs and
 * surcharges less payments, at last those parts with one amount of no known role. Null where nothing fits.
 */
export function proveSum(total: RatedAmount, amounts: RatedAmount[]): SumProof | null {
  const others = amounts.filter(
    (amount) => amount !== total && amount.cents !== 0 && sharesCurrency(amount, total),
  );
  return rowsAbove(total, others) ?? partsOf(total, others) ?? partsWithOneMore(total, others);
}

/** A figure without a currency has that of its neighbours. */
function sharesCurrency(one: RatedAmount, other: RatedAmount): boolean {
  return one.currency === other.currency || one.currency === null || other.currency === null;
}

/** What an amount adds to a debt: a payment lowers it, however its sign is printed. */
export function contribution(amount: RatedAmount): number {
  return amount.role === 'payment' ? -Math.abs(amount.cents) : amount.cents;
}

/** The amounts directly before the total in its passage, back to where their sum fits. */
function rowsAbove(total: RatedAmount, others: RatedAmount[]): SumProof | null {
  const before = others.filter((amount) => amount.passage === total.passage && amount.end <= total.start);
  const rows = before.filter((amount) => !isSubtotal(amount) && !amount.aside);
  let sum = 0;
  for (let index = rows.length - 1; index >= 0; index--) {
    sum += contribution(rows[index]);
    if (sum === total.cents && rows.length - index >= 2) return { summands: rows.slice(index) };
  }
  return null;
}

function partsOf(total: RatedAmount, others: RatedAmount[]): SumProof | null {
  const parts = distinct(others.filter((amount) => ROLE_PARTS.has(amount.role)));
  const summands = subsetThatSums(total.cents, parts);
  return summands && summands.length >= 2 && summands.some((part) => part.role !== 'payment')
    ? { summands }
    : null;
}

/** "Medienersatz 289,50, Säumnisgebühren 52,00, Gesamtbetrag 341,50": the unnamed rest is the principal. */
function partsWithOneMore(total: RatedAmount, others: RatedAmount[]): SumProof | null {
  const parts = distinct(
    others.filter((amount) => ROLE_PARTS.has(amount.role) && amount.role !== 'principal'),
  );
  const unnamed = distinct(
    others.filter((amount) => (amount.role === 'other' || amount.role === 'total') && amount.cents > 0),
  );
  for (const amount of unnamed) {
    const summands = subsetThatSums(total.cents - amount.cents, parts);
    if (summands && summands.length > 0) return { summands: [amount, ...summands] };
  }
  return null;
}

/** The largest set of amounts with the given sum, or null. */
function subsetThatSums(cents: number, amounts: RatedAmount[]): RatedAmount[] | null {
  const tried = amounts.slice(0, COMBINED_AMOUNTS);
  let best: RatedAmount[] | null = null;
  for (let mask = (1 << tried.length) - 1; mask > 0; mask--) {
    const chosen = tried.filter((_, bit) => mask & (1 << bit));
    if (best && chosen.length <= best.length) continue;
    if (chosen.reduce((sum, amount) => sum + contribution(amount), 0) === cents) best = chosen;
  }
  return best;
}

function distinct(all: RatedAmount[]): RatedAmount[] {
  const amounts = all.slice(-DISTINCT_AMOUNTS);
  return amounts.filter(
    (amount, index) =>
      amounts.findIndex((other) => other.role === amount.role && other.cents === amount.cents) === index,
  );
}

function isSubtotal(amount: RatedAmount): boolean {
  return /(?:zwischen|spalten)summe|sub-?total/i.test(amount.quote);
}
