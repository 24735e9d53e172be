import { fold } from '../../inquiries/folding';
import type { Findings } from '../../reports/report.entity';
import { DECISION_THRESHOLDS } from '../decision-thresholds';
import type { Concern, Extraction, Field, Kind, NameMention, ReferenceMention } from '../stages/extraction';
import type { CheckedAnswer, CheckedField } from './quote-check';
import { normalizeReference } from './reference';

/** What became of the second reading of a mail. */
export interface SecondReading {
  extractor: Findings['extractor'];
  disagreements: Disagreement[];
  /** A sentence for staff, where the rules had to read alone. */
  missing: string | null;
}

/** A value that the two readers see differently; null where one sees none. */
export interface Disagreement {
  field: string;
  rules: string | null;
  claude: string | null;
}

/** Kinds between which it makes no difference to take one for the other. */
const QUIET: readonly Kind[] = ['receipt_confirmation', 'auto_reply', 'unrelated'];
/** Two readers that agree: evidence, less than a plain label or a sum that adds up. */
const AGREEMENT = 0.03;
const SUREST = 0.99;
/** Claude's word alone: enough to be shown for a review, never to be booked. */
const UNPROVEN = 0.3;
const PROVEN = 0.5;

/**
 * The rules' reading, with what Claude's checked answer says to it. Nothing that Claude says takes the place of what the
 * rules have read: it confirms, adds for a person to see, or disagrees, and then a person decides.
 */
export function withSecondReading(
  rules: Extraction,
  answer: CheckedAnswer,
  extractor: Findings['extractor'],
): Extraction {
  const disagreements = [...kindDiffers(rules, answer), ...figuresDiffer(rules, answer)].concat(
    namesDiffer(rules, answer),
  );
  const claim = claimField(rules.claimAmount, figuresOf(answer, 'claim_amount'));
  return {
    ...rules,
    claimAmount: claim,
    currency: confirmed(rules.currency, figuresOf(answer, 'currency')),
    principal: part(rules, 'principal', answer),
    interest: part(rules, 'interest', answer),
    costs: part(rules, 'costs', answer),
    references: withReferences(rules.references, answer),
    clientNames: withNames(rules.clientNames, figuresOf(answer, 'client_name')),
    creditorNames: withNames(rules.creditorNames, figuresOf(answer, 'creditor_name')),
    concerns: disagreements.length > 0 ? withConcern(rules, 'extractors_disagree') : rules.concerns,
    secondReading: { extractor, disagreements, missing: null },
  };
}

/** The rules' reading where a second one was due and could not be had: nothing of it is booked without a person. */
export function withoutSecondReading(
  rules: Extraction,
  missing: string,
  extractor: Findings['extractor'],
): Extraction {
  return {
    ...rules,
    concerns: withConcern(rules, 'second_reading_missing'),
    secondReading: { extractor, disagreements: [], missing },
  };
}

function withConcern({ concerns }: Extraction, concern: Concern): Concern[] {
  return [...new Set([...concerns, concern])];
}

/** The fields of one name, the proven and present ones first. */
function figuresOf(answer: CheckedAnswer, name: CheckedField['name']): CheckedField[] {
  const rank = ({ isProven, current }: CheckedField): number => (isProven ? 0 : 2) + (current ? 0 : 1);
  return answer.fields.filter((field) => field.name === name).sort((a, b) => rank(a) - rank(b));
}

function kindDiffers({ kind }: Extraction, answer: CheckedAnswer): Disagreement[] {
  const isSame = kind === answer.kind || (QUIET.includes(kind) && QUIET.includes(answer.kind));
  return isSame ? [] : [{ field: 'kind', rules: kind, claude: answer.kind }];
}

/** A total that one sees and the other does not is a disagreement; a currency only where both name one. */
function figuresDiffer(rules: Extraction, answer: CheckedAnswer): Disagreement[] {
  const found: Disagreement[] = [];
  const seen = rules.claimAmount?.value ?? null;
  const totals = distinct(figuresOf(answer, 'claim_amount'));
  if (totals.length > 1 || (totals[0] ?? null) !== seen)
    found.push({ field: 'claim_amount', rules: seen, claude: totals.join(', ') || null });
  const currencies = distinct(figuresOf(answer, 'currency'));
  const currency = rules.currency?.value ?? null;
  if (currency !== null && currencies.length > 0 && currencies.some((code) => code !== currency))
    found.push({ field: 'currency', rules: currency, claude: currencies.join(', ') });
  return found;
}

