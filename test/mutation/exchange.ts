import { fold } from '../../src/inquiries/folding';
import { slipEdits } from '../../src/pipeline/matching/edit-distance';
import { centsOf, moneyString } from '../../src/money';
import type { InquiryLine, Mutation } from './sample';

/** Sums stay sums. */
const FACTOR = 3;
const WORDED = /(?:hundert|tausend|zwanzig|[iß]ßig|zig)\p{L}*\s*(?:Euro|EUR|€|\d{2}\/100)|in Worten/iu;

/** Every amount times three, in the mail and in what the client believes to owe. */
export const otherAmounts: Mutation = ({ letter, truth, inquiries }) => {
  if (!letter.isText || letter.leaves.some(({ text }) => WORDED.test(text ?? ''))) return null;
  const tripled = (value: string | null) => value && moneyString(centsOf(value)! * FACTOR);
  const { claim_amount, principal, interest, costs } = truth;
  return {
    letter: letter.withTexts(multiplied),
    truth: {
      ...truth,
      claim_amount: tripled(claim_amount),
      ...{
        principal: tripled(principal ?? null),
        interest: tripled(interest ?? null),
        costs: tripled(costs ?? null),
      },
    },
    inquiries: inquiries.map((line) => ({ ...line, claimed_amount: tripled(line.claimed_amount) ?? '' })),
  };
};

const CURRENCY = '(?:€|EUR|Euro|CHF|Franken)';
const NO_RATE = String.raw`(?!\d|[.,]\d|\s?(?:%|Prozent|v\. ?H|GB|MBit))`;
const WHOLE = String.raw`(?<![\d.,/-])(\d{1,3}(?:[.'’ \u00a0]\d{3})+|\d+)`;
const AMOUNTS = [
  /( *)(?<![\d.,/-])(\d{1,3}(?:,\d{3})*)(\.)(\d{2})(?![\d.]|,\d)/gu,
  new RegExp(String.raw`( *)${WHOLE}(,)(\d{2})${NO_RATE}`, 'gu'),
  new RegExp(
    String.raw`( *)(?<=${CURRENCY}\s?)(?<![\d.,/-])(\d{1,3}(?:[,'’]\d{3})+|\d+)(\.)(\d{2})${NO_RATE}`,
    'gu',
  ),
  new RegExp(String.raw`( *)(?<![\d.,/-])(\d{1,3}(?:[,'’]\d{3})+|\d+)(\.)(\d{2})(?=\s?${CURRENCY})`, 'gu'),
  new RegExp(String.raw`( *)${WHOLE}()()(?=(?:,-+)?\s?${CURRENCY}(?!\p{L}))`, 'gu'),
];

function multiplied(text: string): string {
  const done: string[] = [];
  const changed = AMOUNTS.reduce(
    (before, pattern) =>
      before.replace(pattern, (_, blanks: string, whole: string, mark: string, decimals: string) => {
        done.push(spelled(blanks, whole, mark, decimals));
        return `\uE000${done.length - 1}\uE001`;
      }),
    text,
  );
  return changed.replace(/\uE000(\d+)\uE001/g, (_, index: string) => done[Number(index)]);
}

/** In the spelling of what it replaces, and in its column. */
function spelled(blanks: string, whole: string, mark: string, decimals: string): string {
  const cents = (Number(whole.replace(/\D/g, '')) * 100 + Number(decimals || 0)) * FACTOR;
  const digits = String(Math.floor(cents / 100));
  const isUngrouped = /^\d{4,}$/.test(whole);
  const group = /\D/.exec(whole)?.[0] ?? (mark === '.' ? ',' : '.');
  const grouped = isUngrouped ? digits : digits.replace(/\B(?=(\d{3})+$)/g, group);
  const figures = decimals ? `${grouped}${mark}${String(cents % 100).padStart(2, '0')}` : grouped;
  const growth = figures.length - `${whole}${mark}${decimals}`.length;
  return (blanks.length > growth + 1 ? blanks.slice(growth) : blanks) + figures;
}

/** Every client gets another name, in which consonants are exchanged: siblings, namesakes and slips stay what they are, and B stays like ß. */
export const otherNames: Mutation = ({ letter, truth, inquiries }) => {
  if (!letter.isText) return null;
  const names = new Set(
    inquiries.flatMap(({ client_first_name, client_last_name }) =>
      fold(`${client_first_name} ${client_last_name}`)
        .split(' ')
        .filter((word) => word.length > 3),
    ),
  );
  const own = fold(truth.client_name ?? '')
    .split(' ')
    .filter((word) => word.length > 4);
  const isName = (word: string) =>
    names.has(fold(word)) || (word.length > 4 && own.some((name) => slipEdits(name, fold(word)) <= 2));
  const renamed = (text: string) =>
    text
      .replace(/[\w.+-]+@[\w.-]+/g, (address) =>
        address.replace(/[a-z]{4,}/g, (word) => (names.has(word) ? exchanged(word) : word)),
      )
      .replace(/(?<![\p{L}@.])\p{Lu}\p{L}+/gu, (word) => (isName(word) ? exchanged(word) : word));
  const inLine = (line: InquiryLine) =>
    Object.fromEntries(Object.entries(line).map(([column, value]) => [column, renamed(value)]));
  const nameOf = (name: string | null | undefined) => name && renamed(name);
  return {
    letter: letter.withTexts(renamed),
    truth: { ...truth, client_name: nameOf(truth.client_name), creditor_name: nameOf(truth.creditor_name) },
    inquiries: inquiries.map(inLine),
  };
};

const CONSONANTS: Record<string, string> = { ...ring('lmnr'), ...ring('dg'), ...ring('kpt') };

function ring(letters: string): Record<string, string> {
  return Object.fromEntries(
    [...letters].flatMap((letter, at) => {
      const next = letters[(at + 1) % letters.length];
      return [
        [letter, next],
        [letter.toUpperCase(), next.toUpperCase()],
      ];
    }),
  );
}

function exchanged(word: string): string {
  return word.replace(/[a-z]/gi, (letter) => CONSONANTS[letter] ?? letter);
}

const DIGITS = '0748162953';

/** Other digits in every reference that the office knows, however the mail spells it. */
export const otherReferences: Mutation = ({ letter, truth, inquiries }) => {
  if (!letter.isText) return null;
  const other = (value: string) => value.replace(/\d/g, (digit) => DIGITS[Number(digit)]);
  const known = inquiries.flatMap(({ office_reference, creditor_reference }) => [
    office_reference,
    creditor_reference,
  ]);
  const pattern = referencesPattern(known);
  const renumbered = (text: string) => text.replace(pattern, other);
  const numberOf = (value: string | null | undefined) => value && other(value);
  return {
    letter: letter.withTexts(renumbered),
    truth: {
      ...truth,
      office_reference: numberOf(truth.office_reference),
      creditor_reference: numberOf(truth.creditor_reference),
    },
    inquiries: inquiries.map((line) => ({
      ...line,
      office_reference: other(line.office_reference),
      creditor_reference: other(line.creditor_reference),
    })),
  };
};

function referencesPattern(references: string[]): RegExp {
  const keys = new Set(references.map((reference) => reference.replace(/[^\p{L}\p{N}]/gu, '')));
  const spellings = [...keys]
    .filter((key) => key.length >= 5)
    .sort((one, other) => other.length - one.length)
    .map((key) => [...key].join(String.raw`(?:[\s./\-–_:>()]|<[^<>]*>|&nbsp;){0,40}`));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${spellings.join('|')})(?![\p{L}\p{N}])`, 'giu');
}
