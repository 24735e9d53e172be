import type { AmountRole } from './wording';

/** Text around an amount within its clause. */
export interface Surroundings {
  /** The clause up to the amount. */
  before: string;
  /** The clause after the amount. */
  after: string;
}

const UNIT_PRICE =
  /(?:(?<!\p{L})(?:je|jeweils|à|á|zu|pro|per|ab|nur|bis zu|up to|maximal|max\.|höchstens|mehr als|weniger als|unter|more than|less than|exceeding|von bis zu|zwischen|mal)|\d ?[x×*·@])\s*$/iu;
const PER_PERIOD =
  /^\s*(?:\)|EUR|€)?\s*(?:(?:brutto|netto|zzgl\. \S+|inkl\. \S+)\s)?(?:im Monat|monatlich|mtl\.?|pro (?:Monat|Tag|Jahr|Woche|Band|Stück|Kalendertag|Auskunft|Rate|Person)|je (?:Monat|Tag|angefangene\p{L}*|Mahnung|Band|Rate|Stück)|p\. ?[mM]\.|\/ ?(?:Monat|Mon\.|mtl|Tag|month|day)|per (?:month|day|annum|week)|a month|monthly|täglich|am Tag|jährlich|im Jahr|daily)(?!\p{L})/iu;
const DELTA_BEFORE = /(?<!\p{L})(?:um|by)\s*$/iu;
const REPLACED_BEFORE =
  /(?<!\p{L})(?:statt|anstatt|anstelle von|anstelle|instead of|nicht|not|bisher|zuvor|bislang|vormals|zuletzt|rather than|previously|formerly|ursprünglich)(?: (?:noch|mehr|von|mit|in Höhe von|wie (?:\p{L}+ ){0,4}(?:genannt|angegeben|mitgeteilt|geschrieben)|the|über|auf|etwa|rund)){0,3}\s*(?:EUR|€)?\s*$/iu;
const MOVED_FROM = /(?<!\p{L})(?:von|from)(?: (?:bisher|zuletzt|ursprünglich|previously))?\s*$/iu;
const MOVED_TO = /^\s*(?:auf|to)\s.{0,24}\d/iu;

const CLIENTS_WORD =
  /(?:laut|lt\.|nach|gemäß|according to)\s+(?:den )?(?:Angaben? |Auskunft |Aussage )?(?:Ihre[rsnm]?|ihre[rsnm]?|seine[rsnm]?|your|eigenen)\s+(?!Mandantin\b.*\bvertreten)|nach (?:Ihren|eigenen|seinen|ihren) |von Ihnen (?:\p{L}+ )?(?:genannt|angegeben|angesetzt|angeboten|mitgeteilt|beziffert|erwähnt|angenommen|aufgeführt|gebotene)|\bSie (?:nennen|nannten|gehen|gaben|geben an|schreiben|schrieben|hatten)|Ihre Angabe|in Ihr(?:em|er) (?:Schreiben|Anfrage|Brief|Mail|E-Mail|Liste) (?:genannt|angegeben|aufgeführt)|(?:figure|amount) (?:stated|named|mentioned) (?:by|in) your/iu;
const CONFIRMED =
  /(?:ist|sind|war) (?:so )?(?:korrekt|richtig|zutreffend)|stimmt|trifft zu|bestätig|is correct|we confirm/iu;
const ON_HANDING_OVER =
  /(?:bei|zum Zeitpunkt|im Zeitpunkt|Zeitpunkt|zum Tag|am Tag|Stand|per|mit|on|at|as of)\s+(?:der |des |dem |the )?(?:date of |time of )?(?:the )?(?:Abgabe|Übergabe|Übertragung|(?:Forderungs)?verkauf\p{L}*|Abtretung|Forderungsübergang\p{L}*|Ausbuchung|Forderungsabtretung|Zession|assignment|sale|transfer|handover)|(?:Übergabe|Abgabe|Abtretungs|Verkaufs)(?:saldo|stand|betrag|wert)/iu;
/** "Die Forderung über 1.200,00 EUR wurde an X verkauft": what was handed over then, not what is claimed now. */
const HANDED_OVER =
  /(?:verkauft|veräußert|abgetreten|abgegeben|übertragen|übergeben|zediert|sold|assigned|transferred)(?!\p{L})/iu;
const TO_US = /(?<!\p{L})(?:an uns|uns|to us|Vollstreckungs\p{L}+|titulier\p{L}+)(?!\p{L})/iu;
const DENIED =
  /(?:besteht|bestehen|existiert|steht)\s+(?:\p{L}+ ){0,3}(?:nicht|keine|kein)(?!\p{L})(?! nur)|nicht (?:mehr )?geltend|verjährt/iu;
const IF_PAID =
  /^[\s–-]*(?:wenn|falls|sofern|sollten?|bei (?:eingang|zahlung|überweisung|einmal\p{L}*)|zahlt|zahlen sie|gegen |if |upon |provided|should )|(?:sind|wären|erklären)\s+wir\s+(?:\p{L}+ ){0,6}(?:bereit|einverstanden)|\bbereit\b.{0,60}\b(?:gegen|für)\b|bieten (?:wir|ich)|(?:unser|folgendes|unsere) (?:Angebot|Vergleich)|would (?:accept|be willing)|(?:wir|ich) (?:akzeptieren?|würden?)|nehmen .{0,80}\ban\b|erlassen|settle|verzichten/iu;
