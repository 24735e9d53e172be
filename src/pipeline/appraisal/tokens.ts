import { fold } from '../../inquiries/folding';
import { sensesOf } from './thesaurus';

/** Stands for an amount, a date, another number and the end of a sentence, row or cell. */
export const AMOUNT = '¤';
const DATE = '@';
const NUMBER = '#';
export const STOP = '.';

const AMOUNT_PATTERN = String.raw`\d{1,3}(?:[.'’  ]\d{3})*(?:[.,]\d{2}|,-{1,2})(?![\d.])|\d+,\d{2}(?!\d)`;
const DATE_PATTERN = String.raw`\d{1,2}\. ?\d{1,2}\. ?(?:\d{2,4})?|\d{4}-\d{2}-\d{2}`;
const PIECES = new RegExp(
  String.raw`(${DATE_PATTERN})|(${AMOUNT_PATTERN})|[\p{L}\d]*\d[\p{L}\d]*|(\p{L}+)|([.!?](?=\s|$)|[:;]|\n|\t)`,
  'gu',
);

/**
 * The words of a text in the form in which wordings are counted: folded, with figures for what they are and not for
 * what they say, so that no name, number or amount is ever learned.
 */
export function tokensOf(text: string, limit = Infinity): string[] {
  const tokens: string[] = [];
  let lineStart = 0;
  for (const { 1: date, 2: amount, 3: word, 4: stop, index } of text.matchAll(PIECES)) {
    if (tokens.length >= limit) break;
    if (word) tokens.push(fold(word));
    else if (stop === '\n') {
      if (!isWrapped(text, lineStart, index)) tokens.push(STOP);
      lineStart = index + 1;
    } else if (stop) tokens.push(STOP);
    else tokens.push(date ? DATE : amount ? AMOUNT : NUMBER);
  }
  return tokens;
}

/** A full line whose sentence goes on in the next one. */
function isWrapped(text: string, lineStart: number, lineEnd: number): boolean {
  return (
    lineEnd - lineStart >= FULL_LINE &&
    /[\p{Ll},]/u.test(text[lineEnd - 1]) &&
    /[\p{L}\d]/u.test(text[lineEnd + 1] ?? '')
  );
}

const FULL_LINE = 50;

/** Words, their stems and pairs of neighbours, each once; pairs do not reach over the end of a sentence. */
export function wordingsOf(tokens: string[]): Set<string> {
  const wordings = new Set<string>();
  let near: string[] = [];
  for (const token of tokens) {
    if (token === STOP) {
      near = [];
      continue;
    }
    wordings.add(token);
    const stem = token.length > STEM ? `${token.slice(0, STEM)}-` : token;
    if (stem !== token) wordings.add(stem);
    near.forEach((before, distance) =>
      wordings.add(distance === near.length - 1 ? `${before} ${stem}` : `${before}~${stem}`),
    );
    near.push(stem);
    if (near.length > REACH) near.shift();
  }
  return wordings;
}

/** What is meant, each once, and what is meant in the same sentence shortly before it. */
export function meaningsOf(tokens: string[]): Set<string> {
  const meanings = new Set<string>();
  let near: string[] = [];
  for (const token of tokens) {
    if (token === STOP) {
      near = [];
      continue;
    }
    for (const sense of token === AMOUNT ? [AMOUNT] : sensesOf(token)) {
      meanings.add(`<${sense}>`);
      for (const before of near) if (before !== sense) meanings.add(`<${before}> <${sense}>`);
      near.push(sense);
    }
    while (near.length > SENSE_REACH) near.shift();
  }
  return meanings;
}

/** What is meant together in one sentence, in whatever order: "not" and "claim". */
export function sayingsOf(tokens: string[]): Set<string> {
  const sayings = new Set<string>();
  let said = new Set<string>();
  for (const token of [...tokens, STOP]) {
    if (token !== STOP) {
      for (const sense of sensesOf(token)) said.add(sense);
      continue;
    }
    const senses = [...said].sort();
    senses.forEach((one, at) => senses.slice(at + 1).forEach((other) => sayings.add(`${one}+${other}`)));
    said = new Set();
  }
  return sayings;
}

/** German words bend at their end: so many letters tell the word. */
const STEM = 6;
/** How far apart two words of one sentence may stand to count as a pair. */
const REACH = 4;
/** The same for meanings, counted in words that have one. */
const SENSE_REACH = 4;
