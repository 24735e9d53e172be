import { nameKey } from '../../inquiries/folding';
import type { Extraction } from '../stages/extraction';
import type { MatchConflict, Signals } from '../stages/match';
import type { ParsedMail } from '../stages/parse';
import type { Retrieved } from './candidate-retrieval';
import { contractOfTotal } from './contract-of-total';
import { creditorCore } from './creditor-evidence';
import { isLinked, type ScoredCandidate } from './scored-candidate';
import { NAME_VALUES } from './name-evidence';
import { CLEAR_MARGIN, NAME_COUNTS, NAME_IS_EXACT } from './signal-weights';

/** Which candidate the mail is about, and what leaves that open. */
export interface Choice {
  best: ScoredCandidate | null;
  /** Score of the first less that of the runner-up; below the clear margin where the total's own place decided. */
  margin: number;
  /** All that are within the margin of the first: they agree on the client or on the creditor even where no inquiry is certain. */
  leading: ScoredCandidate[];
  conflicts: MatchConflict[];
}

/** Conflicts that leave open which inquiry is meant; a name that differs does not, though a person must look. */
const LEAVES_OPEN = new Set<MatchConflict['code']>([
  'reference_of_other_client',
  'several_candidates',
  'several_clients_named',
  'creditor_differs',
]);

/** From this confidence on, the mail says that a name is the client's, by a label or form of address. */
const TOLD_NAME = 0.75;

export function chooseBest(
  ranked: ScoredCandidate[],
  mail: ParsedMail,
  extraction: Extraction,
  ofSender: Retrieved['ofSender'],
): Choice {
  const [first] = ranked;
  if (!first) return { best: null, margin: 0, leading: [], conflicts: [] };
  const close = ranked.filter((candidate) => gap(first, candidate) < CLEAR_MARGIN);
  const meant = close.length > 1 ? contractOfTotal(close, mail, extraction) : null;
  const top = meant ?? first;
  const leading = meant ? [meant] : close;
  const margin = gap(first, ranked[1]);
  const conflicts = [
    severalClients(ranked),
    foreignReference(ranked),
    severalCandidates(leading),
    creditorDiffers(top, ofSender),
    nameDiffers(top, extraction),
  ].filter((conflict) => conflict !== null);
  const open =
    conflicts.some((conflict) => LEAVES_OPEN.has(conflict.code)) || top.signals.birth_date === 'conflict';
  return { best: isTied(top.signals) && !open ? top : null, margin, leading, conflicts };
}

/**
 * Two independent signals, and both sides of the inquiry covered: whose it is, and with which creditor.
 * The office's reference names the client only; by itself, as any number, it ties nothing.
 */
export function isTied(signals: Signals): boolean {
  const contract = signals.creditor_reference === 'exact';
  const office = signals.office_reference === 'exact';
  const neighbour = (signals.client_name ?? 0) >= NAME_VALUES.familyName && signals.address === 'exact';
  const person = (signals.client_name ?? 0) >= NAME_COUNTS || signals.birth_date === 'exact' || neighbour;
  const creditor = signals.creditor !== undefined;
  const independent = [contract, office, person, creditor].filter(Boolean).length;
  return independent >= 2 && (contract || ((office || person) && creditor));
}

function gap(top: ScoredCandidate, other: ScoredCandidate | undefined): number {
  return Math.round((top.score - (other?.score ?? 0)) * 1000) / 1000;
}

function severalClients(ranked: ScoredCandidate[]): MatchConflict | null {
  const named = ranked.filter(
    (candidate) => isNamed(candidate) && candidate.name?.current && isLinked(candidate),
  );
  const names = new Map(named.map((candidate) => [clientKey(candidate), clientName(candidate)]));
  if (names.size < 2) return null;
  return {
    code: 'several_clients_named',
    text: `The mail names several clients: ${[...names.values()].slice(0, 4).join(', ')}.`,
  };
}

