import type { DecisionCase } from './decision-case';
import { DOUBTFUL_FLAGS, HARMLESS_FLAGS } from './decision-doubts';
import type { DecisionRule } from './decision-rule';
import { DECISION_THRESHOLDS } from './decision-thresholds';
import { hasIllegibleFigure } from './legibility';
import { OBJECTIONS } from './appraisal/objections';
import type { Concern, Kind } from './stages/extraction';
import type { MatchConflict } from './stages/match';
import type { MailFlag } from './stages/parse';

/** Concerns that forbid a write. The two others, missing currency and parts that do not add up, are doubts at most. */
const CONCERN_REASONS: Readonly<Partial<Record<Concern, string>>> = {
  instructs_reader: 'The mail gives orders to whoever or whatever reads it; they were not followed.',
  hidden_text: 'The mail holds text that is hidden from the eye and speaks of a claim.',
  several_clients: 'The mail is about several clients at once.',
  several_claims: 'The mail states several claims.',
  totals_contradict: 'The mail states totals that contradict each other.',
  correction_leaves_total_open: 'The mail corrects an earlier figure without stating the new total.',
  foreign_currency: 'The claim is in a foreign currency.',
  ambiguous_number: 'The figure can be read in two ways.',
  total_only_in_history: 'The figure stands in quoted earlier correspondence only.',
  conditional_claim: 'The claim holds under a condition only.',
  readers_differ: 'Two ways of reading the mail find different totals.',
};

const FLAG_REASONS: Readonly<Partial<Record<MailFlag, string>>> = {
  spoofed_display_name: "The sender's name poses as somebody else's.",
  sender_unauthenticated: "The sender's address could not be authenticated.",
  no_sender: 'The mail has no sender.',
  mime_damaged: 'The mail arrived damaged; parts of it may be missing.',
  nul_bytes: 'NUL bytes stand in the mail, where a letter or digit may be missing.',
  parts_dropped: 'Parts of the mail were too many or too large to be read.',
  only_quoted_text: 'The mail holds nothing but quoted earlier correspondence.',
  bounce: 'The mail is a returned message, yet seems to state a claim.',
  read_receipt: 'The mail is a read receipt, yet seems to state a claim.',
};

const CONFLICTS: readonly MatchConflict['code'][] = [
  'reference_of_other_client',
  'several_clients_named',
  'name_differs',
  'creditor_differs',
  'several_candidates',
];

const NO_TOTAL_REASONS: Readonly<Partial<Record<Kind, string>>> = {
  assignment: 'The claim was handed to somebody else, and no total is stated.',
  info_request: 'The creditor asks for papers or particulars, and states no total.',
  settlement_accepted: 'The creditor accepts a settlement; a settlement sum is not the claim.',
  settlement_rejected: 'The creditor rejects a settlement, and states no total.',
};