const PAYING =
  /zahl|überweis|begl(?:ei|i)ch|\bpay|paid|eing(?:ang|eht)|entricht|leist|ablös|erledig|abgolten|settle|verzicht|vergleich/iu;
const PAST_TENSE =
  /(?<!\p{L})(?:betrug(?:en)?|belief(?:en)?|war(?:en)?|lag(?:en)?|was|were|stood at|amounted to|hatte[nt]?|gewährten?)(?!\p{L})/iu;
const COSTS_TO_COME =
  /(?:für (?:die|diese|eine) (?:\p{L}+ )?(?:Auskunft|Kopie|Aufstellung|Abschrift|Bearbeitung)|weitere[rns]? (?:\p{L}+)?(?:kosten|gebühren|zuschläge|zinsen)(?! (?:in Höhe )?von)|künftig|droh|entstünden|würden? (?:\p{L}+ ){0,5}entstehen|fallen an|fällt an|entsteh(?:en|t)\b)/iu;

const TAKEN_OFF =
  /(?<!\p{L})(?:abzüglich|abzgl\.?|abz(?:ü|ue)gl\.?|minus|less|unter Anrechnung|nach Anrechnung|nach Verrechnung|gekürzt um)[ \n]+(?:[\p{L}.]+[ \n]+){0,4}\(?\s*(?:EUR|€)?\s*$/iu;
const EACH_MONTH_BEFORE =
  /(?<!\p{L})(?:monatlich\p{L}*|mtl\.?|jeden Monat|im Monat)\s+(?:[\p{L}.]+\s+){0,4}$/iu;

/** "… 42,00 Euro Guthaben": the debtor's own money. */
const CREDIT_BEHIND = /^\s*(?:Guthaben|Überschuss|zu ?viel|Gutschrift|credit)(?!\p{L})/iu;
/** "Mit 300,00 EUR wären wir einverstanden." */
const CONTENT_WITH = /(?:einverstanden|zufrieden|begnüg\p{L}*|content with)(?!\p{L})/iu;
/** The office's own question, left in the answer: "ob die Forderung von 60,00 EUR noch besteht". */
const ASKED =
  /(?<!\p{L})ob\s(?:(?:sie|die|der|das|es|noch|diese[rs]?)\s|[^.]{0,60}(?:besteht|offen|zutr))|bitten?\s(?:wir\s)?(?:sie\s)?(?:um\s)?(?:mitteilung|auskunft|(?:den\s|um\sden\s)?aktuelle[nr]?\sstand)|(?:nach|laut)\s(?:den\s)?(?:angaben|unterlagen)\sunsere[sr]|unsere[sr]?\s(?:klient|ratsuchend)/iu;
const OFFERED =
  /(?:wir|ich) bieten?(?!\p{L})|bieten? (?:wir|ich)(?!\p{L})|(?:unser|folgendes|our) (?:Vergleichs)?(?:angebot|offer)/iu;
const WITHOUT_PARTS =
  /(?<!\p{L})(?:ohne|exklusive|exkl\.|excluding) (?:\p{L}+ ){0,3}?(?:Zinsen|Kosten|Nebenforderung\p{L}*|interest|costs)/iu;

/** The role that the words right beside an amount force on it, whatever its label is; null for none. */
export function adjacentOverride(around: Surroundings): AmountRole | null {
  if (PER_PERIOD.test(around.after.slice(0, 60))) return 'instalment';
  const close = around.before.slice(-48);
  if (CREDIT_BEHIND.test(around.after)) return 'other';
  if (EACH_MONTH_BEFORE.test(close)) return 'instalment';
  if (REPLACED_BEFORE.test(close)) return 'superseded';
  if (MOVED_FROM.test(close) && MOVED_TO.test(around.after.slice(0, 48))) return 'superseded';
  if (TAKEN_OFF.test(around.before.slice(-70))) return 'payment';
  return UNIT_PRICE.test(close) || DELTA_BEFORE.test(close) ? 'other' : null;
}

/** What the whole clause does to a role: an earlier state, someone else's figure, an offer, a threat. */
export function clauseOverride(role: AmountRole, strong: boolean, around: Surroundings): AmountRole {
  const clause = around.before + around.after;
  if (role === 'total' || role === 'principal') {
    if (CLIENTS_WORD.test(clause) && !CONFIRMED.test(clause)) return 'superseded';
    if (ON_HANDING_OVER.test(clause) || (HANDED_OVER.test(clause) && !TO_US.test(clause))) return 'other';
    if (PAST_TENSE.test(around.before.slice(-90)) && role === 'total') return 'superseded';
    if (DENIED.test(clause) || ASKED.test(clause)) return 'superseded';
    if (role === 'total' && CONTENT_WITH.test(clause)) return 'settlement';
    if (OFFERED.test(clause) && !/forderung|claim|debt/i.test(clause)) return 'settlement';
    if (WITHOUT_PARTS.test(around.before)) return 'principal';
  }
  const open = role === 'total' ? !strong : role === 'other' || role === 'payment' || role === 'instalment';
  if (open && role !== 'instalment' && IF_PAID.test(clause) && PAYING.test(clause)) return 'settlement';
  if (!strong && COSTS_TO_COME.test(clause)) return 'other';
  if ((role === 'costs' || role === 'interest' || role === 'surcharge') && COSTS_TO_COME.test(clause))
    return 'other';
  return role;
}
