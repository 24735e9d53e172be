import { formatNumber } from './cell-format';
import type { Workbook } from './workbook';
import { localName, type XmlHandler } from './xml-stream';

/** Rows of a sheet beyond the cap; what was read until then stands. */
export class TooManyRows extends Error {}

const MAX_COLUMNS = 200;
const MAX_CELL_CHARS = 5_000;

/** Gathers the rows of a sheet, cell by cell, as its XML comes by. */
export class SheetRows implements XmlHandler {
  private readonly workbook: Workbook;
  private readonly visible: string[][] = [];
  private readonly concealed: string[][] = [];
  private readonly hiddenColumns = new Set<number>();
  private rowsLeft: number;
  private row: string[] = [];
  private rowIsHidden = false;
  private column = -1;
  private type = '';
  private style = 0;
  private value = '';
  private inValue = false;
  private hasFormula = false;
  /** Columns of the row whose cell shows nothing of what it holds. */
  private unseen = new Set<number>();
  /** Formulas whose result was not stored with them: only a program that calculates shows it. */
  openFormulas = 0;
  private phonetic = 0;

  /** @param maxRows  after so many, TooManyRows is thrown. */
  constructor(workbook: Workbook, maxRows: number) {
    this.workbook = workbook;
    this.rowsLeft = maxRows;
  }

  get count(): number {
    return this.visible.length + this.concealed.length;
  }

  /** Rows as lines, cells parted by tabs, columns that are empty throughout left out. */
  get lines(): string {
    return linesOf(this.visible);
  }

  /** What stands in hidden rows and columns, and in cells that do not show it. */
  get hiddenLines(): string {
    return linesOf(this.concealed);
  }

  open(prefixed: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(prefixed);
    if (name === 'col') this.hideColumns(attributes);
    else if (name === 'row') this.openRow(attributes);
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'rPh') this.phonetic++;
    // A formula stands in `f`, its result in `v`; a text of the cell's own in `t`.
    else if (name === 'v' || name === 't') this.inValue = this.phonetic === 0;
    else if (name === 'f') this.hasFormula = true;
  }

  close(prefixed: string): void {
    const name = localName(prefixed);
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.phonetic--;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') this.closeRow();
  }

  text(text: string): void {
    if (this.inValue && this.value.length < MAX_CELL_CHARS) this.value += text;
  }

  private hideColumns({ min, max, hidden }: Readonly<Record<string, string>>): void {
    if (!/^(1|true)$/.test(hidden ?? '')) return;
    for (let column = Number(min); column <= Math.min(Number(max), MAX_COLUMNS); column++)
      this.hiddenColumns.add(column - 1);
  }

  private openRow({ hidden }: Readonly<Record<string, string>>): void {
    if (this.rowsLeft-- <= 0) throw new TooManyRows();
    this.row = [];
    this.unseen = new Set();
    this.column = -1;
    this.rowIsHidden = /^(1|true)$/.test(hidden ?? '');
  }

  private openCell({ r, t, s }: Readonly<Record<string, string>>): void {
    this.column = r === undefined ? this.column + 1 : columnOf(r);
    this.type = t ?? 'n';
    this.style = Number(s ?? 0);
    this.value = '';
    this.hasFormula = false;
  }

  private closeCell(): void {
    if (this.column < 0 || this.column >= MAX_COLUMNS) return;
    if (this.hasFormula && this.value === '' && this.type !== 'str') this.openFormulas++;
    const shown = this.shown().replace(/\s+/g, ' ').trim();
    // A format such as `;;;` shows nothing of a value.
    const isConcealed = this.workbook.looks[this.style]?.isPale === true || shown === '';
    const text = shown === '' ? this.value.trim() : shown;
    if (text === '') return;
    this.row[this.column] = text;
    if (isConcealed) this.unseen.add(this.column);
  }

  private closeRow(): void {
    const cells = Array.from(this.row, (cell) => cell ?? '');
    const isConcealed = (column: number) =>
      this.rowIsHidden || this.hiddenColumns.has(column) || this.unseen.has(column);
    const seen = cells.map((cell, column) => (isConcealed(column) ? '' : cell));
    const unseen = cells.filter((cell, column) => cell !== '' && isConcealed(column));
    this.visible.push(seen);
    if (unseen.length > 0) this.concealed.push(unseen);
  }

  private shown(): string {
    const { strings, looks, countsFrom1904 } = this.workbook;
    if (this.value === '') return '';
    if (this.type === 's') return strings[Number(this.value)] ?? '';
    if (this.type === 'b') return this.value === '1' ? 'WAHR' : 'FALSCH';
    if (this.type === 'd')
      return this.value.replace(/^(\d{4})-(\d\d)-(\d\d)(T00:00:00(\.0+)?Z?)?$/, '$3.$2.$1');
    if (this.type !== 'n') return this.value;
    const number = Number(this.value);
    return Number.isFinite(number)
      ? formatNumber(number, looks[this.style]?.pattern ?? 'General', countsFrom1904)
      : this.value;
  }
}

/** `C7` is column 2. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/i.exec(reference)?.[0].toUpperCase() ?? '';
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function linesOf(rows: readonly string[][]): string {
  const isFilled: boolean[] = [];
  for (const row of rows) row.forEach((cell, column) => (isFilled[column] ||= cell !== ''));
  const lines = rows.map((row) =>
    row
      .filter((_, column) => isFilled[column])
      .join('\t')
      .replace(/\t+$/, ''),
  );
  // One empty row or ten part two tables alike.
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .trim();
}
