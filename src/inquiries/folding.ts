/** Letters that Unicode does not take apart into a base letter and an accent, and the German way to spell umlauts. */
const SPELLED_OUT: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** The usual word, which needs no closer look: a mail has hundreds. */
const PLAIN = /^[A-Za-z0-9]*$/;

const APOSTROPHES = /['’‘`´ʼ]/u;

/** What has been folded before: long texts use few characters, and taking one apart costs microseconds. */
const FOLDED = new Map<string, string>();
const MAX_FOLDED = 10_000;

/**
 * Folds one code point for comparison: lower case, umlauts spelled out (Schäfer and Schaefer agree), accents off.
 * Apostrophes and accents by themselves vanish; all that is neither letter nor digit becomes a blank.
 */
export function foldCharacter(character: string): string {
  const known = FOLDED.get(character);
  if (known !== undefined) return known;
  const folded = foldAnew(character);
  if (FOLDED.size < MAX_FOLDED) FOLDED.set(character, folded);
  return folded;
}

/** A text folded for comparison: words of letters and digits, parted by single blanks. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text.normalize('NFC')) folded += foldCharacter(character);
  return folded.replace(/ +/g, ' ').trim();
}

/** A name folded with its words in alphabetical order, so that "Becker, Thomas" and "Thomas Becker" are equal. */
export function nameKey(...parts: string[]): string {
  return sortedWords(fold(parts.join(' ')));
}

/** A text that is folded already, as `nameKey` makes it. */
export function sortedWords(folded: string): string {
  return folded.split(' ').sort().join(' ');
}

function foldAnew(character: string): string {
  const lower = character.toLowerCase();
  const spelled = SPELLED_OUT[lower];
  if (spelled !== undefined) return spelled;
  if (APOSTROPHES.test(lower)) return '';
  const base = lower.normalize('NFKD').replace(/\p{M}/gu, '');
  if (base === '') return '';
  return /^[\p{L}\p{N}]+$/u.test(base) ? base : ' ';
}
