/** Text as the reader sees it, and what characters without a shape hid in it. */
export interface VisibleText {
  text: string;
  /** What invisible tag characters spelled; empty as a rule. */
  smuggled: string;
  /** Zero-width characters inside of words, or a reversed writing direction: someone wants text to be misread. */
  tampered: boolean;
}

/**
 * Takes out what has no shape (soft hyphens, zero-width characters, direction marks, controls), turns every kind of blank
 * into a blank and every kind of line end into `\n`, and composes letters (NFC).
 */
export function visibleText(raw: string): VisibleText {
  const lined = raw.replace(/\r\n?|[\u0085\u2028\u2029\f]/g, '\n').toWellFormed();
  if (!SPECIAL.test(lined)) return { text: lined.normalize('NFC'), smuggled: '', tampered: false };
  const tampered = /[\u202d\u202e]/.test(lined) || (lined.match(INSIDE_WORD)?.length ?? 0) >= 3;
  const smuggled = (lined.match(TAG_CHARACTERS) ?? []).map(spellTags).join(' ');
  const text = lined.replace(BLANKS, ' ').replace(SHAPELESS, '').normalize('NFC');
  return { text, smuggled, tampered };
}

/** One line, for subjects and names: controls and line ends become blanks, runs of blanks one. */
export function visibleLine(raw: string): string {
  return visibleText(raw.replace(/[\u0000-\u001f\u007f]+/g, ' '))
    .text.replace(/\s+/g, ' ')
    .trim();
}

const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** Unicode's own list of characters that are not drawn, and controls. */
const SHAPELESS = /[\p{DI}\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufff9-\ufffb]/gu;
const SPECIAL =
  /[\p{DI}\u0000-\u0008\u000b\u000e-\u001f\u007f-\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufff9-\ufffb]/u;
const INSIDE_WORD = /[\p{L}\p{N}][\u200b\u2060-\u2064\ufeff]+(?=[\p{L}\p{N}])/gu;
const TAG_CHARACTERS = /[\u{e0020}-\u{e007e}]{4,}/gu;

function spellTags(run: string): string {
  return Array.from(run, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)).join('');
}
