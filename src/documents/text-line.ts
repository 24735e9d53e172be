/** What the markup says of a line before its words are looked at: it lies in a quote or signature container, or in none. */
export type LineMark = 'open' | 'quote' | 'signature';

/** A line of a body with its mark. */
export interface TextLine {
  text: string;
  mark: LineMark;
}

/** Lines of plain text, all unmarked. */
export function plainLines(text: string): TextLine[] {
  return text.split('\n').map((line) => ({ text: withoutBox(line).trimEnd(), mark: 'open' }));
}

/** A table drawn with box characters, as a terminal shows it: the bars part cells, the rules say nothing. */
function withoutBox(line: string): string {
  if (!/[\u2500-\u257f]/.test(line)) return line;
  const cells = line.split(/\s*[\u2502\u2503\u2551]\s*/);
  return cells
    .map((cell) => cell.replace(/[\u2500-\u257f]+/g, ''))
    .filter((cell, at) => cell !== '' || (at > 0 && at < cells.length - 1))
    .join('\t');
}

/** How much of a line the patterns look at: a line of megabytes must not cost seconds. */
export function head(line: TextLine | undefined): string {
  return line === undefined ? '' : line.text.slice(0, 300).trim();
}
