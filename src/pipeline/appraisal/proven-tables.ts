import type { RatedAmount } from '../extraction/amount-role';

/** What the rows and columns of a mail's tables prove of their figures, whatever they are called. */
export interface ProvenTables {
  /** Last balances of running accounts: each row ends with that of the row above and its own entry. */
  closing: Set<RatedAmount>;
  /** Figures that all figures above them in their column add up to; the value tells whether no other column follows. */
  columnSums: Map<RatedAmount, 'last' | 'other'>;
}

/** A figure and the number of the cell in which it stands. */
interface Cell {
  amount: RatedAmount;
  column: number;
}

const CELL_BREAK = /\t| {3,}/g;
/** So many rows in a row that carry a balance on are no chance. */
const LEAST_CARRIED = 2;
const LEAST_SUMMANDS = 2;
const MOST_ROWS = 200;

/** Finds them among the figures of the sender's present words. */
export function provenTables(rated: RatedAmount[]): ProvenTables {
  const tables: ProvenTables = { closing: new Set(), columnSums: new Map() };
  const passages = Map.groupBy(
    rated.filter(({ current }) => current),
    ({ passage }) => passage,
  );
  for (const amounts of passages.values()) {
    const rows = rowsOf(amounts).slice(-MOST_ROWS);
    const closing = closingOf(rows);
    if (closing) tables.closing.add(closing);
    for (const [amount, place] of columnSumsOf(rows)) tables.columnSums.set(amount, place);
  }
  return tables;
}

function rowsOf(amounts: RatedAmount[]): Cell[][] {
  const rows = Map.groupBy(
    amounts,
    ({ passage, start }) => passage.text.lastIndexOf('\n', Math.max(0, start - 1)) + 1,
  );
  return [...rows].map(([rowStart, inRow]) =>
    inRow.map((amount) => ({
      amount,
      column: amount.passage.text.slice(rowStart, amount.start).match(CELL_BREAK)?.length ?? 0,
    })),
  );
}

function closingOf(rows: Cell[][]): RatedAmount | null {
  let carried = 0;
  let closing: RatedAmount | null = null;
  rows.forEach((row, at) => {
    const above = rows[at - 1]?.at(-1)?.amount.cents;
    const { amount } = row[row.length - 1];
    const carries =
      above !== undefined &&
      row.slice(0, -1).some(({ amount: entry }) => Math.abs(amount.cents - above) === Math.abs(entry.cents));
    carried = carries ? carried + 1 : 0;
    if (carried >= LEAST_CARRIED) closing = amount;
  });
  return closing;
}

function columnSumsOf(rows: Cell[][]): [RatedAmount, 'last' | 'other'][] {
  const sums = new Map<number, { cents: number; summands: number }>();
  return rows.flatMap((row) =>
    row.flatMap(({ amount, column }): [RatedAmount, 'last' | 'other'][] => {
      const above = sums.get(column) ?? { cents: 0, summands: 0 };
      const isSum = column > 0 && above.summands >= LEAST_SUMMANDS && above.cents === amount.cents;
      sums.set(
        column,
        isSum
          ? { cents: 0, summands: 0 }
          : {
              cents: above.cents + amount.cents,
              summands: above.summands + Number(amount.cents !== 0),
            },
      );
      return isSum ? [[amount, row.at(-1)?.amount === amount ? 'last' : 'other']] : [];
    }),
  );
}
