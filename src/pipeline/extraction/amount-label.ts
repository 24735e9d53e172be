import type { AmountMention } from '../stages/extract';
import { foldCase, phrasePattern } from './phrase-pattern';

export type AmountRole = AmountMention['role'];

/** How firmly a label names its role: 3 "Gesamtforderung", 2 "Forderung", 1 "insgesamt". */
export type LabelStrength = 1 | 2 | 3;

/** A word that tells what an amount is, with its place in the text. */
export interface AmountLabel {
  start: number;
  end: number;
  role: AmountRole;
  strength: LabelStrength;
  /** True for a verb or adjective ("beläuft sich", "offen"), which gives way to a noun in the same clause. */
  predicate: boolean;
}

/** Nouns that costs of pursuing a claim are made of; "Nebenkosten" and "Grundgebühr" are the claim itself. */
const PURSUIT =
  '(?:mahn|inkasso|gerichts?|anwalts|rechtsanwalts|verfahrens|vollstreckungs|beitreibungs|ermittlungs|adress\\p{L}*|einwohnermelde\\p{L}*|r(?:ü|ue)ck(?:lastschrift|last)\\p{L}*|bearbeitungs|rechts|rechtsverfolgungs|gerichtsvollzieher|verzugs|verzugsschadens?|zustell\\p{L}*|bank|auskunfts|titulierungs|sperr|betreibungs|umtriebs|erinnerungs|kontof(?:ü|ue)hrungs|gesamt|neben(?=ford)|verwaltungs|einziehungs|geltendmachungs)';

