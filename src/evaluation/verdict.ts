import { moneyString } from '../money';
import type { Decision } from '../pipeline/stages/decide';
import type { Extraction } from '../pipeline/stages/extraction';
import type { Match } from '../pipeline/stages/match';
import { FIELDS, type FieldName, type Truth } from './corpus';

/** What the pipeline made of one mail. */
export interface Reading {
  extraction: Extraction;
  match: Match;
  decision: Decision;
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
  fieldsRight: Record<FieldName, boolean>;
}

/** Judges one reading. A field is right where value and absence agree; references count without blanks, punctuation and case. */
export function judge(truth: Truth, reading: Reading): Verdict {
  const { decision, extraction } = reading;
  const unsafe = !truth.safe_routes.includes(decision.route);
  const { claim } = decision;
  const sameClaim =
    claim !== null &&
    decision.inquiryId === truth.inquiry_id &&
    moneyString(claim.cents) === truth.claim_amount &&
    claim.currency === truth.currency;
  return {
    file: truth.file,
    truth,
    reading,
    wrongWrite: claim !== null && (!sameClaim || unsafe),
    unsafe,
    missed: truth.ideal_route !== 'manual_review' && decision.route === 'manual_review',
    kindRight: extraction.kind === truth.kind,
    fieldsRight: Object.fromEntries(FIELDS.map((name) => [name, fieldRight(name, truth, reading)])) as Record<
      FieldName,
      boolean
    >,
  };
}

function fieldRight(name: FieldName, truth: Truth, reading: Reading): boolean {
  return comparable(name, reading.match.fields[name]?.value ?? null) === comparable(name, truth[name]);
}

function comparable(name: FieldName, value: string | null): string | null {
  if (value === null) return null;
  if (name.endsWith('_reference')) return value.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return value.replace(/\s+/g, ' ').trim().toLowerCase();
}
