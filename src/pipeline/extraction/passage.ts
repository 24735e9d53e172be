import type { ParsedMail, Standing, TextBlock } from '../stages/parse';
import { withoutLeaders } from './dot-leaders';

/** A block of the mail as the extraction reads it. */
export interface Passage {
  source: string;
  /** As it was sent, but for dots that lead to a figure. */
  text: string;
  standing: Standing;
  /** True for the sender's present statement; false for quoted history, signatures and footers. */
  current: boolean;
}

/** Characters of text that are analysed per mail; what lies beyond is not read. */
export const TEXT_LIMIT = 200_000;

/** Longest quote that is kept as proof. */
const QUOTE_LIMIT = 160;

/** The order in which blocks spend the limit, so that a long history cannot crowd out the statement. */
const SPENDING_ORDER: readonly Standing[] = ['current', 'signature', 'quoted', 'boilerplate'];

/** The blocks to read, in the order of the mail, cut to a limit of characters in all. */
export function passagesOf(mail: ParsedMail, limit = TEXT_LIMIT): Passage[] {
  const granted = new Map<TextBlock, number>();
  let left = limit;
  for (const standing of SPENDING_ORDER) {
    for (const block of mail.blocks.filter((candidate) => candidate.standing === standing)) {
      const length = Math.min(block.text.length, left);
      granted.set(block, length);
      left -= length;
    }
  }
  return mail.blocks
    .map((block) => ({
      source: block.source,
      text: withoutLeaders(block.text.slice(0, granted.get(block))),
      standing: block.standing,
      current: block.standing === 'current',
    }))
    .filter((passage) => passage.text.length > 0);
}

/** The line or lines around a span, verbatim, at most 160 characters, always with the span's end in it. */
export function quoteAround(text: string, start: number, end: number): string {
  const from = Math.max(text.lastIndexOf('\n', start - 1) + 1, end - QUOTE_LIMIT, 0);
  const lineEnd = text.indexOf('\n', end);
  const to = Math.min(lineEnd === -1 ? text.length : lineEnd, Math.max(from + QUOTE_LIMIT, end));
  return text.slice(from, to).trim();
}

/** True where the words are mostly English; decides readings such as "1,250". */
export function isEnglish(passages: Passage[]): boolean {
  const sample = passages
    .filter((passage) => passage.current)
    .map((passage) => passage.text.slice(0, 4_000))
    .join(' ');
  const count = (words: RegExp): number => sample.match(words)?.length ?? 0;
  return (
    count(/\b(?:the|and|your|our|is|of|with|for|please|has|we)\b/gi) >
    count(/\b(?:der|die|das|und|ist|wir|mit|von|für|Ihre?|nicht|zu|auf|bei)\b/gi)
  );
}
