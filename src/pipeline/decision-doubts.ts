import type { DecisionCase } from './decision-case';
import { DECISION_THRESHOLDS } from './decision-thresholds';
import { CLEAR_MARGIN } from './matching/signal-weights';
import type { MailFlag } from './stages/parse';

/** Something unusual though clear: the claim may be written, and staff are told why they should glance at it. */
export interface Doubt {
  name: string;
  when: (decided: DecisionCase) => boolean;
  reason: string;
}

/**
 * Flags that say nothing against a claim: creditors write from ticket systems that mark every mail as a mailing. For unread
 * attachments there is a rule of their own.
 */
export const HARMLESS_FLAGS = new Set<MailFlag>([
  'mailing_list',
  'calendar',
  'attachment_unread',
  'no_date',
  'no_message_id',
]);

/** Flags that staff are told of. Any flag that stands in neither list forbids a write. */
export const DOUBTFUL_FLAGS = new Set<MailFlag>([
  'charset_repaired',
  'automatic_header',
  'hidden_text',
  'text_layer',
]);

/** Doubts in the order of their weight. Without any of them, a certain match is written silently. */
export const DOUBTS: readonly Doubt[] = [
  {
    name: 'no_claim',
    when: ({ extraction }) => extraction.kind === 'no_claim',
    reason: 'The creditor claims nothing.',
  },
  {
    name: 'not_a_plain_statement',
    when: ({ extraction }) => !['claim_statement', 'no_claim'].includes(extraction.kind),
    reason: 'The mail states the claim beside something else that needs an answer.',
  },
  {
    name: 'correction',
    when: ({ extraction }) => extraction.correction,
    reason: 'The mail corrects an earlier one.',
  },
  {
    name: 'no_reference',
    when: (decided) => !decided.hasContractNumber && !decided.hasOfficeReference,
    reason: 'The mail gives no reference; name and creditor point to one inquiry only.',
  },
  {
    name: 'name_slip',
    when: (decided) => decided.nameCounts && !decided.nameIsExact,
    reason: "The client's name is not spelled as in the inquiry.",
  },
  {
    name: 'name_missing',
    when: (decided) => !decided.nameCounts,
    reason: "The client's full name does not stand in the mail.",
  },
  {
    name: 'sender_unknown',
    when: (decided) => !decided.senderIsKnown,
    reason: 'The office has no inquiry with the sender of this mail.',
  },
  {
    name: 'several_contracts',
    when: ({ match }) => match.margin < CLEAR_MARGIN,
    reason: 'The mail names several contracts of the client; the figure stands beside this one.',
  },
  {
    name: 'creditor_unseen',
    when: ({ signals }) => signals.creditor === undefined || signals.creditor === 'sender_name',
    reason: "The creditor's name does not stand in the mail.",
  },
  {
    name: 'unusual_amount',
    when: ({ ratioToBelieved }) => ratioToBelieved > DECISION_THRESHOLDS.unusualRatio,
    reason: 'The total is far from what the client stated.',
  },
  {
    name: 'weak_amount',
    when: ({ extraction }) => (extraction.claimAmount?.confidence ?? 0) < DECISION_THRESHOLDS.amountIsStrong,
    reason: 'The total is not labelled as clearly as usual.',
  },
  {
    name: 'scan',
    when: ({ legibility }) => legibility !== null,
    reason: 'The total was read from an image.',
  },
  {
    name: 'parts_do_not_add_up',
    when: ({ extraction }) => extraction.concerns.includes('parts_do_not_add_up'),
    reason: 'The parts that are given do not add up to the total.',
  },
  {
    name: 'currency_assumed',
    when: ({ extraction }) => extraction.concerns.includes('currency_missing'),
    reason: 'The mail names no currency; euro is assumed.',
  },
  {
    name: 'flagged',
    when: ({ mail }) => mail.flags.some((flag) => DOUBTFUL_FLAGS.has(flag)),
    reason: 'The mail has technical peculiarities that are listed among its flags.',
  },
];

/** The doubts that a case raises. */
export function doubtsOf(decided: DecisionCase): Doubt[] {
  return DOUBTS.filter((doubt) => doubt.when(decided));
}
