import { readHtml } from '../../src/documents/html/html-text';
import { mixedSheet, type Sheet, textSheet } from './letter';
import type { Mutation } from './sample';

/** Plain texts with their paragraphs set to another width; Infinity for a line a paragraph. */
export const setTo =
  (width: number): Mutation =>
  (sample) => {
    const { letter } = sample;
    if (!letter.isText || !letter.leaves.some(isPlainBody)) return null;
    const reset = (leaf: Sheet) =>
      isPlainBody(leaf) ? { ...leaf, parameters: {}, text: paragraphsSet(leaf.text ?? '', width) } : leaf;
    return { ...sample, letter: letter.withLeaves(reset) };
  };

/** The plain text as the HTML that a mail program makes of it. */
export const asHtml: Mutation = (sample) => {
  const { letter } = sample;
  const bodies = letter.leaves.filter(isPlainBody);
  if (!letter.isText || bodies.length !== 1 || letter.leaves.some(isHtmlBody)) return null;
  const turn = (leaf: Sheet) => (isPlainBody(leaf) ? textSheet('html', markupOf(leaf.text ?? '')) : leaf);
  return { ...sample, letter: letter.withLeaves(turn) };
};

/** The HTML text as plain text. */
export const asPlain: Mutation = (sample) => {
  const { letter, truth } = sample;
  if (
    letter.leaves.some(isPlainBody) ||
    !letter.leaves.some(isHtmlBody) ||
    truth.tags.includes('hidden_text')
  )
    return null;
  const turn = (leaf: Sheet) => (isHtmlBody(leaf) ? textSheet('plain', plainOf(leaf.text ?? '')) : leaf);
  return { ...sample, letter: letter.withLeaves(turn) };
};

/** One of two forms of the same text alone. */
export const formAlone =
  (form: 'plain' | 'html'): Mutation =>
  (sample) => {
    const { letter, truth } = sample;
    const plain = letter.leaves.find(isPlainBody);
    const html = letter.leaves.find(isHtmlBody);
    if (!plain || !html || truth.tags.includes('hidden_text')) return null;
    const kept = form === 'plain' ? plain : html;
    const others = letter.leaves.filter((leaf) => leaf !== plain && leaf !== html);
    return { ...sample, letter: letter.withRoot(mixedSheet(kept, ...others)) };
  };

/** The letter in an attachment, under a line that points to it. Letters that carry earlier mails along are left out: files do not. */
export const attached =
  (form: 'plain' | 'html'): Mutation =>
  (sample) => {
    const { letter } = sample;
    const [body, ...others] = letter.leaves;
    if (others.length > 0 || !(isPlainBody(body) || isHtmlBody(body))) return null;
    const text = isPlainBody(body) ? (body.text ?? '') : plainOf(body.text ?? '');
    if (/^>|^\s*(?:Von|From):/m.test(text) || /schrieb.*:\s*$|wrote:\s*$/m.test(text)) return null;
    const file =
      form === 'plain'
        ? textSheet('plain', text, 'Schreiben.txt')
        : textSheet('html', `<html><body>${markupOf(text)}</body></html>`, 'Schreiben.html');
    const note = textSheet('plain', 'Guten Tag,\r\n\r\nunser Schreiben finden Sie in der Anlage.\r\n');
    return { ...sample, letter: letter.withRoot(mixedSheet(note, file)) };
  };

function isPlainBody(leaf: Sheet): boolean {
  return leaf.mediaType === 'text/plain' && leaf.filename === null && leaf.disposition !== 'attachment';
}

function isHtmlBody(leaf: Sheet): boolean {
  return leaf.mediaType === 'text/html' && leaf.filename === null && leaf.disposition !== 'attachment';
}

/** A line of prose that goes on in the next. */
const FULL_LINE = /^\p{L}(?!.*(?: {2}|\t)).{44,}[^:]$/u;
const GOES_ON = /^[\p{L}\d„(](?!.*(?: {2}|\t))/u;

function paragraphsSet(text: string, width: number): string {
  const joined: string[] = [];
  let goesOn = false;
  for (const line of text.split(/\r?\n/).map((each) => each.trimEnd())) {
    if (goesOn && GOES_ON.test(line)) joined.push(`${joined.pop()!.replace(/-$/, '-')} ${line}`);
    else joined.push(line);
    goesOn = FULL_LINE.test(line);
  }
  return joined.map((line) => (FULL_LINE.test(line) ? filled(line, width) : line)).join('\r\n');
}

function filled(paragraph: string, width: number): string {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\r\n');
}

function markupOf(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped
    .trim()
    .split(/(?:\r?\n){2,}/)
    .map((paragraph) => `<p>${paragraph.replace(/ {2}/g, '&nbsp; ').replace(/\r?\n/g, '<br>\r\n')}</p>`)
    .join('\r\n');
}

/** As a mail program would: quotes with marks, cells of a table a few blanks apart. */
function plainOf(markup: string): string {
  return readHtml(markup)
    .lines.map(({ text, mark }) => (mark === 'quote' ? `> ${text}` : text.replace(/\t/g, '    ')))
    .join('\r\n');
}
