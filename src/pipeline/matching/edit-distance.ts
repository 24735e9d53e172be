/** From these edits on, one word is not the other with a slip. */
const TOO_MANY = 3;
const SHORT_WORD = 4;
const LETTERS = 26;

/** The edits that are believed to be a slip in a folded word of a name: the shorter it is, the fewer. */
export function slipLimit(name: string): number {
  return name.length < SHORT_WORD ? 0 : name.length === SHORT_WORD ? 1 : 2;
}

/** Edits by which a word is a folded word of a name with a slip: 0 to 2, or 3 where it is another word. */
export function slipEdits(name: string, word: string): number {
  if (name === word) return 0;
  const limit = slipLimit(name);
  // Scans read ß as b or B, which costs a single slip though ss and b are two edits apart.
  if (limit > 0 && name.replace('ss', 'b') === word) return 1;
  const edits = editDistance(name, word, limit);
  return edits > limit ? TOO_MANY : edits;
}

/** Edits (insert, delete, replace, swap of neighbours) from one word to another; `limit + 1` where there are more. */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit || !mayBeNear(letterSet(from), letterSet(to), limit))
    return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) edits = Math.min(edits, at(older, column - 2) + 1);
      current.push(edits);
    }
    older = previous;
    previous = current;
  }
  return Math.min(at(previous, to.length), limit + 1);
}

/** Which letters a word has, as bits; the last bit stands for all that are not a to z. */
export function letterSet(word: string): number {
  let set = 0;
  for (let index = 0; index < word.length; index++) {
    const letter = word.charCodeAt(index) - 97;
    set |= 1 << (letter >= 0 && letter < LETTERS ? letter : LETTERS);
  }
  return set;
}

/** False where the letters differ so much that the words are more than `limit` edits apart: an edit changes two of them at most. */
export function mayBeNear(one: number, other: number, limit: number): boolean {
  let differing = one ^ other;
  for (let letters = 0; differing !== 0; letters++) {
    if (letters === 2 * limit) return false;
    differing &= differing - 1;
  }
  return true;
}

function at(row: number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
