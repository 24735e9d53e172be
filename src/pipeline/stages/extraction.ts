import type { SecondReading } from '../extraction/second-reading';

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

/** The fields that a report may have. */
export const FIELD_NAMES = [
  'client_name',
  'creditor_name',
  'office_reference',
  'creditor_reference',
  'claim_amount',
  'currency',
  'principal',
  'interest',
  'costs',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

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
  | 'readers_differ'
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
  /** The mail works the total out in words or signs. */
  workedOut: boolean;
  references: ReferenceMention[];
  clientNames: NameMention[];
  creditorNames: NameMention[];
  /** ISO dates labelled as a birth date. */
  birthDates: NameMention[];
  amounts: AmountMention[];
  concerns: Concern[];
  /** Unusual though clear: a correction of an earlier letter that names the new total. */
  correction: boolean;
  /** What in words and figures speaks against booking the total, by the names that `objections.ts` gives it. */
  objections: string[];
  /** The share of wrong ones among claims that are read at least as surely as this one, the right inquiry taken for granted; 1 without a claim. */
  errorRate: number;
  /** How sure both readers are of the claim, 0 to 1: to compare claims by; what it means `errorRate` tells. */
  sureness: number;
  /** What Claude made of the mail; absent where it is not set up. */
  secondReading?: SecondReading;
}
