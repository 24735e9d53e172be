import { fold } from '../../inquiries/folding';
import { centsOf, moneyString } from '../../money';
import type { ParsedMail, TextBlock } from '../stages/parse';
import { currenciesIn } from './currency';
import type { ModelAnswer, ModelField } from './model-answer';
import { findMoney } from './money';
import { isEnglish, passagesOf } from './passage';
import { normalizeReference } from './reference';

/** A field of Claude's answer, held against the mail by code. */
export interface CheckedField {
  name: ModelField['name'];
  value: string;
  source: string;
  /** As it stands in the mail; for a picture as Claude read it; empty where it stands nowhere. */
  quote: string;
  /** The quote stands in the mail, and the value in the quote. */
  isProven: boolean;
  /** It stands in the sender's present words. */
  current: boolean;
}

/** Claude's answer, as far as it may be used. */
export interface CheckedAnswer {
  kind: ModelAnswer['kind'];
  fields: CheckedField[];
}

/** Holds every field against the mail: a quote must stand there word by word, and the value in the quote. */
export function checkAnswer(answer: ModelAnswer, mail: ParsedMail): CheckedAnswer {
  const english = isEnglish(passagesOf(mail));
  return { kind: answer.kind, fields: answer.fields.map((field) => check(field, answer, mail, english)) };
}

function check(field: ModelField, { kind }: ModelAnswer, mail: ParsedMail, english: boolean): CheckedField {
  const { name, source } = field;
  const value = plain(field);
  const found = locate(field.quote, source, mail.blocks);
  if (found) {
    const deniesClaim = name === 'claim_amount' && kind === 'no_claim' && centsOf(value) === 0;
    const isProven = deniesClaim || HOLDS[name](found.quote, value, english);
    return { name, value, source: found.source, quote: found.quote, isProven, current: found.current };
  }
  const isPicture = mail.pictures?.some((picture) => source.startsWith(picture.source)) ?? false;
  return { name, value, source, quote: isPicture ? field.quote : '', isProven: false, current: true };
}

const AMOUNTS: readonly ModelField['name'][] = ['claim_amount', 'principal', 'interest', 'costs'];

/** The value in the one spelling that values are compared in: "512.3" is "512.30". */
function plain({ name, value }: ModelField): string {
  const cents = AMOUNTS.includes(name) ? centsOf(value.trim()) : null;
  return cents === null ? value.trim() : moneyString(cents);
}

/** Fewer characters prove nothing: they stand in every mail. */
const SHORTEST_QUOTE = 3;

/** Where a quote stands, in the named block first, then in any; line breaks and blanks may differ, words may not. */
export function locate(
  quote: string,
  source: string,
  blocks: readonly TextBlock[],
): { source: string; quote: string; current: boolean } | null {
  const words = quote.split(/\s+/).filter((word) => word !== '');
  if (words.join('').length < SHORTEST_QUOTE) return null;
  const pattern = new RegExp(words.map(escaped).join('\\s+'), 'u');
  const rank = (block: TextBlock): number =>
    (block.source === source ? 0 : 1) + (block.standing === 'current' ? 0 : 2);
  for (const block of [...blocks].sort((a, b) => rank(a) - rank(b))) {
    const match = pattern.exec(block.text);
    if (match) return { source: block.source, quote: match[0], current: block.standing === 'current' };
  }
  return null;
}

/** Whether a quote holds a value, in whatever spelling the mail has it. */
const HOLDS: Record<ModelField['name'], (quote: string, value: string, english: boolean) => boolean> = {
  client_name: holdsName,
  creditor_name: holdsName,
  office_reference: holdsReference,
  creditor_reference: holdsReference,
  claim_amount: holdsAmount,
  principal: holdsAmount,
  interest: holdsAmount,
  costs: holdsAmount,
  currency: (quote, value) => currenciesIn(quote).some(({ code }) => code === value),
};

function holdsName(quote: string, value: string): boolean {
  const words = new Set(fold(quote).split(' '));
  const name = fold(value);
  return name !== '' && name.split(' ').every((word) => words.has(word));
}

function holdsReference(quote: string, value: string): boolean {
  const key = normalizeReference(value);
  return key.length > 3 && normalizeReference(quote).includes(key);
}

function holdsAmount(quote: string, value: string, english: boolean): boolean {
  const cents = centsOf(value);
  return cents !== null && findMoney(quote, english).some((money) => Math.abs(money.cents) === cents);
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
