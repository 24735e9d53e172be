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
/** "5 % Zinsen aus 312,90 EUR": what bears the interest. */
const BEARS_INTEREST = /(?:(?:zins|%)[^\n;]{0,80}(?<!\p{L})aus|%[^\n;]{0,40}(?<!\p{L})on)\s+(?:EUR|€)?\s*$/iu;
const DELTA_BEFORE = /(?<!geht |sich |\p{L})(?:um|by)\s*$/iu;
const REPLACED_BEFORE =
  /(?<!\p{L})(?:statt|anstatt|anstelle von|anstelle|instead of|nicht|not|bisher|zuvor|bislang|vormals|zuletzt|rather than|previously|formerly|ursprünglich)(?: (?:noch|mehr|von|mit|in Höhe von|wie (?:\p{L}+ ){0,4}(?:genannt|angegeben|mitgeteilt|geschrieben)|the|über|auf|etwa|rund)){0,3}\s*(?:EUR|€)?\s*$/iu;
const MOVED_FROM = /(?<!\p{L})(?:von|from)(?: (?:bisher|zuletzt|ursprünglich|previously))?\s*$/iu;
const MOVED_TO = /^\s*(?:auf|to)\s.{0,24}\d/iu;

const CLIENTS_WORD =
  /(?:laut|lt\.|nach|gemäß|according to)\s+(?:den )?(?:Angaben? |Auskunft |Aussage )?(?:Ihre[rsnm]?|ihre[rsnm]?|seine[rsnm]?|your|eigenen)\s+(?!Mandantin\b.*\bvertreten)|nach (?:Ihren|eigenen|seinen|ihren) |von Ihnen (?:\p{L}+ )?(?:genannt|angegeben|angesetzt|angeboten|mitgeteilt|beziffert|erwähnt|angenommen|aufgeführt|gebotene)|\bSie (?:nennen|nannten|gehen|gaben|geben an|schreiben|schrieben|hatten)|Ihre Angabe|in Ihr(?:em|er) (?:Schreiben|Anfrage|Brief|Mail|E-Mail|Liste) (?:genannt|angegeben|aufgeführt|von|über|steh)|\bIhr(?:e|em|er)? (?:Schreiben|Brief|Mail|E-Mail|Anfrage|Liste|Aufstellung|Klient\p{L}*|Mandant\p{L}*) (?:nennt|nannte|gibt|gab|führt|erwähnt|spricht|weist|beziffert)|your (?:letter|client|e-?mail|figures?) (?:mentions?|states?|says?|names?)|(?:figure|amount) (?:stated|named|mentioned) (?:by|in) your/iu;
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
  /^[\s–-]*(?:wenn|falls|sofern|sollten?|bei (?:eingang|zahlung|überweisung|einmal\p{L}*)|zahlt|zahlen sie|gegen |if |upon |provided|should )|(?:sind|wären|erklären)\s+wir\s+(?:\p{L}+ ){0,6}(?:bereit|einverstanden)|\bbereit\b.{0,60}\b(?:gegen|für)\b|bieten (?:wir|ich)|(?:unser|folgendes|unsere) (?:Angebot|Vergleich)|would (?:accept|be willing)|(?:wir|ich) (?:akzeptieren?|würden?)|nehmen .{0,80}\ban\b|erlassen|settle(?!ment (?:figure|balance))|verzichten/iu;
const PAYING =
  /zahl|überweis|begl(?:ei|i)ch|\bpay|paid|eing(?:ang|eht)|entricht|leist|ablös|erledig|abgolten|settle(?!ment (?:figure|balance))|verzicht|vergleich/iu;
const PAST_TENSE =
  /(?<!\p{L})(?:betrug(?:en)?|belief(?:en)?|war(?:en)?|lag(?:en)?|was|were|stood at|amounted to|hatte[nt]?|gewährten?|wies|showed|had been|acquired|erworben|angekauft)(?!\p{L})/iu;
const COSTS_TO_COME =
  /(?:für (?:die|diese|eine) (?:\p{L}+ )?(?:Auskunft|Kopie|Aufstellung|Abschrift|Bearbeitung)|weitere[rns]? (?:\p{L}+)?(?:kosten|gebühren|zuschläge|zinsen)(?! (?:in Höhe )?von)|künftig|droh|entstünden|würden? (?:\p{L}+ ){0,5}entstehen|fallen an|fällt an|entsteh(?:en|t)\b)/iu;
