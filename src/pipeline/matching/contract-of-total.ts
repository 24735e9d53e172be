import { referenceKey } from '../../inquiries/reference-key';
import type { Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import type { ScoredCandidate } from './scored-candidate';

/**
 * The one of a client's contracts, all named in the mail, that the total belongs to: the one whose number stands in the
 * figure's own line, else alone in the figure's block, else alone in the subject. Null where that leaves it open.
 */
export function contractOfTotal(
  candidates: ScoredCandidate[],
  mail: ParsedMail,
  extraction: Extraction,
): ScoredCandidate | null {
  const total = extraction.claimAmount;
  const [first] = candidates;
  if (!total || !first || extraction.concerns.includes('several_claims')) return null;
  const sameClient = candidates.every(({ client_id }) => client_id === first.client_id);
  const allNamed = candidates.every(({ signals }) => signals.creditor_reference === 'exact');
  if (!sameClient || !allNamed) return null;
  const current = mail.blocks.filter(({ standing }) => standing === 'current');
  const blocks = current.filter(({ source }) => source === total.source).map(({ text }) => text);
  const line = blocks.map((text) => lineOf(text, total.quote)).join('\n');
  return (
    onlyOneIn(line, candidates) ??
    onlyOneIn(blocks.join('\n'), candidates) ??
    onlyOneIn(mail.subject, candidates)
  );
}

function onlyOneIn(text: string, candidates: ScoredCandidate[]): ScoredCandidate | null {
  const key = referenceKey(text);
  const named = candidates.filter(({ inquiry }) => key.includes(referenceKey(inquiry.creditorReference)));
  return named.length === 1 ? named[0] : null;
}

/** The whole lines that a quote touches. */
function lineOf(text: string, quote: string): string {
  const at = text.indexOf(quote);
  if (at < 0) return '';
  const end = text.indexOf('\n', at + quote.length);
  return text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end);
}
