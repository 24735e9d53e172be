/** Latin letters as they stand in folded text; far cheaper for the engine than `\p{L}` without regard to case. */
const LETTERS = 'a-zß-öø-ž';

/** Text in lower case in which every character keeps its place. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return folded.length === text.length ? folded : Array.from(text, lowerInPlace).join('');
}

/**
 * Compiles a wording for folded text: it begins at a word's start, `\p{L}` is any Latin letter, and case is of no account.
 * Sources use no upper-case escapes (`\S`, `\D`), since they are folded like the text.
 */
export function phrasePattern(source: string, flags: string): RegExp {
  const letters = source
    .toLowerCase()
    .replaceAll('[\\p{l}', `[${LETTERS}`)
    .replaceAll('\\p{l}', `[${LETTERS}]`);
  return new RegExp(`(?<![${LETTERS}])(?:${letters})`, flags);
}

/** A few capitals ("İ") grow when lowered; they are kept as they are. */
function lowerInPlace(letter: string): string {
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
}
