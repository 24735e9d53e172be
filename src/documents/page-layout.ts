import { mayPartBlocks, partsColumns } from './column-signs';
import {
  baselinesOf,
  COLUMN_GAP,
  joinRow,
  PARAGRAPH_GAP,
  type PlacedText,
  rowsOf,
  type TextRow,
  textRowsOf,
} from './text-row';

/** Text without a gap in it that would part columns. */
export interface Segment {
  text: string;
  left: number;
  right: number;
  /** Of its own baseline, which may differ a little from that of its row. */
  y: number;
}

/** What stands on one baseline, from left to right. */
export interface Line {
  y: number;
  size: number;
  segments: Segment[];
}

/** A white band that runs down between two columns, and the rows that it passes. */
interface Gutter {
  x: number;
  first: number;
  last: number;
  /** Distance to the nearest letter. */
  room: number;
}

/** Places across the page that are tried for a gutter. */
const STEPS = 100;
/** Half the width of the narrowest gutter, in letter heights. */
const HALF_GUTTER = 0.5;
const MAX_RUNS = 20_000;
const MAX_DEPTH = 4;

/** The text of a page, columns one after the other, and below it what does not run the way of the page. */
export function textOfPage(runs: readonly PlacedText[], aside: readonly (readonly PlacedText[])[]): string {
  const main = layOut(runs).map(({ text }) => text);
  return [main.join('\n'), ...aside.map(rowsOf)].filter((text) => text !== '').join('\n\n');
}

/** The lines of a page in the order in which they are read: columns one after the other, tables row by row. */
export function layOut<Run extends PlacedText>(runs: readonly Run[], depth = 0): TextRow<Run>[] {
  if (runs.length > MAX_RUNS || depth > MAX_DEPTH) return textRowsOf(runs);
  const rows = baselinesOf(runs);
  const gutter = findGutter(rows.map(lineOf));
  if (gutter === null) return textRowsOf(runs);
  const region = rows.slice(gutter.first, gutter.last + 1).flat();
  const pieces = [
    rows.slice(0, gutter.first).flat(),
    region.filter(({ x }) => x < gutter.x),
    region.filter(({ x }) => x >= gutter.x),
    rows.slice(gutter.last + 1).flat(),
  ];
  const empty: TextRow<Run> = { text: '', runs: [] };
  return pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece, at) => [...(at > 0 ? [empty] : []), ...layOut(piece, depth + 1)]);
}

function lineOf(row: readonly PlacedText[]): Line {
  const groups: PlacedText[][] = [];
  let end = -Infinity;
  for (const run of row) {
    if (run.x - end > COLUMN_GAP * run.size) groups.push([run]);
    else groups.at(-1)?.push(run);
    end = Math.max(end, run.x + run.width);
  }
  const segments = groups.map((group) => ({
    text: joinRow(group),
    left: group[0].x,
    right: Math.max(...group.map(({ x, width }) => x + width)),
    y: group[0].y,
  }));
  return { y: row[0].y, size: row[0].size, segments };
}

/** Of the bands that part columns the one that passes most rows; of those alike the widest. */
function findGutter(lines: readonly Line[]): Gutter | null {
  const segments = lines.flatMap((line) => line.segments);
  const left = Math.min(...segments.map((segment) => segment.left));
  const right = Math.max(...segments.map((segment) => segment.right));
  let best: Gutter | null = null;
  /** Neighbouring places part the same texts, and are judged once. */
  const verdicts = new Map<string, boolean>();
  for (let step = 10; step <= STEPS - 10; step++) {
    const x = left + ((right - left) * step) / STEPS;
    for (const band of bandsAt(x, lines)) {
      const length = band.last - band.first;
      const bestLength = best === null ? -1 : best.last - best.first;
      const isBetter =
        length > bestLength || (length === bestLength && best !== null && band.room > best.room);
      if (!isBetter) continue;
      const rows = lines.slice(band.first, band.last + 1);
      const before = rows.reduce(
        (sum, line) => sum + line.segments.filter(({ right }) => right < x).length,
        0,
      );
      const place = (x - left) / (right - left);
      const key = [band.first, band.last, before, mayPartBlocks(place)].join();
      const verdict = verdicts.get(key) ?? partsColumns(rows, x, place);
      verdicts.set(key, verdict);
      if (verdict) best = band;
    }
  }
  return best;
}

/** Runs of rows that leave a place free, cut down to where there is text on both sides of it. */
function* bandsAt(x: number, lines: readonly Line[]): Generator<Gutter> {
  let start = 0;
  for (let at = 0; at <= lines.length; at++) {
    if (at < lines.length && roomAt(x, lines[at]) >= HALF_GUTTER * lines[at].size) continue;
    const band = start < at ? trimmed(x, lines, start, at - 1) : null;
    if (band) yield band;
    start = at + 1;
  }
}

/** Asked for every place in every row: hence no arrays. */
function roomAt(x: number, { segments }: Line): number {
  let room = Infinity;
  for (const { left, right } of segments) {
    if (x >= left && x <= right) return 0;
    room = Math.min(room, x < left ? left - x : x - right);
  }
  return room;
}

/** One column may end before the other: its last paragraph still belongs to it, what follows does not. */
function trimmed(x: number, lines: readonly Line[], from: number, to: number): Gutter | null {
  const isLeft = (line: Line) => line.segments.some(({ right }) => right < x);
  const isRight = (line: Line) => line.segments.some(({ left }) => left > x);
  const band = lines.slice(from, to + 1);
  const [firstLeft, firstRight] = [band.findIndex(isLeft), band.findIndex(isRight)];
  if (firstLeft < 0 || firstRight < 0) return null;
  let first = Math.max(firstLeft, firstRight);
  let last = Math.min(band.findLastIndex(isLeft), band.findLastIndex(isRight));
  if (last < first) return null;
  const joins = (above: Line, below: Line) =>
    below.y - above.y <= PARAGRAPH_GAP * Math.max(above.size, below.size);
  while (first > 0 && joins(band[first - 1], band[first])) first--;
  while (last < band.length - 1 && joins(band[last], band[last + 1])) last++;
  const room = Math.min(...band.slice(first, last + 1).map((line) => roomAt(x, line)));
  return { x, first: from + first, last: from + last, room };
}
