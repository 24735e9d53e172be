/** What the markup says of a line before its words are looked at: it lies in a quote or signature container, or in none. */
export type LineMark = 'open' | 'quote' | 'signature';

/** A line of a body with its mark. */
export interface TextLine {
  text: string;
  mark: LineMark;
}

/** Lines of plain text, all unmarked. */
export function plainLines(text: string): TextLine[] {
  return text.split('\n').map((line) => ({ text: line.trimEnd(), mark: 'open' }));
}

/** How much of a line the patterns look at: a line of megabytes must not cost seconds. */
export function head(line: TextLine | undefined): string {
  return line === undefined ? '' : line.text.slice(0, 300).trim();
}
