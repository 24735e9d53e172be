import { currencyAfter, currencyBefore } from './currency';
import { findWordedNumbers } from './number-words';

/** An amount of money in a text. */
export interface Money {
  /** Span of the figures with sign and currency. */
  start: number;
  end: number;
  /** Negative for a minus sign, `./.`, or a bookkeeper's `H`. */
  cents: number;
  /** ISO code, or null where no currency stands beside the figures. */
  currency: string | null;
  /** False where the spelling allows two readings. */
  unambiguous: boolean;
  /** False for an integer without a currency, which is money only where a label says so. */
  firm: boolean;
}

interface Figures {
  cents: number;
  unambiguous: boolean;
  /** True for two decimal places or their dash. */
  decimals: boolean;
}

const NUMBER = new RegExp(
  [
    String.raw`\d{1,3}(?:\.\d{3})+(?:, ?\d{2}(?!\d)|,\d{1,2}|,-{1,2}|,[–—])?`,
    String.raw`\d{1,3}(?:['’‘´]\d{3})+(?:[.,]\d{2}|[.,]-{1,2}|[.,][–—])?`,
    String.raw`\d{1,3}(?:,\d{3})+(?:\.\d{2}|\.-{1,2})?`,
    String.raw`\d{1,3}(?: \d{3}){1,3}[.,](?:\d{2}|-{1,2}|[–—])`,
    String.raw`\d+(?:[.,](?:\d{1,2}|-{1,2}|[–—])|, \d{2}(?= ?(?:€|EUR|Euro)))?`,
  ].join('|'),
  'gu',
);
const NOT_MONEY = new RegExp(
  [
    String.raw`\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})(?!\d)`,
    String.raw`(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?!\d)`,
    String.raw`(?<!(?:EUR|Euro|€|CHF|Fr\.) ?)\d{1,2}\.\d{1,2}\.(?!\d)`,
    String.raw`\d{4}-\d{2}-\d{2}(?!\d)`,
    String.raw`\d{1,2}[:.]\d{2} ?(?:Uhr|h|am|pm)(?!\p{L})`,
    String.raw`\d{1,2}:\d{2}`,
    String.raw`\d{1,4}\/\d{1,6}`,
  ].join('|'),
  'uy',
);
const NUMBER_TAIL = /[\d.,'’:/-]*/y;
const UNIT_AFTER =
  /^ ?(?:%|‰|°|v\. ?H|v\.H\.|Prozent(?:punkten?)?|p\. ?a\.|GB|MB|Mbit|MBit|kWh|MWh|km|qm|m²|m2|m³|cbm|kg|Uhr|Stück|Stk|Tagen?|Wochen?|Monaten?|Jahren?|Std|Stunden|Seiten?|Punkten?|Liter|Minuten|Raten|Monatsraten|Mon\.|Mte\.?|Days|months|years)(?!\p{Ll})/iu;
const TAKES_A_NUMBER =
  /(?:Nr\.?|Nummer|Rechnung|Pos\.?|Position|Vertrag|Konto|Kto\.?|Anzahl|Rate|[x×])[:.]? ?$/iu;
const LARGEST_WHOLE = 11;

/** Every amount of money in a text, in cents, in reading order. `english` decides how "1,250" is read. */
export function findMoney(text: string, english = false): Money[] {
  const found: Money[] = [];
  let next = 0;
  for (const match of text.matchAll(NUMBER)) {
    if (match.index < next) continue;
    const money = readAt(text, match.index, match[0], found.at(-1)?.end ?? 0, english);
    next = money ? money.end : endOfRun(text, match.index, match[0].length);
    if (money) found.push(money);
  }
  return withWords(text, found);
}

function readAt(text: string, at: number, figures: string, freeFrom: number, english: boolean): Money | null {
  NOT_MONEY.lastIndex = at;
  if (NOT_MONEY.test(text)) return null;
  const end = at + figures.length;
  const sign = signBefore(text, at);
  const before = at - sign.length >= freeFrom ? currencyBefore(text, at - sign.length) : null;
  const owned = before && at - sign.length - before.length >= freeFrom ? before : null;
  if (!owned && !standsFree(text, at)) return null;
  const after = currencyAfter(text, end);
  const currency =
    owned && (!after || /^ ?[-−]?\d/.test(text.slice(end + after.length))) ? owned : (after ?? owned);
  if (!closesFree(text, end, currency === after && after !== null)) return null;
  const read = readFigures(figures, currency !== null, english, currency?.scale ?? 1);
  if (!read || (UNIT_AFTER.test(text.slice(end, end + 14)) && after?.code !== 'BAM')) return null;
  if (currency === null && !read.decimals && figures.length > 7) return null;
  const finish = currency !== null && currency === after ? end + after.length : end;
  const side = sideAfter(text, finish);
  const outer = owned ? at - sign.length - owned.length : at - sign.length;
  const lead = owned ? signBefore(text, outer) : NO_SIGN;
  const negative = sign.negative || lead.negative || side.negative;
  return {
    start: outer - lead.length,
    end: finish + side.length,
    cents: negative && read.cents !== 0 ? -read.cents : read.cents,
    currency: currency?.code ?? null,
    unambiguous: read.unambiguous && !splitsIntoTwo(text, at, figures),
    firm: currency !== null || read.decimals,
  };
}

/** Reads the figures themselves: which mark parts the thousands and which the cents. */
function readFigures(figures: string, hasCurrency: boolean, english: boolean, scale: number): Figures | null {
  const parted = /^(.*?)(?:[.,] ?(\d{1,2}|-{1,2}|[–—]))?$/u.exec(figures);
  if (!parted) return null;
  const whole = parted[1].replace(/\D/g, '');
  if (whole.length > LARGEST_WHOLE) return null;
  const decimals = parted[2] === undefined || !/\d/.test(parted[2]) ? '00' : parted[2].padEnd(2, '0');
  const cents = (Number(whole) * 100 + Number(decimals)) * scale;
  const twoPlaces = parted[2] !== undefined && !/^\d$/.test(parted[2]);
  const grouped = /[.,'’‘´ ]/.test(parted[1]);
  if (grouped && parted[1].startsWith('0')) return null;
  const oddGroup = grouped && !twoPlaces && (parted[1].includes(',') ? !english : !hasCurrency);
  const onePlace = parted[2] !== undefined && !twoPlaces;
  const dayAndMonth = !hasCurrency && /^(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])$/.test(figures);
  const bareInteger = !hasCurrency && !twoPlaces;
  const unambiguous = !oddGroup && !onePlace && !dayAndMonth && !bareInteger && scale === 1;
  return { cents, unambiguous, decimals: twoPlaces };
}

const NO_SIGN = { length: 0, negative: false };

/** A minus directly before the figures, alone before them in a table cell, or a bookkeeper's `./.`. */
function signBefore(text: string, at: number): { length: number; negative: boolean } {
  const match = /(?:^|[\s(\t:])((?:\.\/\.[ ]{0,2}|[-−–])|(?<=\t)[-−–] )$/u.exec(
    text.slice(Math.max(0, at - 7), at),
  );
  return match ? { length: match[1].length, negative: true } : NO_SIGN;
}

/** A trailing minus or the credit mark of a ledger. */
function sideAfter(text: string, end: number): { length: number; negative: boolean } {
  const match = /^(?:-(?![\d-])(?=\s|$)| ?(H|S|Haben|Soll|CR|DR)(?![\p{L}.]))/u.exec(
    text.slice(end, end + 8),
  );
  if (!match) return NO_SIGN;
  return { length: match[0].length, negative: match[1] === undefined || /^(?:H|CR)/i.test(match[1]) };
}

function standsFree(text: string, at: number): boolean {
  return !/(?:[\p{L}\p{N}_#@]|[\p{N}][.,:/'’-]|[\p{L}\d][-/.]|§ ?)$/u.test(
    text.slice(Math.max(0, at - 2), at),
  );
}

function closesFree(text: string, end: number, hasCurrencyAfter: boolean): boolean {
  const rest = text.slice(end, end + 3);
  if (/^(?:[.,:/'’-]?\d|[/_@]|-\p{L})/u.test(rest)) return false;
  return hasCurrencyAfter || !/^\p{L}/u.test(rest);
}

/** "Rechnung 117 250,00" and numbered rows "1 276,40" allow two readings; a wrapped "2 276,40 €" does not. */
function splitsIntoTwo(text: string, at: number, figures: string): boolean {
  if (!/^\d{1,3} \d/.test(figures)) return false;
  const before = text.slice(Math.max(0, at - 14), at);
  if (TAKES_A_NUMBER.test(before)) return true;
  if (at > 0 && !before.endsWith('\n')) return false;
  const nextLine = text.indexOf('\n', at) + 1;
  const previousLine = text.lastIndexOf('\n', at - 2) + 1;
  const numbered = /\d{1,3} \d/y;
  const starts = (line: number): boolean => ((numbered.lastIndex = line), numbered.test(text));
  return (nextLine > 0 && starts(nextLine)) || (previousLine < at && starts(previousLine));
}

function endOfRun(text: string, at: number, length: number): number {
  NOT_MONEY.lastIndex = at;
  NUMBER_TAIL.lastIndex = NOT_MONEY.test(text) ? NOT_MONEY.lastIndex : at + length;
  return NUMBER_TAIL.test(text) ? NUMBER_TAIL.lastIndex : at + length;
}

/** Adds amounts in words; words that repeat figures with another value make these ambiguous. */
function withWords(text: string, figures: Money[]): Money[] {
  const all = [...figures];
  for (const worded of findWordedNumbers(text)) {
    const cents = worded.value * 100 + worded.cents;
    const repeated = figures.findLast((money) => money.end <= worded.start && worded.start - money.end < 60);
    if (repeated && (worded.confirms || Math.floor(Math.abs(repeated.cents) / 100) === worded.value)) {
      if (
        Math.abs(repeated.cents) !== cents &&
        worded.value * 100 !== Math.abs(repeated.cents) - (repeated.cents % 100)
      ) {
        repeated.unambiguous = false;
      }
      continue;
    }
    const { start, end } = worded;
    all.push({ start, end, cents, currency: 'EUR', unambiguous: true, firm: true });
  }
  return all.sort((a, b) => a.start - b.start);
}
