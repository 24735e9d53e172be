import { moneyString } from '../money';
import type { Decision } from '../pipeline/stages/decide';
import type { Kind } from '../pipeline/stages/extraction';
import type { ExtractedFields } from '../pipeline/stages/match';
import { FIELD_NAMES, type FieldName } from '../pipeline/stages/extraction';
import type { Truth } from './corpus';

/** The stages that an evaluation walks through. */
export const STAGES = ['parse', 'extract', 'match', 'decide'] as const;
export type StageName = (typeof STAGES)[number];

/** What the pipeline made of one mail. */
export interface Reading {
  /** Null where the mail cannot be read at all: the service would quarantine it, for a person to see. */
  kind: { value: Kind; confidence: number } | null;
  fields: ExtractedFields;
  decision: Decision;
  /** Milliseconds by stage; a stage that was not reached is left out. */
  durations: Partial<Record<StageName, number>>;
}

/** A statement with its confidence, held against the truth. */
export interface Statement {
  confidence: number;
  right: boolean;
}

/** A field held against the truth. */
export interface FieldVerdict {
  name: FieldName;
  /** Value and absence agree; references count without blanks, punctuation and case. */
  right: boolean;
  expected: string | null;
  got: string | null;
  /** Null where the field was not stated. */
  confidence: number | null;
  quote: string | null;
}

/** A reading held against the truth. */
export interface Verdict {
  file: string;
  truth: Truth;
  reading: Reading;
  /** A claim would be written that must not be, or not like this. */
  wrongWrite: boolean;
  /** The route is none of those that do no harm. */
  unsafe: boolean;
  /** The route could have spared a person and did not. */
  missed: boolean;
  kindRight: boolean;
  /** The fields of which the truth tells. */
  fields: FieldVerdict[];
}

/** Judges one reading. */
export function judge(truth: Truth, reading: Reading): Verdict {
  const { claim, inquiryId, route } = reading.decision;
  const unsafe = !truth.safe_routes.includes(route);
  const sameClaim =
    claim !== null &&
    inquiryId === truth.inquiry_id &&
    moneyString(claim.cents) === truth.claim_amount &&
    claim.currency === truth.currency;
  return {
    file: truth.file,
    truth,
    reading,
    wrongWrite: claim !== null && (!sameClaim || unsafe),
    unsafe,
    missed: truth.ideal_route !== 'manual_review' && route === 'manual_review',
    kindRight: reading.kind?.value === truth.kind,
    fields: FIELD_NAMES.flatMap((name) => {
      const expected = truth[name];
      return expected === undefined ? [] : [fieldVerdict(name, expected, reading)];
    }),
  };
}

function fieldVerdict(name: FieldName, expected: string | null, { fields }: Reading): FieldVerdict {
  const field = fields[name];
  const got = field?.value ?? null;
  return {
    name,
    right: comparable(name, got) === comparable(name, expected),
    expected,
    got,
    confidence: field?.confidence ?? null,
    quote: field?.quote ?? null,
  };
}

function comparable(name: FieldName, value: string | null): string | null {
  if (value === null) return null;
  if (name.endsWith('_reference')) return value.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return value.replace(/\s+/g, ' ').trim().toLowerCase();
}
