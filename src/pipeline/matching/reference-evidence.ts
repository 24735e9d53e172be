import { lookalikeShape, referenceKey } from '../../inquiries/reference-key';
import type { Extraction } from '../stages/extraction';
import type { FoldedText, Span } from './folded-text';
import { type Evidence, evidence, type MailText } from './mail-text';

/** A reference of an inquiry found in the mail. */
export interface ReferenceEvidence extends Evidence {
  strength: 'exact' | 'lookalike';
  /** True where the number is short or plain enough to occur by chance: it counts only beside other signals. */
  weak: boolean;
}

/** Digits alone, and no more of them: a postal code, a year or an amount may look the same. */
const CHANCE_DIGITS = 6;
const LOOKALIKE_MIN_LENGTH = 6;
/** Digits alone must be so many for a line break within them to be believed. */
const BREAKABLE_DIGITS = 8;
/** What may stand between two characters of one number: ` / `, `//`, ` - `, a line break with the next line's indentation. */
const WITHIN_NUMBER = /^(?=\s*(?:[^\s]{1,3}\s*)?$)(?!.*\n.*\n)[\s./\-–_:,()#|>]{0,12}$/su;
const WITHIN_DIGITS = /^[^,\t]*$/u;

/** Looks for a reference, as the inquiry writes it, in the mail; exact before look-alike, current text before history. */
export function referenceEvidence(
  text: MailText,
  reference: string,
  extraction: Extraction,
): ReferenceEvidence | null {
  const key = referenceKey(reference);
  if (key.length < 3) return null;
  const weak = isChancy(key) && !isLabelled(key, extraction);
  const shape = lookalikeShape(key);
  const texts = text.texts.filter((folded) => folded.hasLookalike(shape));
  const exact = firstWhole(texts, key, (folded) => folded.key(key));
  if (exact) return { ...exact, strength: 'exact', weak };
  if (key.length < LOOKALIKE_MIN_LENGTH) return null;
  const alike = firstWhole(texts, key, (folded) => folded.lookalike(shape));
  return alike && { ...alike, strength: 'lookalike', weak };
}

function firstWhole(
  texts: FoldedText[],
  key: string,
  find: (folded: FoldedText) => Iterable<Span>,
): Evidence | null {
  for (const folded of texts) {
    for (const span of find(folded)) {
      if (isWhole(folded.block.text, span, key)) return evidence(folded, span);
    }
  }
  return null;
}

/** True where the stretch is one number by itself: not a part of a longer one, and not gathered from several words. */
function isWhole(text: string, span: Span, key: string): boolean {
  const before = text.slice(Math.max(0, span.start - 2), span.start);
  const after = text.slice(span.end, span.end + 2);
  if (/[\p{L}\p{N}]$/u.test(before) || /^[\p{L}\p{N}]/u.test(after)) return false;
  if (/^\d/.test(key) && /\d[.,/-]$/.test(before)) return false;
  if (/\d$/.test(key) && /^[.,/-]\d/.test(after)) return false;
  const gaps = text
    .slice(span.start, span.end)
    .split(/[\p{L}\p{N}]/u)
    .slice(1, -1);
  if (key.length < CHANCE_DIGITS && gaps.some((gap) => /\s/.test(gap))) return false;
  return gaps.every((gap) => isWithin(gap, key));
}

function isWithin(gap: string, key: string): boolean {
  if (!WITHIN_NUMBER.test(gap)) return false;
  if (!/^\d+$/.test(key)) return true;
  return WITHIN_DIGITS.test(gap) && (key.length >= BREAKABLE_DIGITS || !gap.includes('\n'));
}

function isChancy(key: string): boolean {
  return /^\d+$/.test(key) ? key.length <= CHANCE_DIGITS : key.length < 5;
}

function isLabelled(key: string, extraction: Extraction): boolean {
  return extraction.references.some((mention) => mention.normalized === key && mention.role !== 'unknown');
}
