import type { ParsedMail } from '../stages/parse';
import { rateAmounts, type RatedAmount } from './amount-role';
import { findKindEvidence, inferenceFor, type KindEvidence, type KindFinding, tellKind } from './kind';
import { isEnglish, type Passage, passagesOf } from './passage';
import { chooseTotal, type TotalSearch } from './total';

/** What the rules make of a mail: its amounts with their roles, the wordings of a kind, the total. */
export interface RulesReading {
  mail: ParsedMail;
  passages: Passage[];
  rated: RatedAmount[];
  evidence: KindEvidence[];
  search: TotalSearch;
  found: KindFinding;
}

/** Reads a mail by rules alone. */
export function readByRules(mail: ParsedMail): RulesReading {
  const passages = passagesOf(mail);
  const english = isEnglish(passages);
  const spoken = passages.filter(({ standing }) => standing === 'current' || standing === 'quoted');
  const rated = rateAmounts(spoken, english);
  const evidence = findKindEvidence(passages);
  const search = chooseTotal(rated, passages, inferenceFor(mail, evidence));
  const hasFigures = rated.some((amount) => amount.current && amount.cents !== 0);
  const found = tellKind(mail, evidence, search.chosen, hasFigures);
  return { mail, passages, rated, evidence, search, found };
}
