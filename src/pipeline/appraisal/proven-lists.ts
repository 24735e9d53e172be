import type { RatedAmount } from '../extraction/amount-role';

/** What the figures of a mail prove of one another, whatever they are called. */
export interface ProvenLists {
  /** Figures that a list right above or below them makes up, with the number of its entries. */
  above: Map<RatedAmount, number>;
  below: Map<RatedAmount, number>;
  /** Entries of such lists. */
  entries: Set<RatedAmount>;
}

const MOST_ENTRIES = 16;
const LOWERS =
  /(?<!\p{L})(?:abz(?:ü|ue)gl\p{L}*|abzgl|abzug|minus|less|gutschrift\p{L}*|\p{L}*erlös|(?:an|teil)?zahlung(?:en|seing(?:a|ä)ng\p{L}*)?|gezahlt|bezahlt|eingegangen|abschläge|verrechn\p{L}*|paid|payments?|credit)(?!\p{L})/iu;

/** Finds the lists that add up: entries in a row, a subtotal among them left out, what lowers the debt taken off. */
export function provenLists(rated: RatedAmount[]): ProvenLists {
  const lists: ProvenLists = { above: new Map(), below: new Map(), entries: new Set() };
  for (const amounts of byPassage(rated)) {
    amounts.forEach((sum, at) => {
      if (sum.cents <= 0) return;
      const above = listOf(sum, amounts.slice(Math.max(0, at - MOST_ENTRIES), at).reverse());
      const below = listOf(sum, amounts.slice(at + 1, at + 1 + MOST_ENTRIES));
      if (above) lists.above.set(sum, above.length);
      if (below) lists.below.set(sum, below.length);
      for (const entry of above ?? below ?? []) lists.entries.add(entry);
    });
  }
  return lists;
}

/** The nearest figures that make up the sum, two or more of them; null where none do. */
function listOf(sum: RatedAmount, nearestFirst: RatedAmount[]): RatedAmount[] | null {
  let reached = 0;
  for (let count = 1; count <= nearestFirst.length; count += 1) {
    reached += signed(nearestFirst[count - 1]);
    const entries = nearestFirst.slice(0, count);
    if (reached === sum.cents && isList(entries)) return entries;
    const subtotal = entries.find((entry, at) => isSubtotal(entry, entries.slice(at + 1)));
    if (!subtotal || reached - signed(subtotal) !== sum.cents) continue;
    const others = entries.filter((entry) => entry !== subtotal);
    if (isList(others)) return others;
  }
  return null;
}

function isList(entries: RatedAmount[]): boolean {
  return entries.filter(({ cents }) => cents !== 0).length >= 2;
}

function isSubtotal({ cents }: RatedAmount, beyond: RatedAmount[]): boolean {
  let reached = 0;
  return beyond.some((entry, at) => {
    reached += signed(entry);
    return at > 0 && reached === cents;
  });
}

/** A payment lowers the debt, however its sign is printed. */
function signed({ cents, role, clause }: RatedAmount): number {
  return role === 'payment' || (cents > 0 && LOWERS.test(clause.slice(0, 60))) ? -Math.abs(cents) : cents;
}

function byPassage(rated: RatedAmount[]): RatedAmount[][] {
  const passages = new Map<RatedAmount['passage'], RatedAmount[]>();
  for (const amount of rated) {
    if (!amount.current || amount.aside) continue;
    const known = passages.get(amount.passage);
    if (known) known.push(amount);
    else passages.set(amount.passage, [amount]);
  }
  return [...passages.values()];
}