const LEXICON: readonly [AmountRole, LabelStrength, string, 'predicate'?][] = [
  [
    'total',
    3,
    'gesamt(?:e[rsnm]?)? ?-?(?:haupt)?(?:forderung|betrag|saldo|r(?:ü|ue)ckst(?:ä|ae|a)nd|schuld|summe|obligo|verbindlichkeit|verpflichtung|au(?:ß|ss)enst(?:ä|a)nd|anspruch|restforderung|kontostand)\\p{L}*',
  ],
  ['total', 3, 'forderungs(?:stand|h(?:ö|oe)he|betrag|saldo|summe|total)\\p{L}*'],
  [
    'total',
    3,
    'rest(?:liche[rnm]?)? ?(?:forderung|betrag|schuld|saldo|summe|anspruch|kaufpreis|kredit(?:betrag)?|darlehen(?:sbetrag)?|valuta|kreditsaldo|darlehenssaldo)(?:en|s|es|s?forderung)?',
  ],
  [
    'total',
    3,
    '(?:noch )?(?:insgesamt )?zu (?:be)?zahlen(?:de[rnm]?)?(?: (?:gesamt)?betrag)?|zahlbetrag|zahllast',
  ],
  [
    'total',
    3,
    'offene[rnms]? (?:gesamt|rest)?(?:betrag|saldo|forderung(?:en)?|forderungsbetrag|forderungssaldo|posten|rest|rechnungsbetrag|verbindlichkeit(?:en)?|betr(?:ä|a)ge|summe)(?:e?s)?',
  ],
  [
    'total',
    3,
    'abl(?:ö|oe)se?(?:betrag|summe|wert)|end(?:betrag|summe|saldo)|schlusssaldo|schulden?(?:betrag|stand|saldo|summe)|debetsaldo|sollsaldo|kontokorrentsaldo|negativsaldo|f(?:ä|ae)lligkeitssaldo|minussaldo',
  ],
  [
    'total',
    3,
    'total(?: amount)? (?:outstanding|due|owed|owing|claim(?:ed)?|balance|debt|payable)(?: balance| amount| debt)?|grand total|total claim|total to pay',
  ],
  [
    'total',
    3,
    "(?:outstanding|current|closing|remaining|overdue) (?:total )?(?:balance|amount|debt|claim|sum)|(?:amount|balance|sum|total)(?: currently| still| now)? (?:due|owed|outstanding|owing|payable)|balance of (?:the|this|your client's) account",
  ],
  ['total', 2, '(?:gesamt)?saldo|konto(?:stand|saldo)|total|balance|debt|amount owed'],
  ['total', 2, '\\p{L}*r(?:ü|ue)ckst(?:ä|ae|a)nd(?:e|en|s|es|sbetrag)?|au(?:ß|ss)enst(?:ä|a)nde?'],
  [
    'total',
    2,
    '(?!haupt|teil|kosten|zins|neben|gegen|grund|ursprungs|einzel|rest|gesamt)\\p{L}*forderung(?:en)?|(?:ge)?forderte?[nr]? betrag|forderungsbetrag|nachzahlung(?:sbetrag)?|(?:erstattungs|r(?:ü|ue)ckforderungs|schaden(?:s|ersatz)?|nachforderungs|abrechnungs|klage)betrag',
  ],
  [
    'total',
    2,
    '(?:ausstehende|offene|r(?:ü|ue)ckst(?:ä|ae)ndige|unbezahlte|unbeglichene)[rnms]? (?!haupt|zins|kosten|geb(?:ü|ue)hr|mahn|neben|rate|auslagen|verzug|kapital)\\p{L}+|\\p{L}+schulden',
  ],
  ['total', 2, 'ansp(?:ruch|r(?:ü|ue)che)|verbindlichkeit(?:en)?|schuld(?:en)?|claim'],
  [
    'total',
    2,
    'schulde[tn] (?:\\p{L}+ ){0,4}?(?:uns|mir|unserer \\p{L}+|unserem \\p{L}+)(?: (?:noch|immer noch|aktuell|derzeit|insgesamt|somit|damit|heute|per|zur ?zeit))*|schuldet|owes?(?: us| me)?|is indebted|(?:stands?|amounts?|comes?) (?:at|to)|we claim',
    'predicate',
  ],
  [
    'total',
    2,
    'zur zahlung (?:offen|f(?:ä|ae)llig|ausstehend|an)|zu (?:unseren|meinen) gunsten|zu (?:ihren|seinen) lasten|errechnet sich|steh(?:en|t)(?: \\p{L}+){0,3}(?= .{0,30} aus(?!\\p{L}))|valutier(?:t|en|te)|bel(?:ä|ae|a)uf(?:t|en)|notier(?:t|en)|im (?:minus|soll|r(?:ü|ue)ckstand)|in der kreide|unter(?:m|n| dem) strich|summa summarum|alles in allem',
    'predicate',
  ],
  [
    'total',
    2,
    '(?:noch |weiterhin |derzeit |aktuell )?(?:offen(?:stehend)?|ausstehend|unbezahlt|unbeglichen|outstanding|owing|schuldig)(?: sind| ist| stehen| steht| sei(?:en)?)?|stehen (?:noch )?aus|steht (?:noch )?aus',
    'predicate',
  ],
  [
    'total',
    2,
    '(?:krieg(?:e|en)?|bekomme?n?|erhalte?n?|verlange?n?|fordere?n?|beanspruche?n?|beziffere?n?|w(?:ä|ae)ren) (?:wir|ich|noch|also|von|die|unsere)|(?:wir|ich) (?:fordere?n?|verlange?n?|beanspruche?n?|beziffere?n?|bekomme?n?|krieg(?:e|en)?)|(?:wir|ich) (?:mache?n?|vollstrecke?n?|melde?n?)|(?:mache?n?|vollstrecke?n?) (?:wir|ich)|verbleib(?:t|en)|melden? (?:wir|ich)|fehlen (?:uns|mir)',
    'predicate',
  ],
  [
    'total',
    1,
    'insgesamt|zusammen|summen?|gesamt|in summe|ergibt|macht(?: das| dann)?|in total|sum|altogether',
  ],
  [
    'principal',
    3,
    'haupt(?:forderung|sache|betrag|schuld|anspruch|saldo)(?:en|s|es)?|rest ?hauptforderung|hauptford\\.|haupt-?fdg\\.?|HF(?=[ :\\t])|kapital(?:betrag|forderung|schuld|saldo)?|grundforderung|principal(?: amount| sum| claim)?|capital',
  ],
  [
    'principal',
    2,
    'warenwert|rechnungs(?:betrag|summe)(?:es)?|rechnungsbetr(?:ä|ae)ge|purchases?(?: price)?|invoice amount|merchandise',
  ],
  [
    'interest',
    3,
    '(?!tages|basis|soll(?=zinssatz))(?:\\p{L}*-? ?(?:und|u\\.) )?\\p{L}*zins(?:en|betrag|forderung|r(?:ü|ue)ckstand|r(?:ü|ue)ckst(?:ä|a)nde|schuld|anteil)?|(?:default |late |accrued |statutory |arrears )?interest',
  ],
  [
    'costs',
    3,
    `(?:\\p{L}+-(?:,| und| u\\.|/| sowie) ?){0,3}${PURSUIT}(?:e?s)?-?(?:kosten|geb(?:ü|ue)hr(?:en)?|spesen|auslagen|pauschale|verg(?:ü|ue)tung|entgelte?|aufwendungen|aufwand|honorar|kostenpauschale|forderung(?:en)?)(?:betrag|pauschale)?`,
  ],
  [
    'costs',
    3,
    'kosten(?:pauschale|betrag|forderung|anteil)?|geb(?:ü|ue)hr(?:en)?|auslagen(?:pauschale|ersatz)?|spesen|RVG|GKG|GvKostG|RDG|verzugspauschale|mahnauslagen',
  ],
  [
    'costs',
    3,
    "(?:reminder|dunning|collection|court|legal|lawyer'?s?|attorney'?s?|processing|admin(?:istration)?|late(?: payment)?|return(?:ed)? debit|recovery|solicitor'?s?) (?:fees?|costs?|charges?|expenses)|costs|fees|charges|expenses",
  ],
  [
    'surcharge',
    3,
    '(?:s(?:ä|ae)umnis|versp(?:ä|ae)tungs)-? ?(?:und \\p{L}+)?(?:zuschl(?:ä|ae|a)ge?n?s?|geb(?:ü|ue)hr(?:en)?|entgelte?)|s(?:ä|ae)umniszuschl\\.|s(?:ä|ae)z|surcharges?',
  ],
  [
    'payment',
    3,
    '(?:abz(?:ü|ue)glich|abzgl\\.?|minus|less|\\./\\.)(?: (?:\\p{L}+ ){0,3}?(?:zahlung(?:en)?|teilzahlung(?:en)?|gutschrift(?:en)?))?|nach abzug',
  ],
  [
    'payment',
    3,
    '(?:an|teil|raten|ab|voraus|sonder)?zahlung(?:en|s?eing(?:ang|(?:ä|ae)nge))?|(?:zur(?:ü|ue)ck|ein|an|ab|be)?gezahlt(?:en?|er)?|bezahlt|(?:ü|ue)berwiesen|eingegangen|gutgeschrieben|gutschrift(?:en)?|eingang|verrechnet|vereinnahmt|(?:zur(?:ü|ue)ck|wieder ?)gegeben|erstattet|getilgt|beglichen|tilgung(?:en)?|ausgekehrt|payments?(?: received)?|paid|credit(?:ed|s)?|refund(?:ed)?',
  ],
  [
    'instalment',
    3,
    '(?:monats|leasing|kredit|darlehens|teilzahlungs|tilgungs|spar)?raten?(?:zahlung(?:en)?|h(?:ö|oe)he|plan)?|abschl(?:ag|(?:ä|ae)ge)|teilbetr(?:ag|(?:ä|ae)ge)n?|instal(?:l)?ments?|(?:monthly|weekly) payments?',
  ],
  [
    'settlement',
    3,
    'vergleichs?(?:betrag|summe|angebot|vorschlag|zahlung)?|einmal(?:zahlung|betrag)|einmalig(?:e[rnms]?)?(?: zahlung| betrag)?|gegen zahlung|mindest(?:quote|angebot|betrag|zahlung|summe)|mindestens|unterhalb von|skonto|rabatt|nachlass|(?:teil)?verzicht(?:en)?|quotenzahlung|quote|erledigungs(?:betrag|summe)|abgeltung(?:sbetrag|ssumme)?|erlassen|erlass|abfindung|lump sum|settlement(?: amount| offer| sum)?|discount(?:ed)?|one (?:amount|payment)|(?:full and final|at least|minimum)|kulanz\\p{L}*',
  ],
  [
    'superseded',
    3,
    '(?:an)?statt|anstelle(?: von)?|(?:bisher|urspr(?:ü|ue)nglich|fr(?:ü|ue)her|vormals|zun(?:ä|ae)chst|irrt(?:ü|ue)mlich|f(?:ä|ae)lschlich)(?:e[rnms]?|erweise)?|zuletzt|instead of|previous(?:ly)?|formerly|originally|earlier|alte[rn]? (?:stand|saldo|betrag)',
  ],
  [
    'other',
    3,
    '(?:kredit|verf(?:ü|ue)gungs)?(?:limit|rahmen|linie)|dispo(?:sitionskredit|limit|rahmen)?|tages?zins(?:en|satz|es)?|pf(?:ä|ae)nd(?:ungs?\\p{L}*|bare[rnms]? \\p{L}+)|freibetr(?:ag|(?:ä|ae)ge)|freigrenze|regelbedarfs?|kaution\\p{L}*|mietsicherheit|streitwert|gegenstandswert|gesch(?:ä|ae)ftswert|zwischensummen?|sub-?total|guthaben|versicherungssumme|kaufpreis|verkaufspreis|stammkapital|grundkapital|bruttomiete|warmmiete|kaltmiete|nutzungsentgelt|mehrwertsteuer|mwst\\.?|ust\\.?|umsatzsteueranteil|vat|netto(?:darlehens|kredit)betrag(?:es)?|(?:darlehens|kredit)(?:betrag|summe)(?:es)?|(?:jahres|monats)(?:beitrag|miete|betrag|geb(?:ü|ue)hr|entgelt)s?|einkommen|lohn|gehalt|rente|wert|credit (?:limit|line)|monthly fee|einkaufswert|warengutschein|gutschein|versandkosten|versandkostenpauschale|nebenkosten|betriebskosten|heizkosten|restwert(?:ausgleich)?|toleranzgrenze|bagatellgrenze|kleinbetragsgrenze',
  ],
  ['other', 1, 'zuz(?:ü|ue)glich|zzgl\\.?|plus'],
  [
    'other',
    3,
    '(?:laufende[rnms]?|monatliche[rnms]?|k(?:ü|ue)nftige[rnms]?|noch nicht f(?:ä|ae)llige[rnms]?) (?:monats)?(?:beitrag|miete|abschlag|rundfunkbeitrag|entgelt|zahlung|rate|geb(?:ü|ue)hr|vorauszahlung(?:en)?|beitr(?:ä|a)ge)|vorauszahlung(?:en)?',
  ],
];

const PATTERNS = LEXICON.map(([role, strength, source, predicate]) => ({
  role,
  strength,
  predicate: predicate !== undefined,
  pattern: phrasePattern(`(?:${source})(?![\\p{L}])`, 'g'),
}));

/** Every label in a text, in reading order; where two overlap the longer one stays. */
export function findLabels(text: string): AmountLabel[] {
  const folded = foldCase(text);
  const all: AmountLabel[] = [];
  for (const { role, strength, predicate, pattern } of PATTERNS) {
    for (const match of folded.matchAll(pattern)) {
      all.push({ start: match.index, end: match.index + match[0].length, role, strength, predicate });
    }
  }
  all.sort((a, b) => a.start - b.start || b.end - a.end || b.strength - a.strength);
  const kept: AmountLabel[] = [];
  for (const label of all) {
    const last = kept.at(-1);
    if (!last || label.start >= last.end) kept.push(label);
    else if (label.end - label.start > last.end - last.start) kept[kept.length - 1] = label;
  }
  return kept;
}