/** Another client, or another of the office's numbers, than any that the rules have seen. */
function namesDiffer(rules: Extraction, answer: CheckedAnswer): Disagreement[] {
  const found: Disagreement[] = [];
  const [client] = figuresOf(answer, 'client_name');
  const names = rules.clientNames.filter(({ current }) => current).map(({ value }) => value);
  if (client?.current && names.length > 0 && !names.some((name) => isSameName(name, client.value)))
    found.push({ field: 'client_name', rules: names[0], claude: client.value });
  const [reference] = figuresOf(answer, 'office_reference');
  const known = rules.references.filter(({ role, current }) => role === 'office' && current);
  if (reference?.current && known.length > 0 && !known.some((own) => isSameReference(own, reference)))
    found.push({ field: 'office_reference', rules: known[0].value, claude: reference.value });
  return found;
}

function distinct(fields: CheckedField[]): string[] {
  return [...new Set(fields.map(({ value }) => value))];
}

/** A total that is too weak to be booked silently stays so, whoever agrees. */
function claimField(rules: Field | null, totals: CheckedField[]): Field | null {
  if (rules) return rules.confidence < DECISION_THRESHOLDS.amountIsStrong ? rules : confirmed(rules, totals);
  return totals.length === 1 ? suggestion(totals[0]) : null;
}

function part(
  rules: Extraction,
  name: 'principal' | 'interest' | 'costs',
  answer: CheckedAnswer,
): Field | null {
  const fields = figuresOf(answer, name);
  return rules[name] ? confirmed(rules[name], fields) : fields.length === 1 ? suggestion(fields[0]) : null;
}

/** A little surer where the other reader proves the same value and no other. */
function confirmed<T extends Field>(field: T, fields: CheckedField[]): T;
function confirmed(field: Field | null, fields: CheckedField[]): Field | null;
function confirmed(field: Field | null, fields: CheckedField[]): Field | null {
  const agrees = fields.some(({ isProven, current }) => isProven && current);
  return field && agrees && fields.every(({ value }) => value === field.value) ? surer(field) : field;
}

function surer<T extends { confidence: number }>(field: T): T {
  const raised = Math.min(field.confidence + AGREEMENT, Math.max(SUREST, field.confidence));
  return { ...field, confidence: Math.round(raised * 1000) / 1000 };
}

function suggestion({ value, source, quote, isProven }: CheckedField): Field {
  return { value, confidence: isProven ? PROVEN : UNPROVEN, source, quote };
}

function withReferences(references: ReferenceMention[], answer: CheckedAnswer): ReferenceMention[] {
  let all = references;
  for (const role of ['office', 'creditor'] as const)
    for (const field of figuresOf(answer, `${role}_reference`)) {
      if (!field.isProven) continue;
      const isKnown = all.some((own) => isSameReference(own, field));
      const added: ReferenceMention = {
        ...suggestion(field),
        ...{ normalized: normalizeReference(field.value), role, current: field.current },
      };
      all = isKnown ? all.map((own) => (isSameReference(own, field) ? surer(own) : own)) : [...all, added];
    }
  return all;
}

function withNames(names: NameMention[], fields: CheckedField[]): NameMention[] {
  let all = names;
  for (const field of fields.filter(({ isProven }) => isProven)) {
    const isKnown = all.some(({ value }) => isSameName(value, field.value));
    all = isKnown
      ? all.map((own) => (isSameName(own.value, field.value) ? surer(own) : own))
      : [...all, { ...suggestion(field), current: field.current }];
  }
  return all;
}

function isSameReference(own: ReferenceMention, field: CheckedField): boolean {
  return own.normalized === normalizeReference(field.value);
}

/** The same words, or all words of the shorter one: "Lindner" beside "Petra Lindner". */
function isSameName(one: string, other: string): boolean {
  const [few, many] = [fold(one).split(' '), fold(other).split(' ')].sort((a, b) => a.length - b.length);
  return few.every((word) => many.includes(word));
}
