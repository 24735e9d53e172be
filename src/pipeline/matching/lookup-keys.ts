import { fold, nameKey, sortedWords } from '../../inquiries/folding';
import { referenceKey } from '../../inquiries/reference-key';
import type { Extraction } from '../stages/extraction';
import type { ParsedMail, TextBlock } from '../stages/parse';

const MAX_KEYS = 600;
/** Of all blocks together: beyond these lies a list or an attack. */
const MAX_WORDS = 15_000;

const REFERENCE_WORD = /[\p{L}\p{N}]+/gu;
const WITHIN_REFERENCE = /^[\s./\-–_:>()#|]{1,8}$/u;
const MAX_REFERENCE_WORDS = 5;
const MIN_DIGITS = 4;
const MAX_REFERENCE_CHARACTERS = 25;

/** A word that may be a part of a reference: its key, and how many digits that has. */
interface Part {
  key: string;
  digits: number;
}

const NAME_WORD = /\p{L}[\p{L}'’-]*/gu;
const WITHIN_NAME = /^[\s,:]{1,6}$/u;
const MAX_NAME_WORDS = 4;
const CAPITAL = /^\p{Lu}/u;
const PARTICLES = new Set(
  'von van vom zu zur zum der den de del della di da do dos la le lo el al bin ten ter'.split(' '),
);

/**
 * Keys of everything in the mail that may be a reference: what the extraction found, and any run of up to five words
 * that holds four digits, so that a number without a label is looked up as well.
 */
export function referenceKeys(mail: ParsedMail, extraction: Extraction): string[] {
  const keys = new Set(extraction.references.map((mention) => mention.normalized));
  const runs = new Runs<Part>(MAX_REFERENCE_WORDS);
  for (const { word, gap } of wordsOf(mail, REFERENCE_WORD)) {
    if (!WITHIN_REFERENCE.test(gap)) runs.interrupt();
    const key = referenceKey(word);
    runs.add({ key, digits: digitsIn(key) });
    if (digitsOf(runs.last) < MIN_DIGITS) continue;
    for (const run of runs.ending()) {
      if (digitsOf(run) < MIN_DIGITS) continue;
      if (keys.size >= MAX_KEYS) return [...keys];
      const joined = run.map((part) => part.key).join('');
      if (joined.length <= MAX_REFERENCE_CHARACTERS) keys.add(joined);
    }
  }
  return [...keys];
}

/** Keys of everything in the mail that may be a person's full name: what the extraction found, and runs of two to four capitalised words. */
export function nameKeys(mail: ParsedMail, extraction: Extraction): string[] {
  const keys = new Set(extraction.clientNames.map((mention) => nameKey(mention.value)));
  const runs = new Runs<string>(MAX_NAME_WORDS);
  const seen = new Set<string>();
  for (const { word, gap } of wordsOf(mail, NAME_WORD)) {
    const isName = CAPITAL.test(word) || PARTICLES.has(word);
    if (!isName || !WITHIN_NAME.test(gap)) runs.interrupt();
    if (!isName) continue;
    runs.add(fold(word));
    for (const run of runs.ending()) {
      const joined = run.join(' ');
      if (run.length < 2 || seen.has(joined)) continue;
      if (keys.size >= MAX_KEYS) return [...keys];
      seen.add(joined);
      keys.add(sortedWords(joined));
    }
  }
  return [...keys];
}

/** The last words of a text, and the runs that end with the newest of them. */
class Runs<Word> {
  last: Word[] = [];

  constructor(private readonly longest: number) {}

  interrupt(): void {
    this.last = [];
  }

  add(word: Word): void {
    if (this.last.push(word) > this.longest) this.last.shift();
  }

  /** The longest first. */
  ending(): Word[][] {
    return this.last.map((_, first) => this.last.slice(first));
  }
}

/** The words of a mail, each with what stands between it and the one before. */
function* wordsOf({ blocks }: ParsedMail, pattern: RegExp): Generator<{ word: string; gap: string }> {
  let left = MAX_WORDS;
  for (const { text } of ordered(blocks)) {
    let end = -1;
    for (const { 0: word, index } of text.matchAll(pattern)) {
      if (left-- === 0) return;
      yield { word, gap: end < 0 ? '' : text.slice(end, index) };
      end = index + word.length;
    }
  }
}

function digitsOf(parts: Part[]): number {
  let digits = 0;
  for (const part of parts) digits += part.digits;
  return digits;
}

function digitsIn(key: string): number {
  return key.match(/\d/g)?.length ?? 0;
}

/** What is said now, and the subject, before quoted history: what is beyond the limits is given up. */
function ordered(blocks: TextBlock[]): TextBlock[] {
  return [...blocks].sort((a, b) => Number(a.standing === 'quoted') - Number(b.standing === 'quoted'));
}
