import type { LineMark, TextLine } from '../text-line';

/** Gathers running text into lines, collapsing blanks as a browser does. */
export class LineSink {
  readonly lines: TextLine[] = [];
  private line = '';
  private mark: LineMark = 'open';

  /** Running text: line ends in it are blanks. */
  text(raw: string, mark: LineMark): void {
    const collapsed = raw.replace(/[ \t\r\n\f]+/g, ' ');
    const added = this.line === '' || this.line.endsWith(' ') ? collapsed.replace(/^ /, '') : collapsed;
    if (added === '') return;
    if (this.line.trim() === '') this.mark = mark;
    this.line += added;
  }

  /** Preformatted text: its line ends are line ends. */
  preformatted(raw: string, mark: LineMark): void {
    raw.split(/\r?\n/).forEach((part, at) => {
      if (at > 0) this.newLine(mark);
      if (this.line.trim() === '') this.mark = mark;
      this.line += part;
    });
  }

  /** Ends the line, empty or not: what `<br>` does. */
  newLine(mark: LineMark): void {
    this.push(this.line, this.line.trim() === '' ? mark : this.mark);
    this.line = '';
  }

  /** Ends the line if something stands in it: the edge of a block. A line of hard blanks counts as an empty line. */
  breakLine(): void {
    if (this.line !== '' && this.line !== ' ') this.push(this.line, this.mark);
    this.line = '';
  }

  /** Ends the line and leaves an empty one: the edge of a paragraph. */
  breakParagraph(mark: LineMark): void {
    this.breakLine();
    if (this.lines.length > 0) this.push('', mark);
  }

  /** Whole lines that were rendered elsewhere. */
  append(lines: readonly TextLine[]): void {
    this.breakLine();
    for (const line of lines) this.push(line.text, line.mark);
  }

  /** All lines, without empty ones at either end. */
  finish(): TextLine[] {
    this.breakLine();
    while (this.lines.at(-1)?.text === '') this.lines.pop();
    while (this.lines[0]?.text === '') this.lines.shift();
    return this.lines;
  }

  private push(raw: string, mark: LineMark): void {
    const text = raw.replace(/[ \u00a0]{2,}/g, ' ').replace(/^[ \u00a0]+|[ \u00a0]+$/g, '');
    if (text === '' && (this.lines.length === 0 || this.lines.at(-1)?.text === '')) return;
    this.lines.push({ text, mark });
  }
}
