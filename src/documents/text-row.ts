/** A run of text on a page: its left end on the baseline, y downwards, all in points. */
export interface PlacedText {
  text: string;
  x: number;
  y: number;
  width: number;
  /** Height of its letters. */
  size: number;
}

/** Share of the letter height by which baselines of one row may differ: superscripts and slanted scans still join. */
const ROW_TOLERANCE = 0.4;
/** Gaps in letter heights: beyond the first a blank, beyond the second a column. */
const BLANK_GAP = 0.12;
export const COLUMN_GAP = 1.1;
/** Rows further apart than so many letter heights are parted by an empty line. */
export const PARAGRAPH_GAP = 1.9;

/** Letter heights between letters and their shadow. */
const SHADOW = 0.15;

/** Restores the lines of a page from runs in any order: rows by baseline, columns by position, wide gaps as tabs. */
export function rowsOf(runs: readonly PlacedText[]): string {
  return textRowsOf(runs)
    .map((row) => row.text)
    .join('\n');
}

/** A line of a page with the runs that it was joined from; an empty one parts paragraphs. */
export interface TextRow<Run extends PlacedText = PlacedText> {
  text: string;
  runs: Run[];
}

/** As `rowsOf`, with the origin of each line. */
export function textRowsOf<Run extends PlacedText>(runs: readonly Run[]): TextRow<Run>[] {
  const rows: TextRow<Run>[] = [];
  let previous: Run | null = null;
  for (const row of baselinesOf(runs)) {
    const [first] = row;
    if (previous && first.y - previous.y > PARAGRAPH_GAP * Math.max(first.size, previous.size))
      rows.push({ text: '', runs: [] });
    rows.push({ text: joinRow(row), runs: row });
    previous = first;
  }
  return rows;
}

/** Runs by the baseline that they stand on, from the top, each row from left to right. */
export function baselinesOf<Run extends PlacedText>(runs: readonly Run[]): Run[][] {
  const rows: Run[][] = [];
  for (const run of [...runs].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row && run.y - row[0].y <= ROW_TOLERANCE * Math.min(run.size, row[0].size)) row.push(run);
    else rows.push([run]);
  }
  return rows.map((row) => withoutShadows(row.sort((a, b) => a.x - b.x)));
}

/** Letters set twice, a hair apart, are meant to look bold. */
function withoutShadows<Run extends PlacedText>(row: readonly Run[]): Run[] {
  return row.filter((run, at) => {
    const isShadow = ({ text, x, size }: Run) => text === run.text && Math.abs(x - run.x) < SHADOW * size;
    return !row.slice(Math.max(0, at - 3), at).some(isShadow);
  });
}

/** Runs of one row as a line: wide gaps become tabs. */
export function joinRow(row: readonly PlacedText[]): string {
  let line = '';
  let end = row[0].x;
  for (const run of row) {
    const gap = (run.x - end) / run.size;
    if (line !== '' && gap > COLUMN_GAP) line = `${line.trimEnd()}\t${run.text.trimStart()}`;
    else if (line !== '' && gap > BLANK_GAP && !line.endsWith(' ') && !run.text.startsWith(' '))
      line += ` ${run.text}`;
    else line += run.text;
    end = Math.max(end, run.x + run.width);
  }
  return line.trim();
}
