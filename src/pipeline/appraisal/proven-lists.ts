import type { RatedAmount } from '../extraction/amount-role';

/** What the figures of a mail prove of one another, whatever they are called. */
export interface ProvenLists {
  /** Figures that a list right above or below them makes up, with the number of its entries. */
  above: Map<RatedAmount, number>;
  below: Map<RatedAmount, number>;
  /** Entries of such lists. */
  entries: Set<RatedAmount>;
}

/** A figure and what it adds to a debt. */
interface Entry {
  amount: RatedAmount;
  adds: number;
}

const MOST_ENTRIES = 16;
/** Figures of a passage that are looked at; the last ones, since totals stand at the end. */
const MOST_FIGURES = 80;
const LOWERS =
  /(?<!\p{L})(?:abz(?:ü|ue)gl\p{L}*|abzgl|abzug|minus|less|gutschrift\p{L}*|\p{L}*erlös|(?:an|teil)?zahlung(?:en|seing(?:a|ä)ng\p{L}*)?|gezahlt|bezahlt|eingegangen|abschläge|verrechn\p{L}*|paid|payments?|credit)(?!\p{L})/iu;

/** Finds the lists that add up: entries in a row, a sum among them that is only repeated left out, what lowers the debt taken off. */
export function provenLists(rated: RatedAmount[]): ProvenLists {
  const lists: ProvenLists = { above: new Map(), below: new Map(), entries: new Set() };
  for (const figures of byPassage(rated)) {
    figures.forEach(({ amount }, at) => {
      if (amount.cents <= 0) return;
      const above = listOf(amount.cents, figures.slice(Math.max(0, at - MOST_ENTRIES), at).reverse());
      const below = listOf(amount.cents, figures.slice(at + 1, at + 1 + MOST_ENTRIES));
      if (above) lists.above.set(amount, above.length);
      if (below) lists.below.set(amount, below.length);
      for (const entry of above ?? below ?? []) lists.entries.add(entry.amount);
    });
  }
  return lists;
}

/** The nearest figures that make up the sum, two or more of them; null where none do. */
function listOf(sum: number, nearestFirst: Entry[]): Entry[] | null {
  let reached = 0;
  for (let count = 1; count <= nearestFirst.length; count += 1) {
    reached += nearestFirst[count - 1].adds;
    if (reached !== sum && reached !== 2 * sum) continue;
    const entries = nearestFirst.slice(0, count);
    const repeated = reached === sum ? -1 : entries.findIndex(({ adds }) => adds === sum);
    const list = repeated < 0 ? entries : entries.filter((_, at) => at !== repeated);
    if (list.reduce((all, { adds }) => all + adds, 0) === sum && isList(list)) return list;
  }
  return null;
}

function isList(entries: Entry[]): boolean {
  return entries.filter(({ adds }) => adds !== 0).length >= 2;
}

function byPassage(rated: RatedAmount[]): Entry[][] {
  const passages = new Map<RatedAmount['passage'], RatedAmount[]>();
  for (const amount of rated) {
    if (!amount.current || amount.aside) continue;
    const known = passages.get(amount.passage);
    if (known) known.push(amount);
    else passages.set(amount.passage, [amount]);
  }
  return [...passages.values()].map((amounts) =>
    amounts.slice(-MOST_FIGURES).map((amount) => ({ amount, adds: addedBy(amount) })),
  );
}

/** A payment lowers the debt, however its sign is printed. */
function addedBy({ cents, role, clause }: RatedAmount): number {
  return role === 'payment' || (cents > 0 && LOWERS.test(clause.slice(0, 60))) ? -Math.abs(cents) : cents;
}
