import type { Money } from './money';
import { parseNumberWord } from './number-words';

/** How a figure came about. */
export interface Calculation {
  /** In cents, in reading order. */
  operands: number[];
  /** Where the first of them stands in the text. */
  start: number;
}

/** Words and signs between which and the outcome no other figure stands. */
const OUTCOME =
  /(?:=|→|[-=]>|(?<!\p{L})(?:also|somit|mithin|demnach|damit|macht|ergibt|ergeben|zusammen|insgesamt|gesamt|summe|total|sind|wären|bleib\p{L}*|verbleib\p{L}*|rest\p{L}*|noch|makes|leaves|altogether|so)(?!\p{L}))[^\d\n]{0,30}$/iu;
/** The outcome is what is left: what stands between may have been taken off without saying so. */
const LEFT = /(?<!\p{L})(?:bleib\p{L}*|verbleib\p{L}*|rest\p{L}*|noch|leaves)(?!\p{L})[^\d\n]{0,30}$/iu;
const LOWERS =
  /(?<!\p{L})(?:abz(?:ü|ue)gl\p{L}*|abzgl|abzug|minus|weniger|less|gutschrift\p{L}*|(?:an|teil)?zahlung(?:en|seing(?:a|ä)ng\p{L}*)?|(?:an|zurück)?gezahlt|bezahlt|eingegangen|erhalten|(?:zurück|wieder)bekommen|verrechn\p{L}*|angerechnet|paid|payments?|credit)(?!\p{L})|(?:^|\s)[-–−]\s*$/iu;
/** "9 Fahrstunden zu", "3 Kaltmieten à", "2 x", "drei Raten von je". */
const TIMES =
  /(?<![\p{L}\d.,])(\d{1,3}|\p{L}{3,12}) ?(?:[x×*]|mal|(?:\p{L}[\p{L}.-]* ){1,3}?(?:à|á|a|zu|von|mit|for|at|at each)(?: je)?)\s*$/iu;
/** "November und Dezember, je 87,50": how many there are the words tell. */
const EACH = /(?<!\p{L})(?:je(?:weils|des)?|each)\s*$/iu;
const MOST_EACH = 12;

/** How far before an outcome its operands begin, in characters, and how many there are. */
const REACH = 260;
const MOST_OPERANDS = 6;
const MOST_OUTCOMES = 80;
/** Of one search; a text may be made to need more. */
const MOST_STEPS = 2_000;
/** Smaller whole figures are counts and days, in cents. */
const SMALLEST = 1_000;
const SMALLEST_OPERAND = 500;

/** A figure as an operand. */
interface Operand {
  cents: number;
  start: number;
  /** What it comes to where it is a price and stands for several. */
  products: number[];
  /** Said to be taken off. */
  lowers: boolean;
  /** Surely an amount; else it may be a year or a number and takes part only where it fits. */
  firm: boolean;
}

/**
 * Figures that their paragraph works out in words or signs: "512 plus 30 € für Mahnungen = 542 €", "9 Fahrstunden zu 65,
 * also 585". All amounts between the first operand and the outcome take part, so that little fits by chance.
 */
export function findCalculations(text: string, money: Money[]): Map<Money, Calculation> {
  const found = new Map<Money, Calculation>();
  money.slice(-MOST_OUTCOMES).forEach((outcome) => {
    if (outcome.cents < SMALLEST) return;
    const paragraph = text.lastIndexOf('\n\n', outcome.start) + 1;
    const lead = text.slice(Math.max(paragraph, outcome.start - 50), outcome.start);
    if (!OUTCOME.test(lead)) return;
    const left = LEFT.test(lead);
    // What is left is often told in a paragraph of its own.
    const from = Math.max(0, outcome.start - (left ? 2 * REACH : REACH), left ? 0 : paragraph);
    const before = money.filter(
      ({ start, end, cents }) => start >= from && end <= outcome.start && cents > 0,
    );
    const operands = operandsOf(text, from, before, found).slice(-MOST_OPERANDS).reverse();
    const used = new Search(operands, left).run(outcome.cents);
    if (used) found.set(outcome, { operands: used.map(({ cents }) => cents), start: used[0].start });
  });
  return found;
}

function operandsOf(text: string, from: number, money: Money[], known: Map<Money, Calculation>): Operand[] {
  const operands: Operand[] = [];
  let end = from;
  for (const amount of money) {
    const { start, end: next, cents, firm } = amount;
    const within = known.get(amount)?.start ?? start;
    // "Drei Mahnungen je 5,00, zusammen 15,00": what makes up an operand is none itself.
    while ((operands.at(-1)?.start ?? -1) >= within) operands.pop();
    const lead = text.slice(end, start);
    const times = TIMES.exec(text.slice(Math.max(from, start - 40), start));
    const count = times && countOf(times[1]);
    // The count was taken for a figure itself.
    if (count && operands.at(-1)?.cents === count * 100) operands.pop();
    const products = count ? [count * cents] : EACH.test(lead) ? severalOf(cents) : [];
    const lowers = LOWERS.test(lead) || LOWERS.test(text.slice(next, next + 25).split(/[,.;\n]/u, 1)[0]);
    if (firm || cents >= SMALLEST_OPERAND || products.length > 0)
      operands.push({ cents, start, products, lowers, firm });
    end = next;
  }
  return operands;
}

function countOf(word: string): number | null {
  const count = /\d/.test(word) ? Number(word) : parseNumberWord(word.toLowerCase());
  return count !== null && count >= 2 ? count : null;
}

function severalOf(cents: number): number[] {
  return Array.from({ length: MOST_EACH - 1 }, (_, index) => (index + 2) * cents);
}

/** Looks for what makes up a sum: two operands, or one that stands for several. */
class Search {
  private steps = 0;

  /** @param left  the outcome is what is left, so that any operand may have been taken off. */
  constructor(
    private readonly nearestFirst: Operand[],
    private readonly left: boolean,
  ) {}

  /** The operands in reading order, or null. */
  run(sum: number, at = 0, used: Operand[] = [], multiplied = false): Operand[] | null {
    if (sum === 0 && (used.length >= 2 || multiplied)) return used;
    if (at === this.nearestFirst.length || this.steps++ > MOST_STEPS) return null;
    const operand = this.nearestFirst[at];
    const { cents, products, lowers, firm } = operand;
    const withIt = [operand, ...used];
    for (const sign of lowers ? [-1, 1] : this.left ? [1, -1] : [1])
      for (const value of [cents, ...products]) {
        const found = this.run(sum - sign * value, at + 1, withIt, multiplied || value !== cents);
        if (found) return found;
      }
    return firm ? null : this.run(sum, at + 1, used, multiplied);
  }
}
