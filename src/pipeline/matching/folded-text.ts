import { foldCharacter } from '../../inquiries/folding';
import { lookalikeShape } from '../../inquiries/reference-key';
import type { TextBlock } from '../stages/parse';
import { NearWords } from './near-words';

/** A word of a text: folded, and where it stands in the block as written. */
export interface Word {
  folded: string;
  start: number;
  end: number;
}

/** A stretch of a block's text, as offsets into the text as written. */
export interface Span {
  start: number;
  end: number;
}

/** What stands more often in one block is looked at in so many places: the rest is a list or an attack. */
const MAX_PLACES = 500;

/** Words of a long letter with its attachments. */
const LETTER_WORDS = 1_000;

/** A character as it counts in a word, and in a reference. */
interface Character {
  folded: string;
  upper: string;
}

/** What has been read before: long texts use few characters. */
const CHARACTERS = new Map<string, Character>();
const MAX_CHARACTERS = 10_000;

/** A block's text made comparable, with the way back to the words as written. */
export class FoldedText {
  readonly words: Word[] = [];
  private readonly indexesOfWord = new Map<string, number[]>();
  private near: NearWords | undefined;
  private readonly compact: string;
  private readonly compactOffsets: number[] = [];
  private readonly shape: string;

  constructor(readonly block: TextBlock) {
    let compact = '';
    let word: Word | null = null;
    let offset = 0;
    for (const character of block.text) {
      const end = offset + character.length;
      const { folded, upper } = characterOf(character);
      if (folded === ' ') {
        word = null;
      } else if (folded !== '') {
        if (word === null) this.words.push((word = { folded: '', start: offset, end }));
        word.folded += folded;
        word.end = end;
        for (let unit = 0; unit < upper.length; unit++) this.compactOffsets.push(offset);
        compact += upper;
      }
      offset = end;
    }
    this.compact = compact;
    this.shape = lookalikeShape(compact);
    this.indexWords();
  }

  /** The first indexes in `words` at which a folded word stands. */
  indexesOf(word: string): readonly number[] {
    return this.indexesOfWord.get(word) ?? [];
  }

  /** The indexes, within a letter's length, at which a word stands that is the folded one, perhaps with a slip. */
  indexesNear(word: string): readonly number[] {
    this.near ??= new NearWords(this.words.slice(0, LETTER_WORDS).map(({ folded }) => folded));
    return this.near.indexesOf(word);
  }

  /** Where a folded phrase stands as whole words. */
  *phrase(phrase: string): Generator<Span> {
    const sought = phrase.split(' ');
    let rarest = 0;
    let places: readonly number[] | null = null;
    for (const [offset, word] of sought.entries()) {
      const indexes = this.indexesOf(word);
      if (places !== null && places.length <= indexes.length) continue;
      [rarest, places] = [offset, indexes];
    }
    for (const index of places ?? []) {
      const first = index - rarest;
      if (!this.isAt(first, sought)) continue;
      const [from, to] = [this.words[first], this.words[first + sought.length - 1]];
      if (from && to) yield { start: from.start, end: to.end };
    }
  }

  /** True where these folded words stand in a row from an index of `words` on. */
  isAt(first: number, sought: readonly string[]): boolean {
    return first >= 0 && sought.every((word, offset) => this.words[first + offset]?.folded === word);
  }

  firstPhrase(phrase: string): Span | undefined {
    for (const span of this.phrase(phrase)) return span;
    return undefined;
  }

  /** Where the characters of a reference key stand, whatever blanks and punctuation come between them. */
  key(key: string): Iterable<Span> {
    return this.inCompact(this.compact, key);
  }

  /** The same for characters that only look like those of a key, by the key's `lookalikeShape`. */
  lookalike(shape: string): Iterable<Span> {
    return this.inCompact(this.shape, shape);
  }

  /** False where not even look-alikes of a key stand here. */
  hasLookalike(shape: string): boolean {
    return this.shape.includes(shape);
  }

  quote(span: Span): string {
    return this.block.text.slice(span.start, span.end);
  }

  private *inCompact(haystack: string, needle: string): Generator<Span> {
    if (needle === '') return;
    let places = 0;
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
      if (++places > MAX_PLACES) return;
      const start = this.compactOffsets[at] ?? 0;
      const last = this.compactOffsets[at + needle.length - 1] ?? start;
      const width = String.fromCodePoint(this.block.text.codePointAt(last) ?? 0).length;
      yield { start, end: last + width };
    }
  }

  private indexWords(): void {
    this.words.forEach((word, index) => {
      const before = this.indexesOfWord.get(word.folded);
      if (!before) this.indexesOfWord.set(word.folded, [index]);
      else if (before.length < MAX_PLACES) before.push(index);
    });
  }
}

function characterOf(character: string): Character {
  const known = CHARACTERS.get(character);
  if (known !== undefined) return known;
  const made = { folded: foldCharacter(character), upper: character.normalize('NFKC').toUpperCase() };
  if (CHARACTERS.size < MAX_CHARACTERS) CHARACTERS.set(character, made);
  return made;
}
