import type { Money } from './money';

/** A stretch of text within which a label can belong to an amount: a sentence, a table row, a line of a list. */
export interface Clause {
  start: number;
  end: number;
  /** True for a row of table cells. */
  row: boolean;
}

/** Words that end in a point without ending a sentence. */
const ABBREVIATION =
  /(?:^|[\s(])(?:zzgl|abzgl|abzügl|abzuegl|zuzügl|inkl|incl|exkl|bzw|gem|lfd|ggf|vgl|mtl|lt|nr|tel|str|art|abs|usw|etc|evtl|insb|fa|hr|fr|rd|ca|kd|kto|u|o|a|i|h|v|z|b|d|p|m|s|st|az|dr|prof|mr|mrs|ms|no|ref|approx|begl|geb|einschl|ausschl|rückst|ford|hauptford|betr|ges|verz|zins|monatl|max|mind|min|bspw|sog|dt|fällig|abt|pos|rg|re|bez|zzt|z\.zt|[a-zäöüß]{3,}(?:tl|gl))$/i;

/** Cells of a row are parted by a tab, or by blanks where the text is set in columns. */
const CELLS = /\t|\S {3,}\S/;

const CURRENCY_END = /\d ?(?:EUR|Euro|CHF)$/;

/** A line of a list: a label, a colon, and a figure at the end. */
const ENTRY = /^[^:\n]{2,70}:\s.{0,12}?\d[\d.,]*(?: ?(?:€|EUR|Euro))?[.,;]?$/;

/** Longest stretch of text that is read as one clause. */
const CLAUSE_LIMIT = 700;

/** Cuts a text into clauses. A line holding nothing but an amount stays with the label on the line above. */
export function clausesOf(text: string, money: Money[]): Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  const close = (end: number, next: number): void => {
    if (text.slice(start, end).trim() !== '')
      clauses.push({ start, end, row: CELLS.test(text.slice(start, end)) });
    start = next;
  };
  const mark = /\n[ \n]*|[.!?;](?=\s)|[ \t]/g;
  let cursor = 0;
  for (const match of text.matchAll(mark)) {
    if (/^[ \t]/.test(match[0]) && match.index - start <= CLAUSE_LIMIT * 2) continue;
    while (cursor < money.length && money[cursor].end <= start) cursor++;
    const held = cursor < money.length && money[cursor].start < match.index;
    const inside = money
      .slice(cursor, cursor + 4)
      .some((each) => each.start < match.index && each.end > match.index);
    if (inside) continue;
    const after = match.index + match[0].length;
    const ends = match[0].startsWith('\n')
      ? breaksLine(text, match.index, after, held, match[0].includes('\n', 1), money, cursor)
      : endsSentence(text, start, match.index);
    if (ends || match.index - start > CLAUSE_LIMIT)
      close(match[0].startsWith('\n') ? match.index : after, after);
  }
  close(text.length, text.length);
  return clauses;
}

function breaksLine(
  text: string,
  at: number,
  next: number,
  held: boolean,
  blank: boolean,
  money: Money[],
  cursor: number,
): boolean {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(Math.max(lineStart, at - 200), at).trimEnd();
  const nextEnd = text.indexOf('\n', next);
  const nextLine = text.slice(next, Math.min(nextEnd === -1 ? text.length : nextEnd, next + 200));
  if (/[.!?]$/.test(line) && !ABBREVIATION.test(line.slice(0, -1))) return true;
  if (isAmountAlone(nextLine, next, money, cursor))
    return held && (/^\s*[\d€]/.test(line) || !/\p{L}{2,}$/u.test(line.replace(CURRENCY_END, '')));
  if (CELLS.test(line) || CELLS.test(nextLine)) return true;
  if (/[,:]$/.test(line) && blank)
    return !/\p{L}{3,}.{35}/u.test(line) || /^\p{Lu}.{0,60}\d$/u.test(nextLine);
  if (blank) return true;
  if (/^(?:[-–•*·]|\d{1,2}[.)])\s/.test(nextLine)) return true;
  const wrapped = line.length >= 45 || /^\p{Ll}/u.test(nextLine);
  const rowLike =
    /\d[\d.,]*(?: ?(?:€|EUR|Euro))?$/.test(line) &&
    held &&
    /^\p{Lu}[^.]{0,70}\d(?: ?(?:€|EUR|Euro))?\.?$/u.test(nextLine);
  const labelled = /^[\p{Lu}\d][^:.]{1,40}:\s/u.test(nextLine) && !/^\p{Ll}/u.test(nextLine);
  const entries = held && ENTRY.test(line) && ENTRY.test(nextLine);
  return !wrapped || rowLike || labelled || entries;
}

function isAmountAlone(line: string, at: number, money: Money[], cursor: number): boolean {
  let index = cursor;
  while (index < money.length && money[index].end <= at) index++;
  const first = money[index];
  if (
    !first ||
    !first.firm ||
    line.trimEnd().includes('\t') ||
    first.start < at ||
    first.end > at + line.length
  )
    return false;
  const around = line.slice(0, first.start - at) + line.slice(first.end - at);
  return !/[\p{L}\d]/u.test(around.replace(/\([^)]*\)|[,.;]\s.*$/gu, ''));
}

function endsSentence(text: string, start: number, at: number): boolean {
  if (text[at] === ';') return !/\s/.test(text[at - 1] ?? ' '); // alone it is a speck that was recognised
  const before = text.slice(Math.max(start, at - 14), at);
  const next = text.slice(at + 1, at + 6).trimStart();
  if (text[at] !== '.') return true;
  if (/\d$/.test(before)) return !/(?:^|[^\d,.])\d{1,2}$/.test(before) && /^[\p{Lu}"„(]/u.test(next);
  if (/^\d/.test(next)) return /\p{Ll}{5}$/u.test(before) && !ABBREVIATION.test(before);
  return !ABBREVIATION.test(before) && !/(?:^|[\s.(])\p{L}$/u.test(before) && /^[\p{Lu}"„(]/u.test(next);
}
