import type { RatedAmount } from './amount-role';

/** A claim that is limited to its principal. */
const CLAIMED_ALONE =
  /(?<!\p{L})(?:nur|lediglich|allein|ausschließlich|bloß|reine[rnms]?|only)\s(?:noch\s)?[^]*(?:geltend|forder(?:n|t|e)(?!\p{L})|verlang|beanspruch|zu\szahlen|offen|anmeld|angemeldet|claim(?:ed)?(?!\p{L}))|(?:geltend|forder(?:n|t|e)(?!\p{L})|verlang\p{L}*|beanspruch\p{L}*|zu\szahlen|offen|beschränk\p{L}*|reduzier\p{L}*)\s[^]*(?<!\p{L})(?:nur|lediglich|allein|ausschließlich|reine[rnms]?|auf\sd(?:ie|en))\s/iu;
const WAIVING =
  /verzicht|(?<!\p{L})erlassen|seh(?:en|e)\s(?:wir|ich)\s[^]{0,120}?ab(?!\p{L})|nicht\s(?:mehr\s)?(?:geltend|berechne|erhoben|verlang)|ausgebucht|storn|waive/iu;
/** A waiver that hangs on a payment or an event: the claim is not yet down to its principal. */
const ON_CONDITION =
  /(?:bei|nach|gegen|wenn|falls|sofern|sollten?|sobald|würden?)(?!\p{L})[^.!?]{0,120}verzicht|verzicht[^!?]{0,300}(?<!\p{L})(?:wenn|falls|sofern|sobald|dann|andernfalls|voraussetzung|bedingung|(?:bei|nach|gegen)\s(?:\p{L}+\s){0,3}(?:zahlung|eingang|überweisung))/iu;
/** "Nur die Hauptforderung von 500,00 € nebst Zinsen" is no end of the sum. */
const MORE_TO_COME =
  /(?<!\p{L})(?:zzgl|zuzüglich|nebst|plus|sowie|hinzu|gesondert|separat|später|vorerst|zunächst|vorbehalt\p{L}*|teil\p{L}*)(?!\p{L})|zins(?!los)|kosten|gebühr|auslagen|spesen/iu;
const LIMITED = /beschränk|reduzier|begrenz/iu;
const SECONDARY = new Set<RatedAmount['role']>(['interest', 'costs', 'surcharge']);

/**
 * "Wir machen nur noch den reinen Rechnungsbetrag von 289,90 € geltend": the principal that is all there is to claim.
 * Null where interest or costs are named and not waived, or where the waiver hangs on a condition.
 */
export function principalClaimedAlone(amounts: RatedAmount[]): RatedAmount | null {
  const [principal, ...others] = amounts.filter((amount) => amount.role === 'principal');
  if (!principal || others.some((other) => other.cents !== principal.cents)) return null;
  const { clause, passage } = principal;
  if (!CLAIMED_ALONE.test(clause) || MORE_TO_COME.test(clause) || ON_CONDITION.test(passage.text))
    return null;
  if (!WAIVING.test(passage.text) && !LIMITED.test(clause)) return null;
  const stays = amounts.some((amount) => SECONDARY.has(amount.role) && !isWaived(amount));
  return stays ? null : principal;
}

/** True for interest and costs that the sender says not to claim. */
export function isWaived({ clause }: RatedAmount): boolean {
  return WAIVING.test(clause);
}
