import type { Field, Quote } from '../stages/extract';
import type { RatedAmount } from './amount-role';
import { asDecimal } from './claim-part';
import { isConditional } from './concern';
import { CONFIDENCE } from './confidence';
import { declaredCurrency, onlyCurrency } from './currency';
import type { KindFinding } from './kind';
import type { Passage } from './passage';
import type { ChosenTotal } from './total';

/** The total now claimed; "0.00" where the mail denies any claim; null where none is stated. */
export function claimAmount(found: KindFinding, total: ChosenTotal | null): Field | null {
  if (found.kind === 'no_claim') return { value: '0.00', ...denial(found, total) };
  if (!total || total.amount.cents <= 0) return null;
  const { amount } = total;
  return {
    value: asDecimal(amount.cents),
    confidence: confidenceOf(total),
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
  if (found.kind === 'no_claim') return printed ?? { value: 'EUR', ...denial(found, total) };
  return total && total.amount.cents > 0 ? printed : null;
}

function denial(found: KindFinding, total: ChosenTotal | null): Quote & { confidence: number } {
  const { source, quote } = found.evidence[0] ?? total?.amount ?? { source: 'body', quote: '' };
  return { confidence: rounded(found.confidence * CONFIDENCE.noClaim), source, quote };
}

function confidenceOf(total: ChosenTotal): number {
  if (total.fromHistory) return CONFIDENCE.historyOnly;
  let confidence: number = CONFIDENCE.totalByStrength[total.amount.strength] ?? CONFIDENCE.totalByStrength[0];
  if (total.proof) confidence += CONFIDENCE.addsUp;
  if (total.mentions > 1) confidence += CONFIDENCE.repeated;
  if (!total.amount.unambiguous) confidence -= CONFIDENCE.ambiguousNumber;
  if (isConditional(total.amount)) confidence -= CONFIDENCE.conditional;
  return rounded(Math.min(Math.max(confidence, 0.05), 0.99));
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
  const named = passages
    .filter((passage) => passage.current)
    .flatMap((passage) => {
      const only = onlyCurrency(passage.text);
      return only ? [{ passage, ...only }] : [];
    });
  const [first] = named;
  if (!first || named.some((each) => each.code !== first.code)) return null;
  const proof = first.passage.text.slice(first.start, first.end);
  return {
    value: first.code,
    confidence: CONFIDENCE.currency.only,
    source: first.passage.source,
    quote: proof,
  };
}

function rounded(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
