import type { Field, Quote } from '../stages/extraction';
import type { RatedAmount } from './amount-role';
import { asDecimal } from './claim-part';
import { isConditional } from './concern';
import { CONFIDENCE } from './confidence';
import { currenciesIn, declaredCurrency } from './currency';
import { findDenial } from './denial';
import type { KindFinding } from './kind';
import { isEnglish, type Passage } from './passage';
import type { ChosenTotal } from './total';

const SWISS = /\d['’]\d{3}|Grüezi|Schweiz|Betreibung|Gr[uü]ssen?(?!\p{L})|(?<!\p{L})CH-\d{4}|MWST|Rappen/u;

/** The total now claimed; "0.00" where the mail denies any claim in so many words; null where none is stated. */
export function claimAmount(
  found: KindFinding,
  total: ChosenTotal | null,
  chance: number,
  passages: Passage[],
): Field | null {
  if (found.kind === 'no_claim') {
    const proof = denial(found, total, passages);
    return proof && { value: '0.00', ...proof };
  }
  if (!total || total.amount.cents <= 0) return null;
  const { amount } = total;
  return {
    value: asDecimal(amount.cents),
    confidence: confidenceOf(total, chance),
    source: amount.source,
    quote: amount.quote,
  };
}

/** The currency of the total; euro for a denied claim unless another is named; null without an amount. */
export function claimCurrency(
  found: KindFinding,
  total: ChosenTotal | null,
  passages: Passage[],
): Field | null {
  const printed = total ? currencyOf(total.amount, passages) : null;
  if (found.kind === 'no_claim') {
    const proof = denial(found, total, passages);
    return proof && (printed ?? { value: 'EUR', ...proof });
  }
  return total && total.amount.cents > 0 ? printed : null;
}

/** The words that deny the claim, or the zero itself; null where nothing but the tone of the mail speaks of it. */
function denial(
  found: KindFinding,
  total: ChosenTotal | null,
  passages: Passage[],
): (Quote & { confidence: number }) | null {
  const zero = total && total.amount.cents <= 0 ? total.amount : null;
  const proof = found.evidence[0] ?? zero ?? findDenial(passages);
  if (!proof) return null;
  const { source, quote } = proof;
  return { confidence: rounded(found.confidence * CONFIDENCE.noClaim), source, quote };
}

/** The chance that experience gives it, less where the spelling or the words before it leave doubt. */
function confidenceOf(total: ChosenTotal, chance: number): number {
  if (total.fromHistory) return CONFIDENCE.historyOnly;
  let confidence = chance;
  if (!total.amount.unambiguous) confidence -= CONFIDENCE.ambiguousNumber;
  if (isConditional(total.amount)) confidence -= CONFIDENCE.conditional;
  return Math.round(Math.min(Math.max(confidence, 0.05), 0.999) * 1000) / 1000;
}

/** Beside the total, else declared by its passage, else the only one that the current text names. */
function currencyOf(amount: RatedAmount, passages: Passage[]): Field | null {
  const { source, quote } = amount;
  if (amount.currency)
    return { value: amount.currency, confidence: CONFIDENCE.currency.beside, source, quote };
  const { text } = amount.passage;
  const declared = declaredCurrency(text);
  if (declared) {
    const proof = text.slice(declared.start, declared.end);
    return { value: declared.code, confidence: CONFIDENCE.currency.declared, source, quote: proof };
  }
  const current = passages.filter((passage) => passage.current);
  return (
    namedCurrency(current, CONFIDENCE.currency.only) ??
    namedCurrency(passages, CONFIDENCE.currency.history) ??
    (mayBeOtherThanEuro(passages)
      ? null
      : { value: 'EUR', confidence: CONFIDENCE.currency.assumed, source, quote })
  );
}

/** The one currency that the passages name; null where none or several are named. */
function namedCurrency(passages: Passage[], confidence: number): Field | null {
  const named = passages.flatMap((passage) =>
    currenciesIn(passage.text).map((each) => ({ passage, ...each })),
  );
  const [first] = named;
  if (!first || named.some((each) => each.code !== first.code)) return null;
  const proof = first.passage.text.slice(first.start, first.end);
  return { value: first.code, confidence, source: first.passage.source, quote: proof };
}

/** A German letter that names no currency means euro; one from Switzerland or in English may mean another. */
function mayBeOtherThanEuro(passages: Passage[]): boolean {
  const text = passages.map((passage) => passage.text).join('\n');
  return currenciesIn(text).length > 0 || isEnglish(passages) || SWISS.test(text);
}

function rounded(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
