import type { RatedAmount } from './amount-role';
import { principalClaimedAlone } from './claimed-alone';
import { proveSum } from './sum-proof';

/** Words of owing, in either order with the figure and however far from it within the sentence. */
const OWING =
  /schuld(?:e[tn]?|ig)|offen|ausst(?:eh|änd)|steh(?:t|en)?\s[^]*\s(?:aus|zu)(?!\p{L})|steh(?:t|en)\s(?:\p{L}+\s){0,2}(?:heute|derzeit|aktuell|momentan|jetzt|noch|insgesamt|inzwischen|mittlerweile)\s(?:\p{L}+\s){0,2}(?:€\s|EUR\s)?\d|rückständ|fällig|zahlbar|unbe(?:zahlt|glichen)|(?:nicht|nie|noch)\s(?:\p{L}+\s){0,3}(?:gezahlt|bezahlt|beglichen|ausgeglichen|zurück\p{L}*|getilgt|überwiesen|geben|zahlen)|zurückzahl|zurückgeben|forder|verlang|beanspruch|geltend|anzumelden|(?<!\p{L})anmeld|angemeldet|fehl(?:t|en)(?!\p{L})|bekomm|kriege?(?!\p{L})|\bzu\s(?:zahlen|begleichen|entrichten|leisten|erstatten|tilgen|fordern)|begleichen\ssie|begleichend|ausgleich|saldo|(?<!\p{L})soll(?!\p{L})|minus|überzogen|rückstand|verzug|warte|haftet|beitreib|vollstreck|verbleib|(?<!\p{L})bleib(?:t|en)|belastet|rückführung|zugut|ansetzen|anzusetzen|setzen\ssie|berücksichtigen\ssie|aufnehmen|aufstellung|in\sden\splan|einzustellen|(?<!\p{L})stand(?!\p{L})|sind\ses\s(?:jetzt|nun|noch|aktuell)|unsere[rn]?\s(?:seite|büchern|buchhaltung|unterlagen)|(?<!\p{L})(?:ow(?:e|es|ed|ing)|due|outstanding|unpaid|arrears|remain\p{L}*|payable|claim\p{L}*|debt|left|balance|liab\p{L}+)(?!\p{L})/iu;

/** What a figure is said to be when it is not the claim, or not yet, or no longer. */
const UNCLAIMED = new RegExp(
  [
    String.raw`(?<!\p{L})(?:wenn|falls|sofern|sollten?|könnten?|if|unless|provided|would|could|might)(?!\p{L})`,
    String.raw`\?\s*$|(?<!\p{L})ob\s(?:sie|die|der|das|es|noch)|unsere[sr]?\s(?:klient|ratsuchend)|aktuelle[nr]?\sstand\s*\.?$`,
    String.raw`kostete?n?\s*\d|kostet|preis|gewinn|spar(?:en|st)|rabatt|gutschein|prämie|aktion|angebot|bestellen|einkauf`,
    String.raw`(?<!\p{L})(?:war|waren|betrug|belief|lautete|stand(?=en?\s(?:bei|in))|standen|ursprünglich\p{L}*|anfangs|damals|früher\p{L}*|seinerzeit|zunächst|zuletzt|bisher\p{L}*|vormals|was|were|originally|previously)(?!\p{L})`,
    String.raw`gewähr|geschlossen|vereinbart|bewilligt|ausgezahlt|geliehen|gelieh|verlieh|gegeben|lent|aufgenommen|verkauft|abgetreten|abgegeben|übertragen|eingestellt|erlassen|storniert|niedergeschlagen|ausgebucht|kündig`,
    String.raw`erhalten|eingegangen|gutgeschrieben|guthaben|auszahl|überschuss|received|credited|refund`,
    String.raw`monatlich|jährlich|im\smonat|(?<!\p{L})raten?(?!\p{L})|monatsrate|abschlag|instal|monthly`,
    String.raw`vergleich|verzicht|nachlass|akzept|einverstanden|zustimm|einmalzahlung|zufrieden|accept|offer|settle`,
    String.raw`limit|rahmen|grenze|streitwert|gegenstandswert|kaution|sicherheit|haftung|versicherungssumme|deckung|kapital\s|pfändbar|einkommen|honorar`,
    String.raw`sparbuch|sparkonto|depot|girokonto(?![^]*(?:soll|minus|überz))|(?:liste|aufstellung|schreiben|unterlagen)\s(?:ihre[sr]|unsere[sr])\s(?:klient|mandant)|im\sraum|in\srede|zur\s(?:verfügung|debatte)|droh|künftig|zukünftig|weitere[nr]?\s(?:kosten|gebühr)|entsteh|anfallen|erheben|berechnen\swir|will\sbe`,
    String.raw`(?:für|zur)\s(?:die|eine|diese|jede)\s(?:\p{L}+\s)?(?:auskunft|kopie|bearbeitung|aufstellung|abschrift|beantwortung)|vorab|vorschuss`,
    String.raw`ander(?:e[rnm]?|en)\s(?:schuldner|kunde|person|mandant|vertrag|fall|konto|mieter)|nicht\s(?:teil|enthalten|betroffen|verwenden|mehr)|betrifft\s.*nicht`,
    String.raw`stimm(?:t|en)\s+(?:so\s+)?nicht|nicht\s(?:nachvollzieh|bestätig)|streit|drehte|wollte|möchte|versproch`,
    String.raw`falsch|gegenstandslos|hinfällig|irrtüm|versehentlich|fehlerhaft|verringern|reduzier|neu\sberechn|noch\snicht\s(?:endgültig|fest)|vorläufig|geschätzt|streichen|verwenden\ssie`,
    String.raw`sie\s(?:nennen|nannten|schreiben|schrieben|geben|gaben|bieten|boten|gehen)|ihr(?:e[mnrs]?)?\s(?:angaben?|angebot|schreiben|liste|anfrage)|(?:laut|nach|gemäß)\s(?:den\s)?(?:ihre|angaben)|from\syou|your\s(?:offer|figure|letter)`,
    String.raw`unter\s\d|über\s\d[\d.]*\s?(?:€|eur|euro)?\shinaus|mindestens|höchstens|maximal|bis\szu|(?<!\p{L})ab\s\d|teilnahme|eintritt|beitrag\s\d+\seuro\sinkl`,
  ].join('|'),
  'iu',
);