/** "Für unsere Auskunft sind 30,00 EUR zu zahlen": the answer's price and not the claim. */
const PRICE_OF_ANSWER =
  /(?<!\p{L})(?:für|zur)\s(?:die|diese|eine|jede|unsere|ihre|den|das)\s(?:\p{L}+\s)?(?:auskunft|kopien?|abschrift|aufstellung|bearbeitung|ausfertigung)(?!\p{L})|(?:auskunft|kopie|aufstellung)\p{L}*\s(?:ist|wird|erfolgt)\s(?:\p{L}+\s)?(?:kosten|gebühren)pflichtig/iu;
const OWED_THERE = /forderung|rückst|restschuld|saldo|schulde/iu;
const TAKEN_OFF =
  /(?<!\p{L})(?:abzüglich|abzgl\.?|abz(?:ü|ue)gl\.?|minus|less|unter Anrechnung|nach Anrechnung|nach Verrechnung|gekürzt um)[ \n]+(?:[\p{L}.]+[ \n]+){0,4}\(?\s*(?:EUR|€)?\s*$/iu;
const EACH_MONTH_BEFORE =
  /(?<!\p{L})(?:monatlich\p{L}*|mtl\.?|jeden Monat|im Monat|täglich\p{L}*|pro Tag|je Tag|daily|monthly)\s+(?:[\p{L}.]+\s+){0,4}$/iu;

/** "… 42,00 Euro Guthaben": the debtor's own money. */
const CREDIT_BEHIND = /^\s*(?:Guthaben|Überschuss|zu ?viel|Gutschrift|credit)(?!\p{L})/iu;
/** "Mit 300,00 EUR wären wir einverstanden." */
const CONTENT_WITH = /(?:einverstanden|zufrieden|begnüg\p{L}*|content with)(?!\p{L})/iu;
/** The office's own question, left in the answer: "ob die Forderung von 60,00 EUR noch besteht". */
const ASKED =
  /(?<!\p{L})ob\s(?:(?:sie|die|der|das|es|noch|diese[rs]?)\s|[^.]{0,60}(?:besteht|offen|zutr))|bitten?\s(?:wir\s)?(?:sie\s)?(?:um\s)?(?:mitteilung|auskunft|(?:den\s|um\sden\s)?aktuelle[nr]?\sstand)|(?:nach|laut)\s(?:den\s)?(?:angaben|unterlagen)\sunsere[sr]|unsere[sr]?\s(?:klient|ratsuchend)/iu;
/** "Der Rückstand von 59,94 EUR wurde am 20.12. ausgeglichen." */
const SETTLED_BEHIND =
  /^[^,;:]{0,110}?(?<!\p{L})(?:ausgeglichen|beglichen|bezahlt|gezahlt|zurückgezahlt|überwiesen|getilgt|erledigt|storniert|erlassen|ausgebucht|wiedergegeben|eingegangen|paid|cleared|settled|waived)(?!\p{L}|\s+(?:werden|wird|würde))/iu;
/** "… endgültig auszubuchen und auf sie zu verzichten". */
const WAIVED_BEHIND =
  /(?<!\p{L})(?:auszubuchen|ausgebucht|(?:zu )?verzichten|verzichtet|(?:zu )?erlassen|niederzuschlagen|niedergeschlagen|written off|waive)(?!\p{L})/iu;
/** "… wird für drei Monate in der Mitte des Zeitraums fällig, das sind 55,08 EUR". */
const RECURS =
  /(?<!\p{L})(?:jeweils|vierteljährlich|quartalsweise|halbjährlich|im voraus|(?:wird|werden)\s[^]{0,110}fällig)(?!\p{L})/iu;
/** "Die 640,00 EUR stimmen so nicht". */
const DISPUTED =
  /stimm(?:t|en)\s+(?:so\s+)?nicht|nicht\s+(?:korrekt|richtig|zutreffend|nachvollzieh|bestätig|aktuell|verwenden)|unzutreffend|überholt|gegenstandslos|zu hoch|zu niedrig|hinfällig|cannot confirm/iu;
const DISPUTED_BEHIND =
  /^\s*(?:€|EUR|Euro)?\s*(?:stimm(?:t|en)|sind|ist)\s+(?:(?:so|leider|aber|ja)\s+)*(?:nicht|falsch|überholt|gegenstandslos|hinfällig)(?!\p{L})/iu;
/** "… hatten wir irrtümlich eine Forderung von 1.702,18 EUR genannt". */
const TOLD_BEFORE =
  /(?<!\p{L})(?:irrtümlich|fälschlich\p{L}*|versehentlich|hatte[nt]? (?:wir|ich)|wir hatten|ich hatte)(?!\p{L})/iu;
const TOLD_BEHIND =
  /^[^.;:!?]{0,40}?(?<!\p{L})(?:genannt|mitgeteilt|angegeben|beziffert|gemeldet|geschrieben|ausgewiesen|übermittelt)(?!\p{L})/iu;
/** "Er hat angeboten, 640,00 EUR zu zahlen". */
const PROMISED =
  /(?<!\p{L})(?:angeboten|bot|bietet|wollte|will|möchte|versprach|versprochen|vereinbart|zugesagt|offered|promised)(?!\p{L})/iu;
const SOMEBODY_ELSES =
  /(?:forderung|schulden?|rückstand|konto|saldo)\s(?:der|des|seiner|ihrer|seines|ihres)\s(?:ehe(?:frau|mann|gatt)|(?:schwieger)?(?:mutter|vater)|sohn|tochter|bruder|schwester)/iu;
const NOT_SETTLED =
  /(?<!\p{L})(?:nicht|nie|niemals|kein(?:en)? (?:Cent|Pfennig|Euro)|noch|nur|teilweise|ohne|unbezahlt|not|never|to be)(?!\p{L})/iu;
/** Where a clause turns to what somebody else says: "…, auch wenn Sie von 5.500 Euro schreiben". */
const TURN = /,\s+(?:auch\s|obwohl|obgleich|während|wobei|wenngleich|though|although|even\s|not\s|nicht\s)/iu;
const OFFERED =
  /(?:wir|ich) bieten?(?!\p{L})|bieten? (?:wir|ich)(?!\p{L})|(?:unser|folgendes|our) (?:Vergleichs)?(?:angebot|offer)/iu;
const WITHOUT_PARTS =
  /(?<!\p{L})(?:ohne|exklusive|exkl\.|excluding) (?:\p{L}+ ){0,3}?(?:Zinsen|Kosten|Nebenforderung\p{L}*|interest|costs)/iu;

/** "… dann erhöht sich die Forderung auf 528,77 EUR", "… wären 1.934,56 EUR zu zahlen": what would be claimed then. */
const THEN_CLAIMED =
  /(?<!\p{L})(?:(?:dann|sodann|sonst|ansonsten|andernfalls|in diesem fall|hierdurch|dadurch|würden?|werden|wird)\s(?:[^.;!?]{0,90}\s)?(?:erhöh\p{L}*|steig\p{L}*|anwachsen|anfallen\p{L}*|belaufen)|(?:würden?|wären|betrüge|beliefe|stiege|ergäbe|would)(?!\p{L})[^.;!?]{0,120}(?:(?<!\p{L})(?:zu zahlen|betragen|belaufen|erhöhen|fällig|increase|rise|become|amount|auf)(?!\p{L})|$)|erhöht sich[^.;!?]{0,60}(?:dann|in diesem fall|danach))/iu;
/** Only with it a clause in the conditional says what is to come; "ich würde sagen, es sind" does not. */
const COMES_TO_PASS =
  /(?<!\p{L})(?:falls|sollten?|wenn|sofern|dann|sonst|ansonsten|andernfalls|in diesem fall|hierdurch|dadurch|if|unless|then|otherwise|(?:durch|bei|nach|mit) (?:\p{L}+ ){0,2}(?:mahnbescheid\p{L}*|klage\p{L}*|nichtzahlung|verfahren\p{L}*))(?!\p{L})/iu;

/** "Unter 60 % unserer Forderung, mithin 2.160,00 EUR": a share of the claim, and not the claim. */
const SHARE_OF_CLAIM =
  /\d\s?(?:%|Prozent|percent|per cent)\s+(?:(?:unserer|der|des|dieser|seiner|ihrer|of|the|our)\s+){1,2}(?:\p{L}+\s+)?(?:\p{L}*forderung|\p{L}*summe|\p{L}*betrags?|\p{L}*schuld|claim|debt|balance)(?!\p{L})/iu;
/** "200 Euro netto, also 238,- Euro brutto". */
const NET_BEHIND = /^\s*(?:€|EUR|Euro)?\s*\(?netto(?!\p{L})/iu;
const NET_BEFORE = /(?<!\p{L})netto\s*:?\s*(?:€|EUR)?\s*$/iu;
const GROSS = /(?<!\p{L})(?:brutto|inkl\.?|einschl\.?|inklusive|zzgl\.?)(?!\p{L})/iu;

/** The role that the words right beside an amount force on it, whatever its label is; null for none. */
export function adjacentOverride(around: Surroundings): AmountRole | null {
  if (PER_PERIOD.test(around.after.slice(0, 60))) return 'instalment';
  const close = around.before.slice(-48);
  if (CREDIT_BEHIND.test(around.after)) return 'other';
  if (isNet(around)) return 'other';
  if (DISPUTED_BEHIND.test(around.after)) return 'superseded';
  if (EACH_MONTH_BEFORE.test(close)) return 'instalment';
  if (REPLACED_BEFORE.test(close)) return 'superseded';
  if (MOVED_FROM.test(close) && MOVED_TO.test(around.after.slice(0, 48))) return 'superseded';
  if (TAKEN_OFF.test(around.before.slice(-70))) return 'payment';
  if (BEARS_INTEREST.test(around.before.slice(-110))) return 'other';
  return UNIT_PRICE.test(close) || DELTA_BEFORE.test(close) ? 'other' : null;
}

/** What the whole clause does to a role: an earlier state, someone else's figure, an offer, a threat. */
export function clauseOverride(role: AmountRole, strong: boolean, around: Surroundings): AmountRole {
  const clause = around.before + around.after;
  if (role === 'total' || role === 'principal') {
    if (CLIENTS_WORD.test(sideOf(around)) && !CONFIRMED.test(clause)) return 'superseded';
    if (SETTLED_BEHIND.test(around.after) && !NOT_SETTLED.test(around.before.slice(-40) + around.after))
      return 'superseded';
    if (DISPUTED.test(around.before.slice(-60) + around.after.split('sondern')[0])) return 'superseded';
    if (TOLD_BEFORE.test(around.before) && TOLD_BEHIND.test(around.after)) return 'superseded';
    if (PRICE_OF_ANSWER.test(around.before) && !OWED_THERE.test(clause)) return 'other';
    if (SOMEBODY_ELSES.test(around.before)) return 'other';
    if (role === 'total' && PROMISED.test(around.before) && !/forder|schuld/i.test(clause))
      return 'settlement';
    if (WAIVED_BEHIND.test(around.after) && !NOT_SETTLED.test(around.after)) return 'superseded';
    if (role === 'total' && !strong && RECURS.test(around.before)) return 'instalment';
    if (isThenClaimed(around)) return 'other';
    if (SHARE_OF_CLAIM.test(around.before.slice(-120))) return 'settlement';
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

function isNet({ before, after }: Surroundings): boolean {
  return (NET_BEHIND.test(after) || NET_BEFORE.test(before.slice(-20))) && GROSS.test(before + after);
}

function isThenClaimed({ before, after }: Surroundings): boolean {
  const around = `${before.slice(-200)} ${after.slice(0, 60)}`;
  return THEN_CLAIMED.test(around) && COMES_TO_PASS.test(around);
}

/** The side of a clause that an amount is on, where the clause turns from one speaker to another. */
function sideOf({ before, after }: Surroundings): string {
  const turn = TURN.exec(after);
  const ownAfter = turn ? after.slice(0, turn.index) : after;
  const parts = before.split(TURN);
  return (parts.at(-1) ?? before) + ownAfter;
}
