import { letterSet, mayBeNear, slipEdits, slipLimit } from './edit-distance';

/** A vocabulary's entry: its letters as bits, to tell most words apart without counting edits, and where it stands. */
interface Entry {
  letters: number;
  indexes: number[];
}

/** A row of folded words, ready to be searched for words with a slip. */
export class NearWords {
  private readonly vocabulary = new Map<string, Entry>();
  /** The candidates of a mail share names. */
  private readonly known = new Map<string, readonly number[]>();

  constructor(words: readonly string[]) {
    words.forEach((word, index) => {
      const entry = this.vocabulary.get(word);
      if (entry) entry.indexes.push(index);
      else this.vocabulary.set(word, { letters: letterSet(word), indexes: [index] });
    });
  }

  /** The indexes at which a name stands, rightly or with a slip, in ascending order. */
  indexesOf(name: string): readonly number[] {
    let found = this.known.get(name);
    if (found === undefined) this.known.set(name, (found = this.search(name)));
    return found;
  }

  private search(name: string): number[] {
    const letters = letterSet(name);
    const limit = slipLimit(name);
    const found: number[] = [];
    for (const [word, entry] of this.vocabulary) {
      if (mayBeNear(letters, entry.letters, limit) && slipEdits(name, word) <= limit)
        found.push(...entry.indexes);
    }
    return found.sort((a, b) => a - b);
  }
}