/** A figure with nothing beside it, or introduced as an outcome. */
const OUTCOME =
  /(?<!\p{L})(?:also|somit|mithin|damit|kommen|ergibt|sind|macht|zusammen|insgesamt|gesamt|total|demnach|alles|bitte)(?!\p{L})|=/iu;

/** What the sender wants for the answer itself, where he asks for papers first. */
const PRICE_OF_ANSWER =
  /auskunft|auskünfte|kopie|abschrift|ausfertigung|aufstellung|bearbeitung|aktenversand|porto|aufwand|aufwendung|gebühr|entgelt|kostenpflichtig|pauschale/iu;

const PARTS = new Set<RatedAmount['role']>(['interest', 'costs', 'surcharge']);
const HELD = /(?<!\p{L})(?:inkl|incl|inclu|einschl|davon|darin|hiervon|enthalten)/iu;
const FEES = new Set<RatedAmount['role']>(['costs', 'surcharge']);

/** A figure below this, in cents, is a fee or a price rather than a claim that nobody labels. */
const SMALLEST_IMPLIED = 1_000;

/**
 * The total where no label names one: what the unlabelled amounts above it add up to, the one figure of a sentence about owing, or,
 * where `alone` allows it, the only figure of the letter. Null where figures compete or the words say that it is something else.
 */
export function impliedTotal(amounts: RatedAmount[], alone: boolean): RatedAmount | null {
  const unlabelled = amounts.filter((amount) => amount.unlabelled && amount.cents >= SMALLEST_IMPLIED);
  const sum = unlabelled.findLast((amount) => amount.operands !== null || closesList(amount, amounts));
  if (sum) return asTotal(sum, 2);
  if (amounts.some((amount) => amount.table?.ledger)) return null;
  const principal = principalClaimedAlone(amounts);
  if (principal && isClaimable(principal)) return asTotal(principal, 2);
  const open = unlabelled.filter(isClaimable);
  const owed = onlyFigure(
    open.filter(
      ({ table, clause }) => !table && OWING.test(clause) && (alone || !PRICE_OF_ANSWER.test(clause)),
    ),
  );
  if (owed) return asTotal(owed, 2);
  const only =
    alone && open.length > 0
      ? onlyFigure(amounts.filter((amount) => amount.cents !== 0 && !isIncluded(amount)))
      : null;
  if (only?.unlabelled && isClaimable(only) && only.cents >= SMALLEST_IMPLIED) return asTotal(only, 1);
  return alone ? owedFees(amounts) : null;
}

/** "An Geldbuße, Gebühren und Auslagen sind noch 640,00 EUR zu zahlen": the only figure, named by what it is made of. */
function owedFees(amounts: RatedAmount[]): RatedAmount | null {
  const [first] = amounts;
  const all = first && amounts.every((amount) => amount.cents === first.cents && FEES.has(amount.role));
  return all && OWING.test(first.clause) && isClaimable(first) ? asTotal(first, 1) : null;
}

/**
 * Promotes figures that are the sum of a labelled claim and its parts ("fordern wir 950,00 € sowie 38,00 € Pauschale, mithin
 * 988,00 €"), so that the labelled one counts as a summand and not as the total.
 */
export function promoteSums(amounts: RatedAmount[]): void {
  for (const amount of amounts) {
    if (!amount.unlabelled || amount.cents < SMALLEST_IMPLIED || amount.table) continue;
    if (
      amount.operands?.some((cents) => amounts.some((each) => each.role === 'total' && each.cents === cents))
    )
      asTotal(amount, 2);
    const proof = closesList(amount, amounts) ? proveSum(amount, amounts) : null;
    if (proof?.summands.some((part) => part.role === 'total')) asTotal(amount, 2);
  }
}

/** The last figure of a list, alone on its line or introduced as an outcome, that the figures above it make up exactly. */
function closesList(amount: RatedAmount, amounts: RatedAmount[]): boolean {
  if (amount.table?.ledger) return false;
  const stands = !/\p{L}{4}/u.test(amount.clause.replace(/euro/i, '')) || OUTCOME.test(amount.clause);
  const later = amounts.some(
    (other) => other.passage === amount.passage && other.start > amount.end && other.role === 'payment',
  );
  const proof = stands && !later ? proveSum(amount, amounts) : null;
  return (
    proof !== null &&
    proof.summands.every((part) => part.end <= amount.start && part.passage === amount.passage)
  );
}

/** "640,00 EUR inkl. 25,00 EUR Mahngebühren": a part that the figure before it holds. */
function isIncluded(amount: RatedAmount): boolean {
  return PARTS.has(amount.role) && HELD.test(amount.clause.slice(0, -1));
}

function isClaimable(amount: RatedAmount): boolean {
  return !UNCLAIMED.test(amount.clause);
}

function onlyFigure(amounts: RatedAmount[]): RatedAmount | null {
  const [first] = amounts;
  return first && amounts.every((amount) => amount.cents === first.cents)
    ? (amounts.find((amount) => amount.unlabelled) ?? first)
    : null;
}

function asTotal(amount: RatedAmount, strength: number): RatedAmount {
  amount.role = 'total';
  amount.strength = strength;
  return amount;
}
