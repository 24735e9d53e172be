import type { Wording } from './wording';

/** Nouns that costs of pursuing a claim are made of; "Nebenkosten" and "Grundgebühr" are the claim itself. */
const PURSUIT =
  '(?:mahn|porto|gutachter|sicherstellungs|konto|pf(?:ä|ae)ndungs|exekutions|inkasso|gerichts?|anwalts|rechtsanwalts|verfahrens|vollstreckungs|beitreibungs|ermittlungs|adress\\p{L}*|einwohnermelde\\p{L}*|r(?:ü|ue)ck(?:lastschrift|last)\\p{L}*|bearbeitungs|rechts|rechtsverfolgungs|gerichtsvollzieher|verzugs|verzugsschadens?|zustell\\p{L}*|bank|auskunfts|titulierungs|sperr|betreibungs|umtriebs|erinnerungs|kontof(?:ü|ue)hrungs|gesamt|neben(?=ford|geb)|verwaltungs|einziehungs|geltendmachungs)';

/** Wordings of parts of a claim, of payments and offers, and of figures that are no claim at all. */
export const PART_WORDINGS: readonly Wording[] = [
  [
    'principal',
    3,
    'haupt(?:forderung|sache|betrag|schuld|anspruch|saldo)(?:en|s|es)?|rest ?hauptforderung|hauptford\\.|haupt-?fdg\\.?|HF(?=[ :\\t])|(?:rest-?|darlehens|kredit|(?<!gezeichnete[sn]? ))?(?<!gezeichnete[sn]? )kapital(?:betrag|forderung|schuld|saldo)?|grundforderung|principal(?: amount| sum| claim)?|capital',
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
    'kosten(?:pauschale|betrag|forderung|anteil)?|geb(?:ü|ue)hr(?:en)?|auslagen(?:pauschale|ersatz)?|spesen|RVG|GKG|GvKostG|RDG|verzugspauschale|mahnauslagen|mahn(?:geb|k|kst|sp)\\.|r(?:ü|ue)cklastschrift(?:en)?(?!\\p{L})|mahnung(?:en)? (?:kommen|fallen|berechnen)',
  ],
  [
    'costs',
    3,
    "(?:reminder|dunning|collection|court|legal|lawyer'?s?|attorney'?s?|processing|admin(?:istration)?|late(?: payment)?|return(?:ed)? debit|recovery|solicitor'?s?) (?:fees?|costs?|charges?|expenses)|costs|fees|charges|expenses",
  ],
  ['costs', 2, '(?<=(?:EUR|Euro|€)\\s?)bearbeitung(?=\\s*(?:[).,;+]|$))|sachverst(?:ä|ae)ndige[rn]?(?=\\t)'],
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
    '(?:kredit|verf(?:ü|ue)gungs)?(?:limit|rahmen|linie)|dispo(?:sitionskredit|limit|rahmen)?|tages?zins(?:en|satz|es)?|pf(?:ä|ae)nd(?:ungs?(?!geb|kost)\\p{L}*|bare[rnms]? \\p{L}+)|freibetr(?:ag|(?:ä|ae)ge)|freigrenze|regelbedarfs?|kaution\\p{L}*|mietsicherheit|streitwert|gegenstandswert|gesch(?:ä|ae)ftswert|zwischensummen?|sub-?total|guthaben|versicherungssumme|deckungssumme|haftung\\p{L}*|selbstbehalt|eigenanteil|beitragseinnahmen|jahresumsatz|umsatz|honorar f(?:ü|ue)r|kaufpreis|verkaufspreis|stammkapital|grundkapital|bruttomiete|warmmiete|kaltmiete|nutzungsentgelt|mehrwertsteuer|mwst\\.?|ust\\.?|umsatzsteueranteil|vat|netto(?:darlehens|kredit)betrag(?:es)?|(?:darlehens|kredit)(?:betrag|summe)(?:es)?|(?:jahres|monats)(?:beitrag|miete|betrag|geb(?:ü|ue)hr|entgelt)s?|einkommen|lohn|gehalt|rente|wert|credit (?:limit|line)|monthly fee|einkaufswert|warengutschein|gutschein|versandkosten|versandkostenpauschale|nebenkosten|betriebskosten|heizkosten|restwert(?:ausgleich)?|toleranzgrenze|bagatellgrenze|kleinbetragsgrenze',
  ],
  ['other', 1, 'zuz(?:ü|ue)glich|zzgl\\.?|plus'],
  [
    'other',
    3,
    '(?:laufende[rnms]?|monatliche[rnms]?|k(?:ü|ue)nftige[rnms]?|noch nicht f(?:ä|ae)llige[rnms]?) (?:monats)?(?:beitrag|miete|abschlag|rundfunkbeitrag|entgelt|zahlung|rate|geb(?:ü|ue)hr|vorauszahlung(?:en)?|beitr(?:ä|a)ge)|vorauszahlung(?:en)?',
  ],
];
