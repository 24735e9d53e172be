import { foldCharacter } from '../../inquiries/folding';
import { lookalikeShape } from '../../inquiries/reference-key';
import type { TextBlock } from '../stages/parse';

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

/** A block's text made comparable, with the way back to the words as written. */
export class FoldedText {
  readonly words: Word[] = [];
  private readonly indexesOfWord = new Map<string, number[]>();
  private readonly folded: string;
  private readonly indexOfOffset = new Map<number, number>();
  private readonly compact: string;
  private readonly compactOffsets: number[] = [];
  private readonly shape: string;

  constructor(readonly block: TextBlock) {
    let compact = '';
    let word: Word | null = null;
    let offset = 0;
    for (const character of block.text) {
      const end = offset + character.length;
      const folded = foldCharacter(character);
      if (folded === ' ') {
        word = null;
      } else if (folded !== '') {
        if (word === null) this.words.push((word = { folded: '', start: offset, end }));
        word.folded += folded;
        word.end = end;
        const upper = character.normalize('NFKC').toUpperCase();
        for (let unit = 0; unit < upper.length; unit++) this.compactOffsets.push(offset);
        compact += upper;
      }
      offset = end;
    }
    this.compact = compact;
    this.shape = lookalikeShape(compact);
    this.folded = this.joinWords();
  }

  /** The indexes in `words` at which a folded word stands. */
  indexesOf(word: string): readonly number[] {
    return this.indexesOfWord.get(word) ?? [];
  }

  /** Where a folded phrase stands as whole words. */
  *phrase(phrase: string): Generator<Span> {
    if (phrase === '') return;
    const length = phrase.split(' ').length;
    const needle = ` ${phrase} `;
    for (let at = this.folded.indexOf(needle); at >= 0; at = this.folded.indexOf(needle, at + 1)) {
      const first = this.indexOfOffset.get(at + 1) ?? 0;
      const [from, to] = [this.words[first], this.words[first + length - 1]];
      if (from && to) yield { start: from.start, end: to.end };
    }
  }

  firstPhrase(phrase: string): Span | undefined {
    for (const span of this.phrase(phrase)) return span;
    return undefined;
  }

  /** Where the characters of a reference key stand, whatever blanks and punctuation come between them. */
  key(key: string): Iterable<Span> {
    return this.inCompact(this.compact, key);
  }

  /** The same for characters that only look like those of the key. */
  lookalike(key: string): Iterable<Span> {
    return this.inCompact(this.shape, lookalikeShape(key));
  }

  quote(span: Span): string {
    return this.block.text.slice(span.start, span.end);
  }

  private *inCompact(haystack: string, needle: string): Generator<Span> {
    if (needle === '') return;
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
      const start = this.compactOffsets[at] ?? 0;
      const last = this.compactOffsets[at + needle.length - 1] ?? start;
      const width = String.fromCodePoint(this.block.text.codePointAt(last) ?? 0).length;
      yield { start, end: last + width };
    }
  }

  private joinWords(): string {
    let joined = ' ';
    this.words.forEach((word, index) => {
      this.indexOfOffset.set(joined.length, index);
      const before = this.indexesOfWord.get(word.folded);
      if (before) before.push(index);
      else this.indexesOfWord.set(word.folded, [index]);
      joined += `${word.folded} `;
    });
    return joined;
  }
}