/** Everything that sends a mail about a claim to a person, the gravest first. */
export const REVIEW_CAUSES: readonly DecisionRule[] = [
  ...Object.entries(CONCERN_REASONS).map(([concern, reason]) =>
    cause(
      concern,
      ({ extraction }) => extraction.concerns.includes(concern as Concern),
      () => reason,
    ),
  ),
  cause(
    'extractors_disagree',
    ({ extraction }) => extraction.concerns.includes('extractors_disagree'),
    disagreement,
  ),
  cause(
    'second_reading_missing',
    ({ extraction }) => extraction.concerns.includes('second_reading_missing'),
    ({ extraction }) => extraction.secondReading?.missing ?? '',
  ),
  cause('hidden_figures', hasHiddenFigures, () => 'Text that is hidden from the eye holds figures.'),
  ...Object.entries(FLAG_REASONS).map(([flag, reason]) =>
    cause(
      flag,
      ({ mail }) => mail.flags.includes(flag as MailFlag),
      () => reason,
    ),
  ),
  cause(
    'unknown_flag',
    ({ mail }) =>
      mail.flags.some(
        (flag) => !HARMLESS_FLAGS.has(flag) && !DOUBTFUL_FLAGS.has(flag) && FLAG_REASONS[flag] === undefined,
      ),
    () => 'The mail carries a flag for which there is no rule.',
  ),
  cause(
    'unread_attachment',
    ({ unreadAttachments }) => unreadAttachments.length > 0,
    ({ unreadAttachments }) =>
      `An attachment could not be read: ${unreadAttachments.map((a) => a.filename).join(', ')}.`,
  ),
  ...CONFLICTS.map((code) =>
    cause(
      code,
      ({ match }) => match.conflicts.some((conflict) => conflict.code === code),
      ({ match }) => match.conflicts.find((conflict) => conflict.code === code)?.text ?? '',
    ),
  ),
  cause(
    'birth_date_differs',
    ({ match }) => (match.best ?? match.candidates[0])?.signals.birth_date === 'conflict',
    () => "The birth date in the mail is not the client's.",
  ),
  cause(
    'no_inquiry',
    ({ best }) => best === null,
    () => 'No inquiry can be told with certainty.',
  ),
  cause(
    'no_total',
    ({ totalCents }) => totalCents === null,
    ({ extraction }) => NO_TOTAL_REASONS[extraction.kind] ?? 'No total can be read from the mail.',
  ),
  cause(
    'kind_by_guess',
    (decided) => decided.extraction.kindConfidence < DECISION_THRESHOLDS.kindIsSure && !isSure(decided),
    () => 'What kind of answer the mail is can only be guessed.',
  ),
  cause(
    'kind_and_total_differ',
    kindAndTotalDiffer,
    () => 'The wording of the mail and its figures contradict each other.',
  ),
  cause(
    'total_not_backed',
    (decided) => statesTotal(decided) && !decided.totalIsBacked,
    () => 'The figure is not clearly labelled as the total that is claimed now.',
  ),
  cause(
    'total_too_weak',
    (decided) =>
      decided.extraction.claimAmount !== null &&
      decided.extraction.claimAmount.confidence < DECISION_THRESHOLDS.amountIsUsable &&
      !isSure(decided),
    () => 'The figure could not be read with enough certainty.',
  ),
  cause(
    'hardly_legible',
    ({ legibility, extraction }) => legibility?.isCertain === false && !extraction.addsUp,
    () => 'The figure stands in an image and could not be recognised with enough certainty.',
  ),
  cause(
    'illegible_figure',
    (decided) =>
      statesTotal(decided) && !decided.extraction.addsUp && hasIllegibleFigure(decided.mail.blocks),
    () => 'An image holds a figure that could not be recognised.',
  ),
  cause(
    'not_in_euro',
    (decided) => statesTotal(decided) && decided.currency !== 'EUR',
    () => 'The figure is not stated in euro, nor can euro be assumed.',
  ),
  cause(
    'too_likely_wrong',
    ({ totalCents, extraction, maxError }) => totalCents !== null && extraction.errorRate > maxError,
    ({ extraction, maxError }) =>
      `Were mails like this one booked, ${perCent(extraction.errorRate)} in a hundred would be wrong; the office accepts ${perCent(maxError)}.`,
  ),
  ...OBJECTIONS.map(({ name, reason, yields }) =>
    cause(
      name,
      (decided) => decided.extraction.objections.includes(name) && !(yields && isSure(decided)),
      () => reason,
    ),
  ),
  cause(
    'absurd_amount',
    ({ ratioToBelieved }) => ratioToBelieved > DECISION_THRESHOLDS.absurdRatio,
    () => 'The total is out of all proportion to what the client stated.',
  ),
];

function perCent(share: number): string {
  return String(Number((share * 100).toPrecision(2)));
}

/** Whatever the kind of the mail is called, and whatever single words in it may mean elsewhere. */
function isSure({ extraction, totalCents }: DecisionCase): boolean {
  return totalCents !== null && extraction.sureness >= DECISION_THRESHOLDS.readingIsSure;
}

function cause(name: string, when: DecisionRule['when'], reason: DecisionRule['reason']): DecisionRule {
  return { name, route: 'manual_review', when, reason };
}

/** Both values of everything that the rules and Claude see differently. */
export function disagreement({ extraction }: DecisionCase): string {
  const differing = extraction.secondReading?.disagreements ?? [];
  const sides = differing.map(
    ({ field, rules, claude }) => `${field} ${rules ?? 'none'} by the rules, ${claude ?? 'none'} by Claude`,
  );
  return `Two readings of the mail differ: ${sides.join('; ')}.`;
}

/** A total other than "nothing". */
function statesTotal({ totalCents, statesNoClaim }: DecisionCase): boolean {
  return totalCents !== null && !statesNoClaim;
}

/** "Nothing is claimed" beside a total, or a claim of nothing. */
function kindAndTotalDiffer({ extraction, totalCents }: DecisionCase): boolean {
  if (extraction.kind !== 'no_claim') return totalCents === 0;
  const claimsSomething = extraction.amounts.some(
    ({ role, current, cents }) => role === 'total' && current && cents > 0,
  );
  return totalCents !== 0 || claimsSomething;
}

function hasHiddenFigures({ mail }: DecisionCase): boolean {
  return mail.hidden.some(({ text }) => /\d+[.,]\d\d(?!\d)|€|\bEUR\b/i.test(text));
}
