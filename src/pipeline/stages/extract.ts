import { Injectable } from '@nestjs/common';
import { type RatedAmount, rateAmounts } from '../extraction/amount-role';
import { findBirthDates } from '../extraction/birth-date';
import { asDecimal, claimParts } from '../extraction/claim-part';
import { amountConcerns, hidesStatement, instructsReader, isConditional, isCorrection, namesSeveralClients } from '../extraction/concern';
import { CONFIDENCE } from '../extraction/confidence';
import { findCreditorNames } from '../extraction/creditor-name';
import { declaredCurrency, onlyCurrency } from '../extraction/currency';
import { type KindFinding, findKindEvidence, tellKind } from '../extraction/kind';
import { type Passage, isEnglish, passagesOf } from '../extraction/passage';
import { findClientNames } from '../extraction/person-name';
import { findReferences } from '../extraction/reference';
import { type ChosenTotal, chooseTotal } from '../extraction/total';
import type { ParsedMail } from './parse';

/** What kind of answer a mail is; the meanings are those of the sample corpus. */
export const KINDS = [
  'claim_statement',
  'no_claim',
  'assignment',
  'info_request',
  'settlement_accepted',
  'settlement_rejected',
  'receipt_confirmation',
  'auto_reply',
  'unrelated',
] as const;
export type Kind = (typeof KINDS)[number];

/** A piece of text and where it stands. `quote` is a verbatim substring of the block named by `source`. */
export interface Quote {
  source: string;
  quote: string;
}

/** A value that was read, how sure the evidence makes it (0 to 1), and the proof. */
export interface Field extends Quote {
  value: string;
  confidence: number;
}

/** A reference-like token. `value` as printed; `normalized` without blanks and punctuation, upper case. */
export interface ReferenceMention extends Field {
  normalized: string;
  /** What the label beside it says whose number it is. `office`: "Ihr Zeichen" of a creditor; `creditor`: contract, customer, claim, file number of the sender. */
  role: 'office' | 'creditor' | 'unknown';
  current: boolean;
}

/** A possible name of a client or of a creditor. `current` is false in quoted history. */
export interface NameMention extends Field {
  current: boolean;
}

/** Every amount of money in the mail, in cents, with the role that label and context give it. */
export interface AmountMention extends Quote {
  cents: number;
  currency: string | null;
  role:
    | 'total'
    | 'principal'
    | 'interest'
    | 'costs'
    | 'surcharge'
    | 'payment'
    | 'instalment'
    | 'settlement'
    | 'superseded'
    | 'other';
  /** False where the spelling allows two readings ("1.250"). */
  unambiguous: boolean;
  current: boolean;
}

/** What in the mail's text speaks against booking it without a person. */
export type Concern =
  | 'totals_contradict'
  | 'parts_do_not_add_up'
  | 'ambiguous_number'
  | 'foreign_currency'
  | 'currency_missing'
  | 'several_clients'
  | 'several_claims'
  | 'correction_leaves_total_open'
  | 'instructs_reader'
  | 'hidden_text'
  | 'total_only_in_history'
  | 'conditional_claim';

/** What a mail says: the output of the extract stage, before any look at the office's inquiries. */
export interface Extraction {
  kind: Kind;
  kindConfidence: number;
  /** The words that gave the kind away, the strongest first. */
  kindEvidence: Quote[];
  /** The total now claimed (`"0.00"` for no claim), or null where none is stated or two contradict each other. */
  claimAmount: Field | null;
  currency: Field | null;
  principal: Field | null;
  interest: Field | null;
  costs: Field | null;
  /** True where the parts that are given add up to the total: arithmetic proof. */
  addsUp: boolean;
  references: ReferenceMention[];
  clientNames: NameMention[];
  creditorNames: NameMention[];
  /** ISO dates labelled as a birth date. */
  birthDates: NameMention[];
  amounts: AmountMention[];
  concerns: Concern[];
  /** Unusual though clear: a correction of an earlier letter that names the new total. */
  correction: boolean;
}

/** Reads by rules what a mail says. Pure: the same mail gives the same extraction; reads at most 200,000 characters. */
@Injectable()
export class ExtractStage {
  run(mail: ParsedMail, signal: AbortSignal): Promise<Extraction> {
    signal.throwIfAborted();
    return Promise.resolve(read(mail));
  }
}

