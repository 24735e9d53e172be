import { moneyString } from '../money';
import type { DecisionCase } from './decision-case';
import { doubtsOf } from './decision-doubts';
import type { DecisionRule } from './decision-rule';
import { disagreement, REVIEW_CAUSES } from './decision-review-causes';
import { DECISION_THRESHOLDS } from './decision-thresholds';

const QUIET_REASONS: Readonly<Record<string, string>> = {
  receipt_confirmation: 'The mail only confirms that the inquiry was received.',
  auto_reply: 'The mail is an automatic reply and states nothing about a claim.',
  unrelated: 'The mail has nothing to do with an inquiry.',
};

/** Mails that state nothing about a claim: nobody needs to look, unless something in them does not fit that. */
const QUIET_RULES: readonly DecisionRule[] = [
  {
    name: 'quiet_yet_states_a_claim',
    route: 'manual_review',
    when: (decided) => decided.isQuiet && decided.best !== null && decided.totalIsBacked,
    reason: () => 'The mail reads like an automatic or unrelated one, yet states a claim for an inquiry.',
  },
  {
    name: 'unrelated_yet_matched',
    route: 'manual_review',
    when: ({ extraction, best }) => extraction.kind === 'unrelated' && best !== null,
    reason: () => 'The mail reads like an unrelated one, yet points to an inquiry.',
  },
  {
    name: 'quiet_with_unread_attachment',
    route: 'manual_review',
    when: (decided) => decided.isQuiet && decided.unreadAttachments.length > 0 && decided.touchesAnInquiry,
    reason: () => 'The text says nothing about a claim, but an attachment that could not be read may.',
  },
  {
    name: 'quiet_yet_instructs_reader',
    route: 'manual_review',
    when: (decided) =>
      decided.isQuiet && decided.touchesAnInquiry && decided.extraction.concerns.includes('instructs_reader'),
    reason: () => 'The mail gives orders to whoever or whatever reads it; they were not followed.',
  },
  {
    name: 'quiet_yet_extractors_disagree',
    route: 'manual_review',
    when: ({ isQuiet, extraction }) => isQuiet && extraction.concerns.includes('extractors_disagree'),
    reason: disagreement,
  },
  {
    name: 'quiet_by_guess',
    route: 'manual_review',
    when: ({ isQuiet, extraction }) => isQuiet && extraction.kindConfidence < DECISION_THRESHOLDS.kindIsSure,
    reason: () => 'The mail seems to need no action, but its wording leaves that open.',
  },
  {
    name: 'quiet',
    route: 'no_action',
    when: ({ isQuiet }) => isQuiet,
    reason: ({ extraction }) => QUIET_REASONS[extraction.kind] ?? 'The mail states nothing about a claim.',
  },
];

const WRITE_RULES: readonly DecisionRule[] = [
  {
    name: 'certain',
    route: 'auto_update',
    when: (decided) => decided.isCertain && doubtsOf(decided).length === 0,
    reason: (decided) => `${agreement(decided)} ${total(decided)}`,
  },
  {
    name: 'certain_with_doubt',
    route: 'update_and_notify',
    when: (decided) => decided.isCertain,
    reason: (decided) => `${agreement(decided)} ${total(decided)}`,
  },
];

const SAFE_DEFAULT: DecisionRule = {
  name: 'not_certain_enough',
  route: 'manual_review',
  when: () => true,
  reason: () => 'The signals that tie the mail to the inquiry are too few to write without a person.',
};

/** The whole table, from the top: quiet mails, causes for a review, what may be written; all else goes to a person. */
export const DECISION_RULES: readonly DecisionRule[] = [
  ...QUIET_RULES,
  ...REVIEW_CAUSES,
  ...WRITE_RULES,
  SAFE_DEFAULT,
];

function agreement({
  best,
  signals,
  hasContractNumber,
  hasOfficeReference,
  nameCounts,
}: DecisionCase): string {
  const agreeing = [
    hasOfficeReference && "the office's reference",
    hasContractNumber && "the creditor's reference",
    nameCounts && "the client's name",
    signals.birth_date === 'exact' && 'the birth date',
    signals.creditor !== undefined && 'the creditor',
  ].filter((part) => part !== false);
  return `Inquiry ${best?.inquiry_id ?? ''}: ${agreeing.join(', ')} agree.`;
}

function total({ totalCents, currency, extraction, statesNoClaim }: DecisionCase): string {
  if (statesNoClaim) return 'Nothing is claimed.';
  return `The total of ${moneyString(totalCents ?? 0)} ${currency ?? ''} is stated in ${extraction.claimAmount?.source ?? ''}.`;
}
