import type { LineMark, TextLine } from '../text-line';

/** A cell of a row as rendered lines; `columns` is its colspan. */
export interface HtmlCell {
  lines: TextLine[];
  columns: number;
  rows: number;
}

/**
 * Lines of a table: one a row, cells joined by a tab, columns that are empty throughout left out. Rows that are layout
 * (one cell, nested tables, running text beside other text) come out cell after cell.
 */
export function tableLines(rows: readonly HtmlCell[][], mark: LineMark): TextLine[] {
  const grid = spreadSpans(rows);
  const width = Math.max(0, ...grid.map((row) => row.length));
  const filled = Array.from({ length: width }, (_, column) =>
    grid.some((row) => (row[column]?.length ?? 0) > 0),
  );
  return grid.flatMap((row) =>
    rowLines(
      row.filter((_, column) => filled[column]),
      mark,
    ),
  );
}

const MAX_COLUMNS = 100;
const MONEY = /\d[.,]\d{2}(?!\d)|€|\bEUR\b|\bCHF\b/;

/** Each cell at its column: spans of columns and rows leave empty cells behind them, so that columns stay aligned. */
function spreadSpans(rows: readonly HtmlCell[][]): TextLine[][][] {
  const blocked: number[] = [];
  return rows.map((cells) => {
    const out: TextLine[][] = [];
    const skipBlocked = () => {
      while ((blocked[out.length] ?? 0) > 0) {
        blocked[out.length]--;
        out.push([]);
      }
    };
    for (const cell of cells) {
      skipBlocked();
      for (let span = 0; span < cell.columns && out.length < MAX_COLUMNS; span++) {
        blocked[out.length] = cell.rows - 1;
        out.push(span === 0 ? cell.lines : []);
      }
    }
    skipBlocked();
    return out;
  });
}

function rowLines(cells: TextLine[][], mark: LineMark): TextLine[] {
  const full = cells.filter((lines) => lines.length > 0);
  if (full.length === 0) return [];
  if (full.length === 1)
    return full[0].length === 1 && cells.indexOf(full[0]) > 0 ? [joinRow(cells, mark)] : full[0];
  if (full.every((lines) => lines.length === 1 && !lines[0].text.includes('\t')))
    return [joinRow(cells, mark)];
  if (isListOfFigures(full))
    return full[0].map((_, at) =>
      joinRow(
        cells.map((lines) => lines.slice(at, at + 1)),
        mark,
      ),
    );
  if (full.every(isShortCell)) return [joinRow(cells.map(flattenCell), mark)];
  return full.flatMap((lines, at) => (at > 0 ? [{ text: '', mark }, ...lines] : lines));
}

/** Labels in one cell, figures beside them in another, line by line: a table inside of a row. */
function isListOfFigures(cells: TextLine[][]): boolean {
  const height = cells[0].length;
  if (!cells.every((lines) => lines.length === height && lines.every((line) => !line.text.includes('\t'))))
    return false;
  return cells.some((lines) => lines.filter((line) => MONEY.test(line.text)).length * 2 >= height);
}

function isShortCell(lines: TextLine[]): boolean {
  return lines.length <= 3 && lines.every((line) => line.text.length <= 80 && !line.text.includes('\t'));
}

function flattenCell(lines: TextLine[]): TextLine[] {
  const text = lines
    .map((line) => line.text)
    .join(' ')
    .replace(/ {2,}/g, ' ');
  return lines.length === 0 ? [] : [{ text, mark: lines[0].mark }];
}

function joinRow(cells: TextLine[][], mark: LineMark): TextLine {
  const text = cells.map((lines) => lines[0]?.text ?? '').join('\t');
  const marked = cells.find((lines) => lines.length > 0)?.[0].mark ?? mark;
  return { text: text.replace(/\t+$/, ''), mark: marked };
}
