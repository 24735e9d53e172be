import { centsOf } from '../../money';
import { findMoney } from '../extraction/money';
import type { AmountMention, Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { contextsOf, type FigureContext, PAID_OFF } from './figure-context';
import {
  BESIDE_THE_FIGURE,
  DENIES_SOMETHING_ELSE,
  ENDS_THE_CLAIM,
  HOLDS_THE_FIGURE_BACK,
  HYPOTHETICAL,
  LIVES_ON_ELSEWHERE,
} from './turning-words';

/** What was read of a mail, and the sender's present words. */
interface ReadClaim {
  extraction: Extraction;
  /** The total in cents, or null. */
  totalCents: number | null;
  statesNoClaim: boolean;
  /** Every place where the total stands. */
  contexts: FigureContext[];
  lines: string[];
  /** All of them, each block on one line. */
  text: string;
}

/**
 * Something in the mail that speaks against booking its total, found without the labels by which the total was chosen.
 * An objection never books; it sends to a person what the extractor was too sure of.
 */
export interface Objection {
  name: string;
  holds: (read: ReadClaim) => boolean;
  reason: string;
  /** True where it is drawn from single words or figures: readers who are sure of the whole mail overrule it. */
  yields?: boolean;
}

const OF_THE_ASSIGNMENT =
  /(?:Übertragungs|Abtretungs|Verkaufs|Übergabe|Abgabe)(?:stichtag|tag|zeitpunkt|datum)|(?:bei|zum Zeitpunkt|am Tag)e? der (?:Abtretung|Übergabe|Abgabe|Übertragung|Veräußerung)|(?:on|at) (?:the date of )?(?:transfer|assignment)/iu;
/** With more amounts than this a sum that fits may be chance. */
const MOST_AMOUNTS = 16;
const NAMES_A_TOTAL =
  /^\W*(?:gesamt(?!kredit|schuldner|laufzeit)\p{L}*|insgesamt|summe(?! der raten)|endbetrag|endsumme|saldo|zu zahlen|total|balance)(?!\p{L})/iu;
const OF_A_SETTLEMENT =
  /(?<!\p{L})(?:Raten?|Quote|Laufzeit|Plan|Vergleich\p{L}*|Einmalzahlung|Abfindung|instal\p{L}*|settle\p{L}*)(?!\p{L})/iu;
/** Roles of amounts by which a larger figure comes down to the total. */
const LOWERS = new Set<AmountMention['role']>(['payment', 'settlement']);

export const OBJECTIONS: readonly Objection[] = [
  {
    name: 'part_of_a_larger_sum',
    holds: (read) => claimsSomething(read) && isPartOfLargerSum(read),
    reason: 'The figure and others in the mail add up to a larger one; it may be a part only.',
    yields: true,
  },
  {
    name: 'another_total',
    holds: (read) => claimsSomething(read) && hasLargerTotalLine(read),
    reason: 'Another line of the mail names a larger total than the figure that was read.',
    yields: true,
  },
  {
    name: 'sum_of_settlement',
    holds: (read) =>
      read.extraction.kind.startsWith('settlement') &&
      claimsSomething(read) &&
      read.contexts.some(({ nearby, heads }) => OF_A_SETTLEMENT.test(`${heads} ${nearby}`)),
    reason: 'The figure stands among the terms of a settlement; it may be its sum and not the claim.',
    yields: true,
  },
  {
    name: 'several_columns',
    holds: (read) => claimsSomething(read) && read.contexts.some(({ row, at }) => followedInRow(row, at)),
    reason: 'The figure stands in a table row beside another one; which column counts is open.',
  },
  ...BESIDE_THE_FIGURE.map(({ name, pattern, reason }) => ({
    name: `figure_${name}`,
    holds: (read: ReadClaim) =>
      claimsSomething(read) && read.contexts.some(({ nearby }) => pattern.test(nearby)),
    reason,
    yields: true,
  })),
  {
    name: 'claim_ended',
    holds: (read) => claimsSomething(read) && ENDS_THE_CLAIM.test(read.text),
    reason: 'The mail states a figure, but also that nothing more is claimed.',
  },
  {
    name: 'figure_held_back',
    holds: (read) => claimsSomething(read) && HOLDS_THE_FIGURE_BACK.test(read.text),
    reason: 'The mail says that the figure is not yet, or no longer, the one that counts.',
  },
  {
    name: 'slip_of_digits',
    holds: (read) => claimsSomething(read) && hasTwin(read),
    reason:
      'Another figure of the mail differs from the total by a slip of the pen only; one of the two is wrong.',
  },
  {
    name: 'hypothetical_figure',
    holds: (read) => {
      // "Rest wären 1073 Euro" is a way of speaking where the mail works it out.
      const places = claimsSomething(read) && !read.extraction.workedOut ? read.contexts : [];
      return places.length > 0 && places.every(({ sentence }) => HYPOTHETICAL.test(sentence));
    },
    reason: 'The figure is what would be claimed if something came to pass.',
  },
  {
    name: 'lowered_by_payment',
    holds: (read) => claimsSomething(read) && isLoweredByPayment(read),
    reason: 'A payment leads from the figure down to another one of the mail.',
    yields: true,
  },
  {
    name: 'balance_at_assignment',
    holds: (read) =>
      claimsSomething(read) &&
      read.extraction.kind === 'assignment' &&
      read.contexts.some(({ row, nearby }) => OF_THE_ASSIGNMENT.test(row) || OF_THE_ASSIGNMENT.test(nearby)),
    reason: 'The figure is the balance on the day on which the claim was handed over.',
  },
  {
    name: 'claim_lives_on',
    holds: (read) => read.statesNoClaim && LIVES_ON_ELSEWHERE.test(read.text),
    reason: 'The sender claims nothing more, because somebody else does.',
  },
  {
    name: 'something_else_denied',
    holds: (read) => read.statesNoClaim && DENIES_SOMETHING_ELSE.test(read.text),
    reason: 'What the mail denies may be something other than the claim.',
  },
];

/** The names of the objections to booking what was read. */
export function objectionsTo(mail: ParsedMail, extraction: Extraction): string[] {
  if (extraction.claimAmount === null) return [];
  const totalCents = centsOf(extraction.claimAmount.value);
  const statesNoClaim = extraction.kind === 'no_claim' && totalCents === 0;
  const blocks = mail.blocks.filter(({ standing }) => standing === 'current').map(({ text }) => text);
  const read: ReadClaim = {
    extraction,
    totalCents,
    statesNoClaim,
    contexts: contextsOf(mail, totalCents),
    lines: blocks.flatMap((text) => text.split('\n')),
    text: blocks.map((text) => text.replace(/\s+/g, ' ')).join('\n'),
  };
  return OBJECTIONS.filter(({ holds }) => holds(read)).map(({ name }) => name);
}

function claimsSomething({ totalCents }: ReadClaim): boolean {
  return totalCents !== null && totalCents > 0;
}

/** True where another amount is the total plus one or two further ones, unless those are payments that were taken off. */
function isPartOfLargerSum({ totalCents, extraction }: ReadClaim): boolean {
  // "2.500,00 bekommen, 575,00 gezahlt, bleiben 1.925,00": the larger sum is what it was once.
  if (extraction.workedOut) return false;
  const total = totalCents ?? 0;
  const amounts = distinct(
    extraction.amounts.filter(({ current, cents }) => current && cents > 0 && cents !== total),
  );
  if (amounts.length > MOST_AMOUNTS) return false;
  return amounts.some((larger) => {
    if (larger.cents <= total || larger.role === 'superseded') return false;
    const rest = larger.cents - total;
    const added = amounts.filter(
      ({ cents, role, quote }) => cents < larger.cents && !LOWERS.has(role) && !PAID_OFF.test(quote),
    );
    if (added.some(({ cents }) => cents === rest)) return true;
    return (
      !extraction.addsUp &&
      added.some((one) => added.some((two) => one !== two && one.cents + two.cents === rest))
    );
  });
}

/** A line that begins with a word for a total and gives a larger amount, from which no payment leads down to the figure that was read. */
function hasLargerTotalLine(read: ReadClaim): boolean {
  const total = read.totalCents ?? 0;
  const { amounts } = read.extraction;
  const known = new Set(
    amounts.filter(({ role }) => role === 'superseded' || LOWERS.has(role)).map(({ cents }) => cents),
  );
  const paid = amounts
    .filter(({ role, current }) => current && LOWERS.has(role))
    .map(({ cents }) => Math.abs(cents));
  const sumPaid = paid.reduce((sum, cents) => sum + cents, 0);
  return read.lines
    .filter((line) => NAMES_A_TOTAL.test(line))
    .flatMap((line) => findMoney(line).map(({ cents }) => cents))
    .some(
      (cents) =>
        cents > total && !known.has(cents) && !paid.includes(cents - total) && cents - total !== sumPaid,
    );
}

/** True where another figure, and no third one that accounts for the difference, has the same digits in another order, or one that was written twice. */
function hasTwin({ totalCents, extraction }: ReadClaim): boolean {
  const own = String(totalCents);
  const others = extraction.amounts.filter(({ current, cents }) => current && cents !== totalCents);
  const accounted = new Set(others.map(({ cents }) => Math.abs(cents)));
  return others
    .filter(({ role, cents }) => role !== 'superseded' && !accounted.has(Math.abs(cents - (totalCents ?? 0))))
    .some(({ cents }) => {
      const other = String(Math.abs(cents));
      if (other.length !== own.length || own.length < 4) return false;
      const [first, ...more] = [...own].flatMap((digit, place) => (digit === other[place] ? [] : [place]));
      if (more.length === 0) return isDoubled(own, other, first) || isDoubled(other, own, first);
      return [...own].sort().join('') === [...other].sort().join('');
    });
}

/** 773 for 733: the digit beside it was written once too often. */
function isDoubled(right: string, wrong: string, place: number): boolean {
  return wrong[place] === right[place - 1] || wrong[place] === right[place + 1];
}

/** "5.466,00, abzüglich gezahlt 552,00, noch zu erstatten 4.914,00". */
function isLoweredByPayment({ totalCents, extraction }: ReadClaim): boolean {
  const current = extraction.amounts.filter(({ current: now }) => now);
  const figures = new Set(current.map(({ cents }) => cents));
  return current.some(
    ({ role, cents }) =>
      role === 'payment' &&
      cents !== 0 &&
      figures.has((totalCents ?? 0) - Math.abs(cents)) &&
      Math.abs(cents) * 2 !== totalCents,
  );
}

/** True where a further cell of the same table row holds an amount. */
function followedInRow(row: string, at: number): boolean {
  const rest = row.slice(at);
  return /^[^\p{L}]*(?:\t| {3,})/u.test(rest) && findMoney(rest).some(({ cents }) => cents !== 0);
}

/** One amount per figure; what is once called a payment stays one. */
function distinct(amounts: AmountMention[]): AmountMention[] {
  const payments = amounts.filter(({ role }) => LOWERS.has(role));
  return [...new Map([...amounts, ...payments].map((amount) => [amount.cents, amount])).values()];
}
