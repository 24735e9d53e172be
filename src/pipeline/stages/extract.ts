import { Injectable, Optional } from '@nestjs/common';
import { rateAmounts } from '../extraction/amount-role';
import { findBirthDates } from '../extraction/birth-date';
import { ClaudeReader } from '../extraction/claude-reader';
import { claimAmount, claimCurrency } from '../extraction/claim-amount';
import { claimParts } from '../extraction/claim-part';
import { findConcerns, isCorrection } from '../extraction/concern';
import { findCreditorNames } from '../extraction/creditor-name';
import { deniesAnyClaim, findKindEvidence, inferenceFor, tellKind } from '../extraction/kind';
import { isEnglish, passagesOf } from '../extraction/passage';
import { findClientNames } from '../extraction/person-name';
import { findReferences } from '../extraction/reference';
import type { SecondReading } from '../extraction/second-reading';
import { chooseTotal } from '../extraction/total';
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
  | 'conditional_claim'
  | 'extractors_disagree'
  | 'second_reading_missing';

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
  /** Absent where the rules are the only reader. */
  secondReading?: SecondReading;
}

/** Kinds in which figures mean nothing: advertising, our own words, a date of return. */
const KINDS_WITHOUT_FIGURES: readonly Kind[] = ['unrelated', 'auto_reply', 'receipt_confirmation'];

/**
 * Reads by rules what a mail says: the same mail gives the same extraction, of at most 200,000 characters. Where Claude is
 * set up, it reads the mail as well, and the two are compared.
 */
@Injectable()
export class ExtractStage {
  constructor(@Optional() private readonly claude?: ClaudeReader) {}

  /** @throws the signal's reason when aborted; what `ClaudeReader` throws. */
  async run(mail: ParsedMail, signal: AbortSignal): Promise<Extraction> {
    signal.throwIfAborted();
    const rules = read(mail);
    return this.claude ? this.claude.read(mail, rules, signal) : rules;
  }
}

function read(mail: ParsedMail): Extraction {
  const passages = passagesOf(mail);
  const english = isEnglish(passages);
  const rated = passages
    .filter((passage) => passage.standing === 'current' || passage.standing === 'quoted')
    .flatMap((passage) => rateAmounts(passage, english));
  const evidence = findKindEvidence(passages);
  const search = chooseTotal(rated, passages, inferenceFor(mail, evidence));
  const hasFigures = rated.some((amount) => amount.current && amount.cents !== 0);
  const found = tellKind(mail, evidence, search.chosen, hasFigures);
  const denied = found.kind !== 'no_claim' && search.chosen !== null && deniesAnyClaim(evidence);
  if (denied) search.concerns.push('totals_contradict');
  const total = denied || KINDS_WITHOUT_FIGURES.includes(found.kind) ? null : search.chosen;
  const currency = claimCurrency(found, total, passages);
  const clientNames = findClientNames(passages);
  return {
    kind: found.kind,
    kindConfidence: found.confidence,
    kindEvidence: found.evidence,
    claimAmount: claimAmount(found, total),
    currency,
    ...claimParts(rated, total),
    addsUp: total?.proof != null,
    references: findReferences(passages),
    clientNames,
    creditorNames: findCreditorNames(mail, passages),
    birthDates: findBirthDates(passages),
    amounts: rated.map(asMention),
    concerns: findConcerns({
      mail,
      passages,
      rated,
      search,
      total,
      currency,
      clientNames,
    }),
    correction: search.chosen !== null && isCorrection(passages),
  };
}

function asMention({
  source,
  quote,
  cents,
  currency,
  role,
  unambiguous,
  current,
}: AmountMention): AmountMention {
  return { source, quote, cents, currency, role, unambiguous, current };
}
