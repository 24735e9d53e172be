import type { Field } from '../stages/extraction';
import type { RatedAmount } from './amount-role';
import { isWaived } from './claimed-alone';
import { CONFIDENCE } from './confidence';
import type { ChosenTotal } from './total';

/** Principal, interest and costs, each where the mail gives it as one figure. */
export interface ClaimParts {
  principal: Field | null;
  interest: Field | null;
  costs: Field | null;
}

type Part = 'principal' | 'interest' | 'costs';

const PARTS = new Set<RatedAmount['role']>(['interest', 'costs', 'surcharge']);

/** The parts of a claim from the current amounts and the chosen total. */
export function claimParts(amounts: RatedAmount[], total: ChosenTotal | null): ClaimParts {
  const current = amounts.filter((amount) => amount.current);
  const principal =
    partOf('principal', current, total) ?? principalAlone(total) ?? derivedPrincipal(current, total);
  const whole = total !== null || principal !== null;
  return {
    principal,
    interest: whole ? partOf('interest', current, total) : null,
    costs: whole ? partOf('costs', current, total) : null,
  };
}

/** Decimal string with two places. */
export function asDecimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** One figure of the role; of several the one that the others add up to; else none. */
function partOf(role: Part, amounts: RatedAmount[], total: ChosenTotal | null): Field | null {
  const all = amounts.filter(
    (amount) =>
      amount.role === role &&
      amount.cents > 0 &&
      (role === 'principal' || (!isWaived(amount) && amount !== total?.amount)),
  );
  const figures = all.filter(
    (amount, index) => all.findIndex((other) => other.cents === amount.cents) === index,
  );
  const single = figures.length === 1 ? figures[0] : figures.find((amount) => isSumOf(amount, figures));
  if (!single || (total && single.cents > total.amount.cents && !total.proof)) return null;
  const summands = total?.proof?.summands ?? [];
  if (role === 'principal' && total && !isWholePrincipal(single, summands, total)) return null;
  const proven = summands.some((amount) => amount.cents === single.cents);
  return fieldOf(single, proven ? CONFIDENCE.part.proven[role] : CONFIDENCE.part.labelled);
}

/** False where something unnamed is as much of the claim or more, and for an invoice of which only a part is claimed. */
function isWholePrincipal(principal: RatedAmount, summands: RatedAmount[], total: ChosenTotal): boolean {
  const unnamed = summands.filter(({ role }) => role === 'other');
  if (principal.strength < 3) return unnamed.length === 0 && principal.cents <= total.amount.cents;
  return unnamed.every(({ cents }) => cents < principal.cents);
}

/** The principal where it is all that is claimed, and so the total as well. */
function principalAlone(total: ChosenTotal | null): Field | null {
  return total?.amount.label === 'principal' ? fieldOf(total.amount, CONFIDENCE.part.labelled) : null;
}

function isSumOf(amount: RatedAmount, figures: RatedAmount[]): boolean {
  return (
    figures.filter((other) => other !== amount).reduce((sum, other) => sum + other.cents, 0) === amount.cents
  );
}

/** What is left of a proven sum after interest, costs and surcharges, where it is one figure or a subtotal. */
function derivedPrincipal(amounts: RatedAmount[], total: ChosenTotal | null): Field | null {
  if (!total?.proof || amounts.some((amount) => amount.role === 'principal')) return null;
  const { summands } = total.proof;
  if (!summands.some((amount) => PARTS.has(amount.role))) return null;
  const rest = summands.filter((amount) => amount.role === 'other' || amount.role === 'total');
  if (rest.length === 0 || rest.length === summands.length || summands.some(standsAmongOthers)) return null;
  const cents = rest.reduce((sum, amount) => sum + amount.cents, 0);
  const figure =
    rest.length === 1
      ? rest[0]
      : amounts.find((amount) => amount.cents === cents && !rest.includes(amount) && amount !== total.amount);
  return figure ? fieldOf(figure, CONFIDENCE.part.derived) : null;
}

/** One of several figures of a table row: none of them is the row's one figure. */
function standsAmongOthers(amount: RatedAmount): boolean {
  const figures = amount.clause.match(/\d[.,]\d{2}(?!\d)/g)?.length ?? 0;
  return amount.table !== null && (amount.table.ledger || figures > 1);
}

function fieldOf(amount: RatedAmount, confidence: number): Field {
  return { value: asDecimal(amount.cents), confidence, source: amount.source, quote: amount.quote };
}
