import { fold } from '../../inquiries/folding';

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
  for (const [, date, amount, word, stop] of text.matchAll(PIECES)) {
    if (tokens.length >= limit) break;
    if (word) tokens.push(fold(word));
    else if (stop) tokens.push(STOP);
    else tokens.push(date ? DATE : amount ? AMOUNT : NUMBER);
  }
  return tokens;
}

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

/** German words bend at their end: so many letters tell the word. */
const STEM = 6;
/** How far apart two words of one sentence may stand to count as a pair. */
const REACH = 4;
