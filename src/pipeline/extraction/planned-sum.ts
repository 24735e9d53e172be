import type { RatedAmount } from './amount-role';

/** "36 Raten zu je 150,00 EUR": how many, before the sum of one. */
const SO_MANY =
  /(?<![\d.,])(\d{1,3})\s(?:\p{L}+\s){0,3}(?:\p{L}*raten?|teilbeträgen?|teilzahlungen|instal\p{L}+|zahlungen|payments)(?:\s(?:\p{L}+\s){0,2}?(?:zu|à|á|a|von|of|at|über|in höhe von)(?:\s(?:je|jeweils|monatlich|each))?)?\s*(?:EUR|€)?\s*$/iu;
/** "Offen sind 4 Monatsraten zu je 210,00 EUR, insgesamt 840,00 EUR": what was not paid is the claim. */
const IN_ARREARS =
  /rückst[äa]nd|(?<!\p{L})(?:offen\p{L}*|ausst(?:eh|änd)\p{L}*|unbezahlt\p{L}*|schuld\p{L}*|verzug\p{L}*|fehl(?:en|t)|overdue|unpaid|owed?s?)(?!\p{L})|nicht (?:\p{L}+ ){0,2}(?:ge|be)zahlt/iu;
/** How far from its instalments the sum of a plan may stand, in characters. */
const NEAR = 260;

/** Marks what comes together out of so many instalments, with a last or first one of another height: terms, and no claim. */
export function markPlannedSums(amounts: RatedAmount[]): void {
  for (const instalment of amounts) {
    const count = countBefore(instalment);
    if (count < 2 || IN_ARREARS.test(instalment.clause)) continue;
    const near = amounts.filter(
      (other) => other.passage === instalment.passage && Math.abs(other.start - instalment.start) <= NEAR,
    );
    const paid = count * instalment.cents;
    for (const sum of near)
      if (sum.cents === paid || near.some((odd) => odd !== sum && paid + odd.cents === sum.cents))
        sum.role = 'settlement';
  }
}

function countBefore({ passage: { text }, start }: RatedAmount): number {
  return Number(SO_MANY.exec(text.slice(Math.max(0, start - 90), start))?.[1] ?? 0);
}
