import type { Inquiry } from '../../inquiries/inquiry.entity';
import type { Extraction } from '../stages/extraction';
import type { Candidate, Signals } from '../stages/match';
import type { ParsedMail } from '../stages/parse';
import type { Retrieved } from './candidate-retrieval';
import { type CreditorEvidence, CreditorFinder } from './creditor-evidence';
import { addressSignal, amountSignal, birthDateSignal } from './identity-evidence';
import type { MailText } from './mail-text';
import { type NameEvidence, NAME_VALUES, nameEvidence } from './name-evidence';
import { type ReferenceEvidence, referenceEvidence } from './reference-evidence';
import { NAME_COUNTS, NAME_IS_EXACT, scoreOf } from './signal-weights';

/** A candidate with the proof for each of its signals. */
export interface ScoredCandidate extends Candidate {
  inquiry: Inquiry;
  officeReference: ReferenceEvidence | null;
  creditorReference: ReferenceEvidence | null;
  name: NameEvidence | null;
  creditor: CreditorEvidence | null;
}

type Evidences = Pick<
  ScoredCandidate,
  'inquiry' | 'officeReference' | 'creditorReference' | 'name' | 'creditor'
>;

/** A right number and the right given name: a client known to the creditor by a former family name. */
const FORMER_NAME_VALUE = 0.6;

/** Checks each retrieved inquiry against the mail's text and ranks them, the best first; those without a signal fall out. */
export function scoreCandidates(
  retrieved: Retrieved,
  mail: ParsedMail,
  text: MailText,
  extraction: Extraction,
): ScoredCandidate[] {
  const evidences = gather(retrieved, mail, text, extraction);
  const named = evidences.filter((found) => isLinked(found) && (found.name?.value ?? 0) >= NAME_IS_EXACT);
  return evidences
    .filter((found) => found.officeReference ?? found.creditorReference ?? found.creditor ?? found.name)
    .map((found) => score(found, named, text, extraction))
    .sort((a, b) => b.score - a.score || a.inquiry_id.localeCompare(b.inquiry_id));
}

/** True where something beside the name ties the inquiry to the mail: a clerk may bear a client's name. */
export function isLinked(found: Evidences): boolean {
  return (found.officeReference ?? found.creditorReference ?? found.creditor) !== null;
}

function gather(retrieved: Retrieved, mail: ParsedMail, text: MailText, extraction: Extraction): Evidences[] {
  const finder = new CreditorFinder(text, mail, retrieved.pool, retrieved.ofSender);
  const reference = remembered((value) => referenceEvidence(text, value, extraction));
  const names = new Map<string, NameEvidence | null>();
  return retrieved.pool.map((inquiry) => {
    const key = `${inquiry.clientFirstName}\n${inquiry.clientLastName}`;
    if (!names.has(key)) names.set(key, nameEvidence(text, inquiry.clientFirstName, inquiry.clientLastName));
    const name = names.get(key) ?? null;
    const creditor = finder.find(inquiry);
    const strong = (name?.value ?? 0) >= NAME_VALUES.familyName || creditor !== null;
    const counting = (found: ReferenceEvidence | null): ReferenceEvidence | null =>
      found?.weak && !strong ? null : found;
    return {
      inquiry,
      name,
      creditor,
      officeReference: counting(reference(inquiry.officeReference)),
      creditorReference: counting(reference(inquiry.creditorReference)),
    };
  });
}

function score(
  found: Evidences,
  named: Evidences[],
  text: MailText,
  extraction: Extraction,
): ScoredCandidate {
  const { inquiry, officeReference, creditorReference, creditor } = found;
  const clientName = nameValue(found);
  const signals: Signals = {};
  if (officeReference) signals.office_reference = officeReference.strength;
  if (creditorReference) signals.creditor_reference = creditorReference.strength;
  if (clientName > 0) signals.client_name = clientName;
  if (creditor) signals.creditor = creditor.signal;
  const [birthDate, address, amount] = [
    birthDateSignal(text, inquiry, extraction),
    addressSignal(text, inquiry),
    amountSignal(inquiry, extraction),
  ];
  if (birthDate) signals.birth_date = birthDate;
  if (address) signals.address = address;
  if (amount) signals.amount = amount;
  return {
    ...found,
    inquiry_id: inquiry.inquiryId,
    client_id: inquiry.clientId,
    signals,
    score: scoreOf(signals, {
      officeReferenceCurrent: officeReference?.current ?? true,
      creditorReferenceCurrent: creditorReference?.current ?? true,
      creditorNamed: creditor?.named ?? false,
      otherClientNamed:
        clientName < NAME_COUNTS && named.some((other) => other.inquiry.clientId !== inquiry.clientId),
    }),
  };
}

function nameValue({ name, creditorReference, creditor }: Evidences): number {
  const value = name?.value ?? 0;
  const former =
    value === NAME_VALUES.givenName && creditorReference?.strength === 'exact' && creditor !== null;
  return former ? FORMER_NAME_VALUE : value;
}

function remembered<Value>(look: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = look(text);
    known.set(text, value);
    return value;
  };
}