/** A number that belongs to one client in a mail that names another. */
function foreignReference(ranked: ScoredCandidate[]): MatchConflict | null {
  const holders = ranked.filter(
    ({ signals }) => signals.office_reference === 'exact' || signals.creditor_reference === 'exact',
  );
  const [holder] = holders;
  if (!holder) return null;
  const byOffice = holders.filter(({ signals }) => signals.office_reference === 'exact');
  const byContract = holders.filter(({ signals }) => signals.creditor_reference === 'exact');
  const clients = new Set(byOffice.map((candidate) => candidate.client_id));
  if (
    clients.size > 0 &&
    byContract.length > 0 &&
    !byContract.some((candidate) => clients.has(candidate.client_id))
  )
    return foreign(byContract[0] ?? holder, byOffice[0] ?? holder);
  if (holders.some(isNamed)) return null;
  if (holders.some((candidate) => (candidate.signals.client_name ?? 0) >= NAME_COUNTS)) {
    // The creditor's own number tells whom he means, however he spells the name.
    const namesake =
      byContract.length === 0 &&
      ranked.find((one) => isNamed(one) && one.name?.current && one.client_id !== holder.client_id);
    return namesake ? foreign(holder, namesake) : null;
  }
  const other = ranked.find((candidate) => isNamed(candidate) && isLinked(candidate));
  return other ? foreign(holder, other) : null;
}

function foreign(holder: ScoredCandidate, other: ScoredCandidate): MatchConflict {
  return {
    code: 'reference_of_other_client',
    text:
      `A reference in the mail belongs to ${clientName(holder)} (${holder.inquiry_id}), ` +
      `but the mail also points to ${clientName(other)} (${other.inquiry_id}).`,
  };
}

function severalCandidates(leading: ScoredCandidate[]): MatchConflict | null {
  if (leading.length < 2) return null;
  const ids = leading.slice(0, 4).map((candidate) => candidate.inquiry_id);
  const more = leading.length > ids.length ? ` and ${leading.length - ids.length} more` : '';
  return {
    code: 'several_candidates',
    text: `Several inquiries fit equally well: ${ids.join(', ')}${more}.`,
  };
}

function creditorDiffers(top: ScoredCandidate, ofSender: Retrieved['ofSender']): MatchConflict | null {
  const [sender] = ofSender;
  if (!sender || top.signals.creditor !== undefined || top.signals.creditor_reference === 'exact')
    return null;
  const core = creditorCore(top.inquiry.creditorName);
  if (ofSender.some((inquiry) => creditorCore(inquiry.creditorName) === core)) return null;
  return {
    code: 'creditor_differs',
    text: `The sender is known as ${sender.creditorName}, but the inquiry went to ${top.inquiry.creditorName}.`,
  };
}

function nameDiffers(top: ScoredCandidate, extraction: Extraction): MatchConflict | null {
  if ((top.signals.client_name ?? 0) >= NAME_COUNTS) return null;
  const own = clientKey(top).split(' ');
  const isOwn = (word: string): boolean =>
    own.includes(word) || (word.length === 1 && own.some((name) => name.startsWith(word)));
  const differing = extraction.clientNames.find((mention) => {
    const words = nameKey(mention.value).split(' ');
    const told = mention.current && mention.confidence >= TOLD_NAME;
    return told && words.length > 1 && words.filter(isOwn).length < 2;
  });
  if (!differing) return null;
  return {
    code: 'name_differs',
    text: `The mail names "${differing.value}", but the inquiry is for ${clientName(top)}.`,
  };
}

function isNamed(candidate: ScoredCandidate): boolean {
  return (candidate.signals.client_name ?? 0) >= NAME_IS_EXACT;
}

function clientName({ inquiry }: ScoredCandidate): string {
  return `${inquiry.clientFirstName} ${inquiry.clientLastName}`.trim();
}

function clientKey({ inquiry }: ScoredCandidate): string {
  return inquiry.clientSearch;
}
