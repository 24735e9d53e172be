const FEWEST_BLANKS = 3;

/** Dots that lead the eye from a name to its figure: set off by a blank, or three and more; a sentence's own full stop is neither. */
const LEADER =
  /(?<![. ])(?: +\.|\.{3})[. ]*(?=(?:(?:EUR|Euro|€|CHF) *)?[-–+]?\d{1,3}(?:[.' ]?\d{3})*(?:[.,]\d{2}|,[-–])(?!\d))/gu;

/** Sets blanks for leader dots, as many as part the cells of a row: "Zinsen ....... 12,80" is a row of two cells and not two sentences. */
export function withoutLeaders(text: string): string {
  if (!text.includes('.')) return text;
  return text.replace(LEADER, (leader) => ' '.repeat(Math.max(FEWEST_BLANKS, leader.length)));
}
