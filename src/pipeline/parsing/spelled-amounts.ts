/** Amounts with cents in a text, by their digits alone: 1.234,56 and 1,234.56 are one. */
export function amountsIn(text: string): Set<string> {
  const found = text.match(/\d{1,3}(?:[.' ]\d{3})*[.,]\d{2}(?!\d|[.,]\d)|\d+[.,]\d{2}(?!\d|[.,]\d)/g) ?? [];
  return new Set(found.map((amount) => amount.replace(/\D/g, '')));
}

export function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((item) => whole.has(item));
}

/** Words of two characters and more, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
}
