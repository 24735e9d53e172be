import type { Line, Segment } from './page-layout';

/** What stands on one side of a white band, row by row. */
interface Side {
  rows: { y: number; size: number; segments: Segment[]; text: string }[];
  /** Of its widest row. */
  width: number;
}

/** Baselines of cells in one row differ by less, in letter heights. */
const ONE_BASELINE = 0.1;
/** Where an information block stands in a letter, as a share of the width of its text. */
const BLOCK_FROM = 0.35;
const BLOCK_TO = 0.8;
const MONEY = /\d[.,]\d{2}(?!\d|\.\d)|€|\bEUR\b/;

/**
 * Whether a white band between texts parts columns that are read one after the other, rather than the cells of a table, whose
 * rows belong together: prose on both sides; or rows that do not share their baselines; or an address beside lines that have
 * labels of their own.
 * @param place of the band, as a share of the width of the text.
 */
export function partsColumns(lines: readonly Line[], x: number, place: number): boolean {
  const left = sideOf(lines, ({ right }) => right < x);
  const right = sideOf(lines, ({ left }) => left > x);
  if (left.rows.length < 3 || right.rows.length < 2) return false;
  if (share(right.rows, isFigure) >= 0.4 || share(left.rows, isFigure) >= 0.4) return false;
  if (share(left.rows, ({ text }) => /:$/.test(text)) >= 0.3) return false;
  if (isProse(left) && isProse(right)) return true;
  if (mayPartBlocks(place) && isAddress(left) && isInformation(right)) return true;
  return right.rows.length >= 3 && share(right.rows, (row) => sharesBaseline(row, left)) <= 0.3;
}

/** Whether an information block may begin at a place, as a share of the width of the text. */
export function mayPartBlocks(place: number): boolean {
  return place > BLOCK_FROM && place < BLOCK_TO;
}

function sideOf(lines: readonly Line[], belongs: (segment: Segment) => boolean): Side {
  const rows = lines.flatMap(({ size, segments }) => {
    const own = segments.filter(belongs);
    return own.length === 0
      ? []
      : [{ y: own[0].y, size, segments: own, text: own.map(({ text }) => text).join(' ') }];
  });
  return { rows, width: Math.max(0, ...rows.map(widthOf)) };
}

/** Lines of several words that fill their column, as sentences do; it may be parted into columns once more. */
function isProse({ rows, width }: Side): boolean {
  const isSentence = (row: Side['rows'][number]) =>
    widthOf(row) >= width * 0.7 &&
    row.segments.every(({ text }) => (text.match(/\p{L}{2,}/gu)?.length ?? 0) >= 3);
  return rows.length >= 4 && share(rows, isSentence) >= 0.6;
}

/** Lines that stand for themselves: nothing in them waits for a value. */
function isAddress({ rows }: Side): boolean {
  const isPlain = (row: Side['rows'][number]) =>
    row.segments.length === 1 &&
    !row.text.includes(':') &&
    !MONEY.test(row.text) &&
    /\p{L}{2}/u.test(row.text);
  return share(rows, isPlain) >= 0.8;
}

/** A label and its value in each line: "Ihr Zeichen: …". */
function isInformation({ rows }: Side): boolean {
  const isPair = ({ segments, text }: Side['rows'][number]) =>
    segments.length <= 2 && /^\P{N}*\p{L}{2}/u.test(text) && (segments.length === 2 || /:\s*\S/.test(text));
  return share(rows, isPair) >= 0.5 && !rows.some(({ text }) => MONEY.test(text));
}

/** No words, or those of a currency. */
function isFigure({ text }: Side['rows'][number]): boolean {
  return /\d/.test(text) && !/\p{L}{2}/u.test(text.replace(/\b(EUR|Euro)\b/gi, ''));
}

function sharesBaseline({ y, size }: Side['rows'][number], other: Side): boolean {
  return other.rows.some((row) => Math.abs(row.y - y) <= ONE_BASELINE * Math.min(size, row.size));
}

function widthOf({ segments }: { segments: readonly Segment[] }): number {
  return segments[segments.length - 1].right - segments[0].left;
}

function share<Item>(items: readonly Item[], is: (item: Item) => boolean): number {
  return items.filter(is).length / Math.max(1, items.length);
}
