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
  private readonly folded: string;
  private readonly offsetOfWord = new Map<number, number>();
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

  /** Where a folded phrase stands as whole words. */
  phrase(phrase: string): Span[] {
    const spans: Span[] = [];
    if (phrase === '') return spans;
    const length = phrase.split(' ').length;
    const needle = ` ${phrase} `;
    for (let at = this.folded.indexOf(needle); at >= 0; at = this.folded.indexOf(needle, at + 1)) {
      const first = this.offsetOfWord.get(at + 1) ?? 0;
      const [from, to] = [this.words[first], this.words[first + length - 1]];
      if (from && to) spans.push({ start: from.start, end: to.end });
    }
    return spans;
  }

  /** Where the characters of a reference key stand, whatever blanks and punctuation come between them. */
  key(key: string): Span[] {
    return this.inCompact(this.compact, key);
  }

  /** The same for characters that only look like those of the key. */
  lookalike(key: string): Span[] {
    return this.inCompact(this.shape, lookalikeShape(key));
  }

  quote(span: Span): string {
    return this.block.text.slice(span.start, span.end);
  }

  private inCompact(haystack: string, needle: string): Span[] {
    const spans: Span[] = [];
    if (needle === '') return spans;
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
      const start = this.compactOffsets[at] ?? 0;
      const last = this.compactOffsets[at + needle.length - 1] ?? start;
      const width = String.fromCodePoint(this.block.text.codePointAt(last) ?? 0).length;
      spans.push({ start, end: last + width });
    }
    return spans;
  }

  private joinWords(): string {
    let joined = ' ';
    this.words.forEach((word, index) => {
      this.offsetOfWord.set(joined.length, index);
      joined += `${word.folded} `;
    });
    return joined;
  }
}
