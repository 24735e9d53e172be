import type { Appraisal, Appraiser } from '../appraisal/appraiser';
import { objectionsTo } from '../appraisal/objections';
import { proofsOf } from '../appraisal/proofs';
import type { Concern, Extraction, Kind } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import type { RatedAmount } from './amount-role';
import { findBirthDates } from './birth-date';
import { claimAmount, claimCurrency } from './claim-amount';
import { claimParts } from './claim-part';
import { findConcerns, isCorrection } from './concern';
import { findCreditorNames } from './creditor-name';
import { deniesAnyClaim, type KindFinding } from './kind';
import type { Passage } from './passage';
import { findClientNames } from './person-name';
import { findReferences } from './reference';
import { readByRules, type RulesReading } from './rules-reading';
import { proveSum } from './sum-proof';
import type { ChosenTotal, TotalSearch } from './total';

/** A mail as both readers see it, and what follows. */
export interface Reading {
  rules: RulesReading;
  appraisal: Appraisal;
  extraction: Extraction;
}

/** Kinds in which figures mean nothing: advertising, our own words, a date of return. */
const KINDS_WITHOUT_FIGURES: readonly Kind[] = ['unrelated', 'auto_reply', 'receipt_confirmation'];
/** Kinds that the total tells apart: something, or nothing. */
const STATE_A_CLAIM: readonly Kind[] = ['claim_statement', 'no_claim'];
/** What a mail's technical marks prove needs no second opinion. */
const PROVEN_BY_FLAG = ['bounce', 'read_receipt', 'spoofed_display_name', 'sender_unauthenticated'] as const;
/** From this chance on a figure counts as the total though the rules found several that contradict each other. */
const SETTLES_CONTRADICTION = 0.8;

/** Reads a mail twice, by rules and by experience, and says what both together make of it. */
export function readMail(mail: ParsedMail, appraiser: Appraiser): Reading {
  const rules = readByRules(mail);
  const appraisal = appraiser.appraise(rules);
  const extraction = extractionOf(rules, appraisal);
  extraction.objections = objectionsTo(mail, extraction);
  const sureness = appraiser.sureness(rules, appraisal, extraction);
  const errorRate = extraction.claimAmount ? appraiser.errorRate(sureness) : 1;
  return { rules, appraisal, extraction: { ...extraction, sureness, errorRate } };
}

function extractionOf(rules: RulesReading, appraisal: Appraisal): Extraction {
  const { mail, passages, rated, evidence } = rules;
  const found = kindOf(rules, appraisal);
  const search = totalOf(rules, appraisal);
  const denied = found.kind !== 'no_claim' && search.chosen !== null && deniesAnyClaim(evidence);
  if (denied || (found.kind === 'no_claim' && endsInDebt(rules))) search.concerns.push('totals_contradict');
  if (search.chosen && isOperand(search.chosen.amount, rated)) search.concerns.push('totals_contradict');
  const total = denied || KINDS_WITHOUT_FIGURES.includes(found.kind) ? null : search.chosen;
  const currency = claimCurrency(found, total, passages);
  const clientNames = findClientNames(passages);
  return {
    kind: found.kind,
    kindConfidence: found.confidence,
    kindEvidence: found.evidence,
    claimAmount: claimAmount(found, total, appraisal.totalChance, passages),
    currency,
    ...claimParts(rated, total),
    addsUp: total?.proof != null,
    workedOut: total?.amount.operands != null,
    references: findReferences(passages),
    clientNames,
    creditorNames: findCreditorNames(mail, passages),
    birthDates: findBirthDates(passages),
    amounts: rated.map(({ source, quote, cents, currency: printed, role, unambiguous, current }) => ({
      source,
      quote,
      cents,
      currency: printed,
      role,
      unambiguous,
      current,
    })),
    concerns: findConcerns({ mail, passages, rated, search, total, currency, clientNames }),
    correction: search.chosen !== null && isCorrection(passages),
    objections: [],
    errorRate: 1,
    sureness: 0,
  };
}

