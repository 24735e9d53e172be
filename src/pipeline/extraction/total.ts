import type { Concern } from '../stages/extraction';
import type { RatedAmount } from './amount-role';
import { impliedTotal, promoteSums } from './implied-total';
import type { Passage } from './passage';
import { markPlannedSums } from './planned-sum';
import { type SumProof, contribution, proveSum } from './sum-proof';

/** The total that a mail states. */
export interface ChosenTotal {
  amount: RatedAmount;
  proof: SumProof | null;
  /** How often the same total stands in the current text. */
  mentions: number;
  /** Taken from quoted history because the current text only points there. */
  fromHistory: boolean;
}

/** The outcome of the search for a total. */
export interface TotalSearch {
  chosen: ChosenTotal | null;
  concerns: Concern[];
}

/** Largest number of candidates that are weighed against one another; more contradict each other anyway. */
const CANDIDATE_LIMIT = 40;

const ADDED_PARTS = new Set<RatedAmount['role']>(['interest', 'costs', 'surcharge']);
const ADDS = /(?<!\p{L})(?:sowie|zzgl|zuzüglich|plus|nebst|dazu|hinzu|und weitere)(?!\p{L})/iu;
/** "Für Mai sind 64,00 EUR offen, für Juni 64,50 EUR." */
const SIDE_BY_SIDE = /,\s+(?:und\s)?(?:für|aus|im)\s+(?:[\p{L}\d.]+\s){1,3}$/iu;
const INCLUDES =
  /(?<!\p{L})(?:davon|hiervon|inkl|einschl|darin|enthalten|bestehend|setzt|zusammen|comprising|including|of which|\()/iu;
const PAID_OF_IT = /^\s*(?:davon|hiervon|hierauf|darauf|auf diese\p{L}*|of this|of which)(?!\p{L})/iu;

/** "Saldo bei Kündigung" beside "Aktueller Saldo": the state on a day in the past and that of today. */
const AT_AN_EVENT =
  /(?<!\p{L})(?:saldo|stand|betrag|forderung|restschuld|rückstand|\p{L}+saldo|balance)(?:\s(?:\p{L}+\s)?(?:bei|zum|zur|im|am|vor|nach|zum zeitpunkt de[rs]|im zeitpunkt de[rs]|am tag de[rs]|on|at))\s(?:\p{L}*kündigung\p{L}*|fälligstellung|vertragsende|\p{L}*beendigung|auszug|räumung|titulierung|erlass|zustellung|mahnbescheid\p{L}*|letzte[rn]? mahnung|jahresende|termination|default)(?!\p{L})|(?<!\p{L})(?:kündigungs|anfangs|fälligkeits|eröffnungs)saldo/iu;
const OF_TODAY =
  /(?<!\p{L})(?:aktuell\p{L}*|derzeit\p{L}*|heut(?:e|ig\p{L}*)|gegenwärtig\p{L}*|nunmehr|jetzt|current|today|now)(?!\p{L})/iu;

const POINTS_TO_HISTORY =
  /siehe (?:unten|untenstehend|nachfolgend|unser(?:e|er)? (?:letzte|vorherige|unten)\p{L}*)|(?:s\.|vgl\.) ?u(?:nten|\.)|unten(?:stehend|genannt)|(?:see|as) (?:below|stated below)|wie unten|nachstehende (?:mail|nachricht)|unverändert|weiterhin gültig|(?:hat|haben) sich nichts geändert|vorsorglich noch einmal/iu;

/** How far a total that no label names may be inferred: not at all, from its sentence, or from its being the only figure. */
export type Inference = 'none' | 'sentence' | 'only_figure';

/** Chooses the total among the amounts of a mail. Two totals that nothing reconciles yield none and a concern. */
export function chooseTotal(amounts: RatedAmount[], passages: Passage[], inference: Inference): TotalSearch {
  const current = amounts.filter((amount) => amount.current);
  markPlannedSums(current);
  promoteSums(current);
  if (inference !== 'none' && !current.some((amount) => amount.role === 'total'))
    impliedTotal(current, inference === 'only_figure');
  const search = chooseAmong(current);
  if (search.chosen || search.concerns.length > 0 || current.some((amount) => amount.role === 'total'))
    return search;
  if (!passages.some((passage) => passage.current && POINTS_TO_HISTORY.test(passage.text))) return search;
  const history = chooseAmong(amounts.filter((amount) => !amount.current));
  if (!history.chosen) return { chosen: null, concerns: history.concerns };
  return {
    chosen: { ...history.chosen, fromHistory: true },
    concerns: [...history.concerns, 'total_only_in_history'],
  };
}

function chooseAmong(amounts: RatedAmount[]): TotalSearch {
  const candidates = distinctTotals(amounts.filter((amount) => amount.role === 'total'));
  if (candidates.length === 0 || candidates.length > CANDIDATE_LIMIT) {
    return { chosen: null, concerns: candidates.length === 0 ? [] : ['totals_contradict'] };
  }
  const proofs = new Map(candidates.map((candidate) => [candidate, proveSum(candidate, amounts)]));
  const winner = candidates.length === 1 ? candidates[0] : reconcile(candidates, amounts, proofs);
  if (!winner) return { chosen: null, concerns: ['totals_contradict'] };
  const mentions = amounts.filter(
    (amount) => amount.role === 'total' && amount.cents === winner.cents,
  ).length;
  const proof = proofs.get(winner) ?? null;
  if (!proof && winner.strength < 3 && amounts.some((amount) => isAddedTo(winner, amount)))
    return { chosen: null, concerns: ['parts_do_not_add_up'] };
  return {
    chosen: { amount: winner, proof, mentions, fromHistory: false },
    concerns:
      proof || !(leavesGap(winner, amounts) || leavesPaymentOpen(amounts)) ? [] : ['parts_do_not_add_up'],
  };
}

/** "Wir fordern 950,00 EUR sowie 38,00 EUR Kosten" leaves it to the reader to add up. */
function isAddedTo(total: RatedAmount, part: RatedAmount): boolean {
  if (part.clause !== total.clause || part.passage !== total.passage || part.start < total.end) return false;
  const between = total.passage.text.slice(total.end, part.start);
  if (part.unlabelled && SIDE_BY_SIDE.test(between)) return true;
  return ADDED_PARTS.has(part.role) && ADDS.test(between) && !INCLUDES.test(between);
}

/** The one candidate that accounts for all others, as summands of it, as the sum before payments, or as a part. */
function reconcile(
  candidates: RatedAmount[],
  amounts: RatedAmount[],
  proofs: Map<RatedAmount, SumProof | null>,
): RatedAmount | null {
  const winners = candidates.filter((winner) => {
    const summands = proofs.get(winner)?.summands.map((amount) => amount.cents) ?? [];
    const used = new Set([...summands, ...(winner.operands ?? [])]);
    return candidates.every(
      (other) =>
        other === winner ||
        used.has(other.cents) ||
        isBeforePayments(other, winner, amounts) ||
        isUnionOf(other, winner, used, proofs),
    );
  });
  return winners.length === 1 ? winners[0] : (ofToday(candidates) ?? provenAlone(candidates, proofs));
}

/** The largest candidate where a list right above it makes it up, and the others are no more than mentioned. */
function provenAlone(
  candidates: RatedAmount[],
  proofs: Map<RatedAmount, SumProof | null>,
): RatedAmount | null {
  const [largest, ...others] = [...candidates].sort((one, other) => other.cents - one.cents);
  if (!proofs.get(largest) || largest.strength < 2) return null;
  return others.every((other) => !proofs.get(other) && other.strength <= 2 && other.cents * 2 < largest.cents)
    ? largest
    : null;
}

/** The one candidate that is said to be of today where all others are said to be of an event in the past. */
function ofToday(candidates: RatedAmount[]): RatedAmount | null {
  const [winner, ...more] = candidates.filter(({ clause }) => !AT_AN_EVENT.test(clause));
  return winner && more.length === 0 && OF_TODAY.test(winner.clause) ? winner : null;
}

/** "Gesamtforderung 1.000,00, abzüglich Zahlung 200,00, Restforderung 800,00" and the like. */
function isBeforePayments(earlier: RatedAmount, later: RatedAmount, amounts: RatedAmount[]): boolean {
  const payments = amounts.filter((amount) => amount.role === 'payment' && amount.cents !== 0);
  const difference = later.cents - earlier.cents;
  if (difference >= 0 || payments.length === 0) return false;
  return (
    payments.some((payment) => contribution(payment) === difference) ||
    payments.reduce((sum, payment) => sum + contribution(payment), 0) === difference
  );
}

/** A subtotal of the same document whose own summands are all among those of the winner. */
function isUnionOf(
  other: RatedAmount,
  winner: RatedAmount,
  used: Set<number>,
  proofs: Map<RatedAmount, SumProof | null>,
): boolean {
  const proof = proofs.get(other);
  if (other.source !== winner.source) return false;
  return (
    proof !== null &&
    proof !== undefined &&
    used.size > proof.summands.length &&
    proof.summands.every((amount) => used.has(amount.cents))
  );
}

/** One amount per figure, the best labelled; a figure without a currency equals the same with one. */
function distinctTotals(totals: RatedAmount[]): RatedAmount[] {
  const best = new Map<string, RatedAmount>();
  for (const total of totals) {
    const key =
      [...best.keys()].find((each) => sameFigure(best.get(each), total)) ??
      `${total.cents} ${total.currency}`;
    const known = best.get(key);
    if (!known || isBetter(total, known)) best.set(key, total);
  }
  return [...best.values()];
}

function sameFigure(known: RatedAmount | undefined, total: RatedAmount): boolean {
  return (
    known?.cents === total.cents &&
    (known.currency === total.currency || known.currency === null || total.currency === null)
  );
}

function isBetter(total: RatedAmount, known: RatedAmount): boolean {
  const worth = (amount: RatedAmount): number =>
    amount.strength + (amount.unambiguous ? 4 : 0) + (amount.currency ? 2 : 0);
  return worth(total) > worth(known);
}

/** "Davon wurden 500,00 EUR gezahlt": whether the total stands before or after the payment is left open. */
function leavesPaymentOpen(amounts: RatedAmount[]): boolean {
  return amounts.some(
    (amount) => amount.role === 'payment' && amount.cents !== 0 && PAID_OF_IT.test(amount.clause),
  );
}

/** Principal, interest and costs are all given, nothing was paid, and yet they do not make the total. */
function leavesGap(total: RatedAmount, amounts: RatedAmount[]): boolean {
  const has = (role: RatedAmount['role']): RatedAmount[] =>
    amounts.filter((amount) => amount.role === role && amount.cents !== 0);
  if (has('payment').length > 0 || has('surcharge').length > 0) return false;
  const principal = has('principal');
  if (principal.length === 1 && principal[0].cents > total.cents) return true;
  return principal.length > 0 && has('interest').length > 0 && has('costs').length > 0;
}
