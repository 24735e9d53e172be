import { PART_WORDINGS } from './part-wordings';
import { foldCase, phrasePattern } from './phrase-pattern';
import { TOTAL_WORDINGS } from './total-wordings';
import type { AmountRole, LabelStrength } from './wording';

/** A word that tells what an amount is, with its place in the text. */
export interface AmountLabel {
  start: number;
  end: number;
  role: AmountRole;
  strength: LabelStrength;
  /** True for a verb or adjective ("beläuft sich", "offen"), which gives way to a noun in the same clause. */
  predicate: boolean;
}

const PATTERNS = [...TOTAL_WORDINGS, ...PART_WORDINGS].map(([role, strength, source, predicate]) => ({
  role,
  strength,
  predicate: predicate !== undefined,
  pattern: phrasePattern(`(?:${source})(?![\\p{L}])`, 'g'),
}));

/** Every label in a text, in reading order; where two overlap the longer one stays. */
export function findLabels(text: string): AmountLabel[] {
  const folded = foldCase(text).replaceAll('\n', ' ');
  const all: AmountLabel[] = [];
  for (const { role, strength, predicate, pattern } of PATTERNS) {
    // Not matchAll, which makes a new RegExp for each call: most of a hundred patterns find nothing.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(folded); match; match = pattern.exec(folded)) {
      all.push({ start: match.index, end: pattern.lastIndex, role, strength, predicate });
    }
  }
  all.sort((a, b) => a.start - b.start || b.end - a.end || b.strength - a.strength);
  const kept: AmountLabel[] = [];
  for (const label of all) {
    const last = kept.at(-1);
    if (!last || label.start >= last.end) kept.push(label);
    else if (label.end - label.start > last.end - last.start) kept[kept.length - 1] = label;
  }
  return kept;
}
