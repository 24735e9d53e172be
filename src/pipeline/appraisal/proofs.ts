import type { RatedAmount } from '../extraction/amount-role';
import type { RulesReading } from '../extraction/rules-reading';
import { type ProvenLists, provenLists } from './proven-lists';
import { type ProvenTables, provenTables } from './proven-tables';

/** What the figures of a mail prove of one another. */
export interface Proofs {
  lists: ProvenLists;
  tables: ProvenTables;
  /** Figures that are said to be left of a larger one that stands before them, after what stands between was taken off. */
  rests: Set<RatedAmount>;
}

const proven = new WeakMap<RulesReading, Proofs>();

/** Found once a mail. */
export function proofsOf(reading: RulesReading): Proofs {
  const known = proven.get(reading);
  if (known) return known;
  const { rated } = reading;
  const found = { lists: provenLists(rated), tables: provenTables(rated), rests: restsOf(rated) };
  proven.set(reading, found);
  return found;
}

/** Figures that are looked back at. */
const REACH = 4;
const REMAINS =
  /(?<!\p{L})(?:(?:ver)?bleib\p{L}*|rest\p{L}*|noch|danach|hiernach|somit|mithin|remain\p{L}*|left|still)(?!\p{L})/iu;

/** "Von 1.015,30 EUR wurden 400,00 EUR bezahlt. Der Rest von 615,30 EUR steht offen." */
function restsOf(rated: RatedAmount[]): Set<RatedAmount> {
  const current = rated.filter((amount) => amount.current && amount.cents > 0);
  return new Set(
    current.filter((rest, at) => {
      if (!REMAINS.test(rest.clause)) return false;
      const before = current
        .slice(Math.max(0, at - REACH), at)
        .filter((each) => each.passage === rest.passage);
      return before.some((whole, from) => {
        const taken = before.slice(from + 1).map(({ cents }) => cents);
        const difference = whole.cents - rest.cents;
        return (
          difference > 0 &&
          (taken.includes(difference) || taken.reduce((sum, cents) => sum + cents, 0) === difference)
        );
      });
    }),
  );
}