function read(mail: ParsedMail): Extraction {
  const passages = passagesOf(mail);
  const english = isEnglish(passages);
  const rated = passages.filter((passage) => passage.standing === 'current' || passage.standing === 'quoted').flatMap((passage) => rateAmounts(passage, english));
  const search = chooseTotal(rated, textOf(passages));
  const found = tellKind(mail, findKindEvidence(passages), search.chosen, rated.some((amount) => amount.current && amount.role !== 'other'));
  const total = found.kind === 'unrelated' || found.kind === 'auto_reply' || found.kind === 'receipt_confirmation' ? null : search.chosen;
  const currency = total ? currencyOf(total.amount, passages) : null;
  const parts = claimParts(rated, total);
  const clientNames = findClientNames(passages);
  const correction = isCorrection(passages);
  const concerns = new Set<Concern>([...search.concerns, ...amountConcerns(total, rated, currency?.value ?? null)]);
  if (correction && !search.chosen && rated.some((amount) => amount.current)) concerns.add('correction_leaves_total_open');
  if (namesSeveralClients(passages, clientNames)) concerns.add('several_clients');
  if (instructsReader([...passages.filter((passage) => passage.current).map((passage) => passage.text), ...mail.hidden.map((block) => block.text)])) concerns.add('instructs_reader');
  if (hidesStatement(mail)) concerns.add('hidden_text');
  return {
    kind: found.kind,
    kindConfidence: found.confidence,
    kindEvidence: found.evidence,
    ...amountOf(found, total, currency),
    ...parts,
    addsUp: total?.proof != null,
    references: findReferences(passages),
    clientNames,
    creditorNames: findCreditorNames(mail, passages),
    birthDates: findBirthDates(passages),
    amounts: rated.map(mentionOf),
    concerns: [...concerns],
    correction: correction && search.chosen !== null,
  };
}

function amountOf(found: KindFinding, total: ChosenTotal | null, currency: Field | null): Pick<Extraction, 'claimAmount' | 'currency'> {
  if (found.kind === 'no_claim') {
    const proof = found.evidence[0] ?? { source: total?.amount.source ?? 'body', quote: total?.amount.quote ?? '' };
    const confidence = Math.round(found.confidence * CONFIDENCE.noClaim * 100) / 100;
    return { claimAmount: { value: '0.00', confidence, ...proof }, currency: currency ?? { value: 'EUR', confidence, ...proof } };
  }
  if (!total || total.amount.cents <= 0) return { claimAmount: null, currency: null };
  const { amount } = total;
  return { claimAmount: { value: asDecimal(amount.cents), confidence: confidenceOf(total), source: amount.source, quote: amount.quote }, currency };
}

function confidenceOf(total: ChosenTotal): number {
  if (total.fromHistory) return CONFIDENCE.historyOnly;
  let confidence: number = CONFIDENCE.totalByStrength[total.amount.strength] ?? CONFIDENCE.totalByStrength[0];
  if (total.proof) confidence += CONFIDENCE.addsUp;
  if (total.mentions > 1) confidence += CONFIDENCE.repeated;
  if (!total.amount.unambiguous) confidence -= CONFIDENCE.ambiguousNumber;
  if (isConditional(total.amount)) confidence -= CONFIDENCE.conditional;
  return Math.round(Math.min(Math.max(confidence, 0.05), 0.99) * 100) / 100;
}

/** The currency beside the total, else the one its passage declares, else the only one that the current text names. */
function currencyOf(amount: RatedAmount, passages: Passage[]): Field | null {
  const { source, quote } = amount;
  if (amount.currency) return { value: amount.currency, confidence: CONFIDENCE.currency.beside, source, quote };
  const declared = declaredCurrency(amount.passage.text);
  if (declared) return { value: declared.code, confidence: CONFIDENCE.currency.declared, source, quote: amount.passage.text.slice(declared.start, declared.end) };
  const named = passages.filter((passage) => passage.current).map((passage) => ({ passage, only: onlyCurrency(passage.text) })).filter(({ only }) => only !== null);
  const codes = new Set(named.map(({ only }) => only?.code));
  const [first] = named;
  if (codes.size !== 1 || !first?.only) return null;
  const { code, start, end } = first.only;
  return { value: code, confidence: CONFIDENCE.currency.only, source: first.passage.source, quote: first.passage.text.slice(start, end) };
}

function mentionOf({ source, quote, cents, currency, role, unambiguous, current }: RatedAmount): AmountMention {
  return { source, quote, cents, currency, role, unambiguous, current };
}

function textOf(passages: Passage[]): string {
  return passages.filter((passage) => passage.current).map((passage) => passage.text).join('\n').slice(0, 20_000);
}
