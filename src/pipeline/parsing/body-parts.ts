import type { MimePart } from '../../documents/mime/mime-part';

/** A place of the body: one text, in one or two forms of the same content. */
export interface BodyText {
  plain: MimePart | null;
  html: MimePart | null;
}

/** The leaves of a mail, sorted into what is read as its body and what hangs on it. */
export interface SortedParts {
  texts: BodyText[];
  attachments: MimePart[];
}

/** Sorts by structure alone: alternatives are two forms of one text, named or attached texts are attachments. */
export function sortParts(root: MimePart): SortedParts {
  const sorted: SortedParts = { texts: [], attachments: [] };
  collect(root, sorted);
  sorted.texts = pairStrayForms(sorted.texts);
  return sorted;
}

function collect(part: MimePart, into: SortedParts): void {
  if (part.mediaType === 'multipart/alternative') {
    collectAlternative(part, into);
  } else if (part.mediaType.startsWith('multipart/')) {
    for (const child of part.children) collect(child, into);
  } else if (isBodyText(part)) {
    into.texts.push(
      part.mediaType === 'text/html' ? { plain: null, html: part } : { plain: part, html: null },
    );
  } else {
    into.attachments.push(part);
  }
}

/** Within an alternative the last text of each form counts; whatever else lies in it hangs on the mail. */
function collectAlternative(part: MimePart, into: SortedParts): void {
  const inner: SortedParts = { texts: [], attachments: [] };
  for (const child of part.children) collect(child, inner);
  into.attachments.push(...inner.attachments);
  const htmls = inner.texts.flatMap((text) => text.html ?? []);
  const plains = inner.texts.flatMap((text) => text.plain ?? []);
  // Apple Mail parts its HTML form around attachments, so one form may come in several pieces.
  const pieces = Math.max(plains.length > 1 && htmls.length <= 1 ? 1 : plains.length, htmls.length);
  for (let at = 0; at < pieces; at++) into.texts.push({ plain: plains[at] ?? null, html: htmls[at] ?? null });
  for (const extra of plains.slice(pieces)) into.texts.push({ plain: extra, html: null });
}

function isBodyText(part: MimePart): boolean {
  if (part.mediaType !== 'text/plain' && part.mediaType !== 'text/html') return false;
  return part.disposition !== 'attachment' && part.filename === null;
}

/** Some programs put both forms side by side without declaring them alternatives. */
function pairStrayForms(texts: BodyText[]): BodyText[] {
  const [first, second] = texts;
  const areForms = texts.length === 2 && first.html === null && second.plain === null;
  if (!areForms || first.plain === null || second.html === null) return texts;
  return sayTheSame(first.plain, second.html) ? [{ plain: first.plain, html: second.html }] : texts;
}

function sayTheSame(plain: MimePart, html: MimePart): boolean {
  const words = asciiWords(plain.content);
  if (words.length < 3) return false;
  const others = new Set(asciiWords(html.content));
  return words.filter((word) => others.has(word)).length >= words.length * 0.8;
}

function asciiWords(content: Uint8Array): string[] {
  return (
    Buffer.from(content.subarray(0, 100_000))
      .toString('latin1')
      .match(/[A-Za-z0-9]{3,}/g) ?? []
  );
}
