import { nameKey } from '../../inquiries/folding';
import { referenceKey } from '../../inquiries/reference-key';
import type { Extraction } from '../stages/extract';
import type { ParsedMail, TextBlock } from '../stages/parse';

const MAX_KEYS = 600;
const MAX_CHARACTERS_OF_BLOCK = 50_000;
const MAX_REFERENCE_WORDS = 5;
const MAX_NAME_WORDS = 4;
const PARTICLES = new Set(
  'von van vom zu zur zum der den de del della di da do dos la le lo el al bin ten ter'.split(' '),
);

/**
 * Keys of everything in the mail that may be a reference: what the extraction found, and any run of up to five words
 * that holds four digits, so that a number without a label is looked up as well.
 */
export function referenceKeys(mail: ParsedMail, extraction: Extraction): string[] {
  const keys = new Set(extraction.references.map((mention) => mention.normalized));
  for (const block of ordered(mail.blocks)) {
    for (const words of runs(
      block.text,
      /[\p{L}\p{N}]+/gu,
      /^[\s./\-–_:>()#|]{1,8}$/u,
      MAX_REFERENCE_WORDS,
    )) {
      if (keys.size >= MAX_KEYS) return [...keys];
      const key = referenceKey(words.join(''));
      if (key.length >= 4 && key.length <= 25 && (key.match(/\d/g)?.length ?? 0) >= 4) keys.add(key);
    }
  }
  return [...keys];
}

/** Keys of everything in the mail that may be a person's full name: what the extraction found, and runs of two to four capitalised words. */
export function nameKeys(mail: ParsedMail, extraction: Extraction): string[] {
  const keys = new Set(extraction.clientNames.map((mention) => nameKey(mention.value)));
  for (const block of ordered(mail.blocks)) {
    for (const words of runs(
      block.text.slice(0, MAX_CHARACTERS_OF_BLOCK),
      /\p{L}[\p{L}'’-]*/gu,
      /^[\s,:]{1,6}$/u,
      MAX_NAME_WORDS,
    )) {
      if (keys.size >= MAX_KEYS) return [...keys];
      if (words.length > 1 && words.every((word) => /^\p{Lu}/u.test(word) || PARTICLES.has(word)))
        keys.add(nameKey(...words));
    }
  }
  return [...keys];
}

/** All runs of one to `longest` neighbouring words, with nothing but `gap` between them. */
function* runs(text: string, word: RegExp, gap: RegExp, longest: number): Generator<string[]> {
  const open: { words: string[] }[] = [];
  let end = 0;
  for (const match of text.matchAll(word)) {
    if (!gap.test(text.slice(end, match.index))) open.length = 0;
    open.push({ words: [] });
    if (open.length > longest) open.shift();
    for (const run of open) {
      run.words.push(match[0]);
      yield run.words;
    }
    end = match.index + match[0].length;
  }
}

/** What is said now, and the subject, before quoted history: keys beyond the limit are given up. */
function ordered(blocks: TextBlock[]): TextBlock[] {
  return [...blocks].sort((a, b) => Number(a.standing === 'quoted') - Number(b.standing === 'quoted'));
}
