import { referenceKey } from '../../inquiries/reference-key';
import type { Extraction, Field, NameMention } from '../stages/extraction';
import type { ExtractedFields } from '../stages/match';
import type { Choice } from './best-candidate';
import { creditorCore } from './creditor-evidence';
import type { Evidence } from './mail-text';
import { NAME_VALUES } from './name-evidence';
import type { ReferenceEvidence } from './reference-evidence';
import { isLinked, type ScoredCandidate } from './scored-candidate';

/** These are shares that were right among the mails of several hands; `npm run evaluate` tells how they hold on others. */
const CREDITOR_CONFIDENCE = {
  sender_address: 0.99,
  sender_domain: 0.96,
  name: 0.95,
  sender_name: 0.75,
} as const;
const REFERENCE_CONFIDENCE = { exact: 0.99, lookalike: 0.7 } as const;
const OPEN_INQUIRY_FACTOR = 0.95;
const HISTORY_FACTOR = 0.97;
/** The office's list does not know the name: it is the mail's own word alone. */
const UNKNOWN_FACTOR = 0.8;
/** Names that were only guessed from their look are not reported on the mail's word alone. */
const OWN_NAME_MIN_CONFIDENCE = 0.75;

/**
 * The report's fields, in the inquiry's spelling with the mail's words as proof. Where no inquiry is certain, those values on which all
 * leading candidates agree. Where the inquiries know nothing, the client is whom the mail itself names; creditors and numbers
 * that the office has not are none of its own, and nearly always a clerk, a ticket or another matter.
 */
export function matchedFields(
  choice: Choice,
  ranked: ScoredCandidate[],
  extraction: Extraction,
): ExtractedFields {
  const fields: ExtractedFields = {};
  const set = (name: keyof ExtractedFields, field: Field | null | undefined): void => {
    if (field) fields[name] = field;
  };
  set('client_name', clientField(choice, extraction));
  set('office_reference', officeField(choice, ranked));
  // Who sends a newsletter is nobody's creditor by that, and its numbers are not those of a claim.
  if (extraction.kind !== 'unrelated' || choice.best) {
    set('creditor_name', creditorField(choice));
    set('creditor_reference', contractField(choice, ranked));
  }
  set('claim_amount', extraction.claimAmount);
  set('currency', extraction.currency);
  set('principal', extraction.principal);
  set('interest', extraction.interest);
  set('costs', extraction.costs);
  return fields;
}

function clientField(choice: Choice, extraction: Extraction): Field | null {
  if (choice.conflicts.some((conflict) => conflict.code === 'several_clients_named')) return null;
  const agreed = agreedBy(
    choice,
    ({ inquiry }) => inquiry.clientSearch,
    ({ name }) => name,
  );
  const strong = agreed && (isLinked(agreed) || (agreed.name?.value ?? 0) >= NAME_VALUES.twoEdits);
  if (agreed?.name && strong && agreed.name.value >= NAME_VALUES.givenName) {
    const value = `${agreed.inquiry.clientFirstName} ${agreed.inquiry.clientLastName}`.trim();
    return field(value, agreed.name, choice.best ? Math.max(agreed.name.value, 0.8) : agreed.name.value);
  }
  return ownName(extraction.clientNames);
}

function creditorField(choice: Choice): Field | null {
  const agreed = agreedBy(
    choice,
    ({ inquiry }) => creditorCore(inquiry.creditorName),
    ({ creditor }) => creditor,
  );
  if (!agreed?.creditor) return null;
  const confidence = CREDITOR_CONFIDENCE[agreed.creditor.signal] * (choice.best ? 1 : OPEN_INQUIRY_FACTOR);
  return field(agreed.inquiry.creditorName, agreed.creditor, confidence);
}

function officeField(choice: Choice, ranked: ScoredCandidate[]): Field | null {
  const holders = ranked.filter((candidate) => candidate.officeReference !== null);
  const found = choice.best?.officeReference
    ? choice.best
    : only(holders, ({ inquiry }) => inquiry.officeReference);
  return found?.officeReference ? referenceField(found.inquiry.officeReference, found.officeReference) : null;
}

function contractField(choice: Choice, ranked: ScoredCandidate[]): Field | null {
  const key = ({ inquiry }: ScoredCandidate): string => referenceKey(inquiry.creditorReference);
  const holds = (candidate: ScoredCandidate): boolean => candidate.creditorReference !== null;
  const found = choice.best?.creditorReference
    ? choice.best
    : (only(choice.leading.filter(holds), key) ?? only(ranked.filter(holds), key));
  return found?.creditorReference
    ? referenceField(found.inquiry.creditorReference, found.creditorReference)
    : null;
}

/** The best candidate, or a leading one where all leading ones with proof agree. */
function agreedBy(
  choice: Choice,
  key: (candidate: ScoredCandidate) => string,
  proof: (candidate: ScoredCandidate) => Evidence | null,
): ScoredCandidate | null {
  if (choice.best) return choice.best;
  if (!choice.leading.every((candidate) => proof(candidate) !== null)) return null;
  return only(choice.leading, key);
}

/** The first of several that all have the same key; null where they differ, or there is none. */
function only(
  candidates: ScoredCandidate[],
  key: (candidate: ScoredCandidate) => string,
): ScoredCandidate | null {
  const [first, ...others] = candidates;
  if (!first || others.some((other) => key(other) !== key(first))) return null;
  return first;
}

function ownName(mentions: NameMention[]): Field | null {
  const [first] = mentions
    .filter((mention) => mention.confidence >= OWN_NAME_MIN_CONFIDENCE)
    .sort((a, b) => Number(b.current) - Number(a.current) || b.confidence - a.confidence);
  return first ? field(first.value, first, first.confidence * UNKNOWN_FACTOR) : null;
}

function referenceField(value: string, found: ReferenceEvidence): Field {
  return field(value, found, REFERENCE_CONFIDENCE[found.strength]);
}

function field(value: string, proof: Evidence, confidence: number): Field {
  const rounded = Math.round(confidence * (proof.current ? 1 : HISTORY_FACTOR) * 100) / 100;
  return { value, confidence: rounded, source: proof.source, quote: proof.quote };
}