/** The kind that experience tells, with the rules' evidence for it; a total of nothing is no claim, and of no words nothing is told. */
function kindOf(rules: RulesReading, appraisal: Appraisal): KindFinding {
  const { mail, found, evidence, passages } = rules;
  if (PROVEN_BY_FLAG.some((flag) => mail.flags.includes(flag)) || saysNothing(passages)) return found;
  const zero = appraisal.total?.cents === 0 && STATE_A_CLAIM.includes(appraisal.kind);
  const kind = zero ? 'no_claim' : appraisal.kind;
  const told = kind === appraisal.kind ? appraisal.kindChance : 0;
  const kindChance = zero ? Math.max(told, appraisal.totalChance) : told;
  if (kind === found.kind) return { ...found, confidence: rounded(kindChance) };
  const quotes = evidence.filter((each) => each.kind === kind).slice(0, 5);
  return {
    kind,
    confidence: rounded(kindChance),
    evidence: quotes.map(({ source, quote }) => ({ source, quote })),
  };
}

/** A running account whose last balance is something. */
function endsInDebt(rules: RulesReading): boolean {
  return [...proofsOf(rules).tables.closing].some(({ cents }) => cents > 0);
}

/** No word of the sender's but the subject, or not even that. */
function saysNothing(passages: Passage[]): boolean {
  return !passages.some(({ source, text }) => source !== 'subject' && /\p{L}{2}/u.test(text));
}

/** The total that experience tells; where the rules hold another one, the two contradict each other. */
function totalOf({ search, rated, passages }: RulesReading, { total, totalChance }: Appraisal): TotalSearch {
  const chosen = search.chosen?.amount.cents ?? null;
  if (search.chosen?.fromHistory || chosen === (total?.cents ?? null)) return search;
  if (total === null) return { chosen: null, concerns: [...search.concerns] };
  const concerns = new Set<Concern>(search.concerns);
  if (chosen !== null) concerns.add('readers_differ');
  else if (
    totalChance >= SETTLES_CONTRADICTION &&
    (isCorrection(passages) || !hasRival(total.mentions, rated))
  )
    concerns.delete('totals_contradict');
  const [amount] = [...total.mentions].sort((one, other) => other.strength - one.strength);
  const current = rated.filter((each) => each.current);
  const best: ChosenTotal = {
    amount,
    proof: proveSum(amount, current),
    mentions: total.mentions.length,
    fromHistory: false,
  };
  return { chosen: best, concerns: [...concerns] };
}

/**
 * Another figure is called the total by the same name, or in another document: not even the surest reader knows which of the
 * two was a slip.
 */
function hasRival(mentions: RatedAmount[], rated: RatedAmount[]): boolean {
  const totals = rated.filter(({ current, role, label }) => current && role === 'total' && label === 'total');
  const own = mentions.filter((mention) => totals.includes(mention));
  const rivals = totals.filter(({ cents }) => cents !== mentions[0].cents);
  return own.some((mention) =>
    rivals.some((rival) => rival.source !== mention.source || isOfSameName(rival, mention)),
  );
}

/** The mail itself goes on to work out another figure from it and further ones. */
function isOperand({ cents }: RatedAmount, rated: RatedAmount[]): boolean {
  return rated.some(
    ({ current, operands, cents: outcome }) =>
      current && operands !== null && operands.length >= 2 && outcome > cents && operands.includes(cents),
  );
}

/** Both "Gesamtforderung". */
function isOfSameName(one: RatedAmount, other: RatedAmount): boolean {
  const name = ({ quote }: RatedAmount) => /(?<!\p{L})gesamt\p{L}+/u.exec(quote.toLowerCase())?.[0];
  return name(one) !== undefined && name(one) === name(other);
}

function rounded(chance: number): number {
  return Math.round(chance * 1000) / 1000;
}
