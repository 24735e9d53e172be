import type { RulesReading } from '../extraction/rules-reading';
import { meaningsOf, sayingsOf, STOP, tokensOf, wordingsOf } from './tokens';

/** Tokens of a mail that are looked at; what lies beyond is tables or fine print. */
const TOKEN_LIMIT = 1_500;

/** The sender's present words, as the models count them. */
export interface PresentWords {
  wordings: Set<string>;
  meanings: Set<string>;
  sayings: Set<string>;
}

const present = new WeakMap<RulesReading, PresentWords>();

/** Found once a mail: all three models ask for them. */
export function presentWords(reading: RulesReading): PresentWords {
  const known = present.get(reading);
  if (known) return known;
  const tokens = reading.passages
    .filter(({ current }) => current)
    .flatMap(({ text }) => [...tokensOf(text, TOKEN_LIMIT), STOP])
    .slice(0, TOKEN_LIMIT);
  const found = { wordings: wordingsOf(tokens), meanings: meaningsOf(tokens), sayings: sayingsOf(tokens) };
  present.set(reading, found);
  return found;
}
