import type { Wording } from './wording';

const ADJECTIVE =
  '(?:offen(?:stehend)?|f(?:ä|ae)llig|geschuldet|zahlbar|ausstehend|r(?:ü|ue)ckst(?:ä|ae)ndig|gefordert|(?:ü|ue)berzahlt|unbezahlt|unbeglichen|aushaftend|verbleibend|restlich|beizutreibend|vollstreckbar|einzuziehend|beansprucht|angemeldet|noch zu leistend|zu (?:(?:be)?zahlend|entrichtend|begleichend|erstattend|(?:ü|ue)berweisend|leistend))e?[rnms]?';
const SUM =
  '(?:betrag(?:e?s)?|betr(?:ä|ae|a)gen?|summen?|saldos?|salden|forderung(?:en)?|posten|rest|verbindlichkeit(?:en)?|schuld(?:en)?|anspruch|anspr(?:ü|ue)che|beitr(?:ä|ae)ge|rechnung(?:en)?)';
/** What has the noun of a claim in it and is a part, someone's credit, or something else. */
const NO_TOTAL =
  '(?!haupt|teil|kosten|zins|neben|gegen|grund|ursprungs|einzel|guthaben|haben|zwischen|anfangs|alt|vor(?!schuss)|er(?:ö|oe)ffnungs|ent|un|mit|mindest|mahn|geb(?:ü|ue)hren|auslagen|inkasso|s(?:ä|ae)umnis|heraus|auf(?!enthalt)|ein|an(?!spruch|walt)|beg|über(?!zahl))';
const NOT_PAID =
  '(?:(?:be|zur(?:ü|ue)ck|ein|ab)?gezahlt(?:en)?|bezahlt(?:en)?|beglichen(?:en)?|ausgeglichen(?:en)?|zur(?:ü|ue)ckgegeben|(?:zur(?:ü|ue)ck)?erstattet|getilgt|entrichtet|(?:ü|ue)berwiesen|eingegangen|paid|settled)';

/** Wordings of the total that is claimed now. */
export const TOTAL_WORDINGS: readonly Wording[] = [
  [
    'total',
    3,
    'gesamt(?:e[rsnm]?)? ?-?(?:haupt)?(?:forderung|betrag|saldo|r(?:ü|ue)ckst(?:ä|ae|a)nd|schuld|summe|obligo|verbindlichkeit|verpflichtung|au(?:ß|ss)enst(?:ä|a)nd|ausstand|anspruch|restforderung|kontostand|belastung)\\p{L}*',
  ],
  ['total', 3, 'forderungs(?:stand|h(?:ö|oe)he|betrag|saldo|summe|total)\\p{L}*'],
  [
    'total',
    3,
    'rest(?:liche[rnm]?)? ?(?:forderung|stand|betrag|schuld|saldo|summe|anspruch|kaufpreis|kredit(?:betrag)?|darlehen(?:sbetrag)?|valuta|kreditsaldo|darlehenssaldo)(?:en|s|es|s?forderung)?',
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
    'abl(?:ö|oe)se?(?:betrag|summe|wert)|end(?:betrag|summe|saldo)|schlusssaldo|schulden?(?:betrag|stand|saldo|summe)|debetsaldo|sollsaldo|kontokorrentsaldo|negativsaldo|f(?:ä|ae)lligkeitssaldo|minussaldo|k(?:ü|ue)ndigungssaldo',
  ],
  [
    'total',
    3,
    'total(?: amount)? (?:outstanding|due|owed|owing|claim(?:ed)?|balance|debt|payable)(?: balance| amount| debt)?|grand total|total claim|total to pay',
  ],
  [
    'total',
    3,
    "(?:outstanding|current|closing|remaining|overdue|unpaid) (?:total )?(?:balance|amount|debt|claim|sum)|(?:amount|balance|sum|total)(?: currently| still| now)? (?:due|owed|outstanding|owing|payable)|balance of (?:the|this|your client's) account",
  ],
  [
    'total',
    3,
    '(?:saldo|inanspruchnahme) (?:(?:auf |zu )?(?:dem|den|der|des|ihrem|ihres|unseres|im) )?(?:dispo(?:sitions)?(?:kredit|kontos?)?(?:e?s)?|giro(?:kontos?)?|rahmenkredite?s?|kontokorrent(?:kredit|kontos?)?e?s?|kreditkarten?(?:kontos?)?|darlehens?(?:kontos?)?)',
  ],
  ['total', 2, '(?:gesamt)?saldo|konto(?:stand|saldo)|total|balance|debt|indebtedness|liabilit(?:y|ies)'],
  [
    'total',
    2,
    '(?:ein(?:en|em)? minus|amount owed|(?:rent |mortgage )?arrears|shortfall|restanz|kassenreste?|rest|zahlbar|unterdeckung|(?:konto)?(?:ü|ue)berziehung|fehlbetrag|fehlbest(?:a|ä|ae)nd|debitorenstand)',
  ],
  [
    'total',
    2,
    '(?:settlement|redemption|pay-?off|early repayment) (?:figure|balance)|pay-?off amount|redemption amount|figure to (?:settle|clear|close)',
  ],
  [
    'total',
    2,
    '\\p{L}*r(?:ü|ue)ckst(?:ä|ae|a)nd(?:e|en|s|es|sbetrag|ssumme|ssaldo)?|au(?:ß|ss)enst(?:ä|a)nde?|zahlungsausst(?:ä|ae|a)nde?|ausstand',
  ],
  [
    'total',
    2,
    '(?!haupt|teil|kosten|zins|neben|gegen|grund|ursprungs|einzel|rest|gesamt)\\p{L}*forderung(?:en)?|(?:ge)?forderte?[nr]? betrag|forderungsbetrag|forderungswert|nachzahlung(?:sbetrag)?',
  ],
  [
    'total',
    2,
    `${NO_TOTAL}\\p{L}+(?:saldo|schuld(?:en)?)|(?:erstattungs|r(?:ü|ue)ck(?:forderungs|zahlungs)|schaden(?:s|ersatz)?|nachforderungs|abrechnungs|klage|r(?:ü|ue)ckstands|(?:ü|ue)berzahlungs|vollstreckungs|beitreibungs|betreibungs|anspruchs|titel|kosten(?=schuld)|abschluss|anmelde)-?(?:betrag|summe|h(?:ö|oe)he|saldo|stand)|(?:darlehens|kredit|konto|schulden|kassen)(?:stand|rest)|(?:ü|ue)berzahlung`,
  ],
  ['total', 2, `(?:noch )?${ADJECTIVE} (?:\\p{L}+ )?${SUM}`],
  [
    'total',
    2,
    '(?:ausstehende|offene|r(?:ü|ue)ckst(?:ä|ae)ndige|unbezahlte|unbeglichene)[rnms]? (?!haupt|zins|kosten|geb(?:ü|ue)hr|mahn|neben|rate|auslagen|verzug|kapital)\\p{L}+|\\p{L}+schulden',
  ],
  ['total', 2, 'ansp(?:ruch|r(?:ü|ue)che)|verbindlichkeit(?:en)?|schuld(?:en)?|claim'],
  [
    'total',
    2,
    'schulde[tn] (?:\\p{L}+ ){0,4}?(?:uns|mir|unserer \\p{L}+|unserem \\p{L}+)(?: (?:noch|immer noch|aktuell|derzeit|insgesamt|somit|damit|heute|per|zur ?zeit))*|schuldet|owes?(?: us| me)?|is indebted|(?:stands?|amounts?|comes?) (?:at|to)|we claim|we are owed|still waiting for',
    'predicate',
  ],
  [
    'total',
    2,
    'zur zahlung (?:offen|f(?:ä|ae)llig|ausstehend|an)|zu (?:unseren|meinen) gunsten|zu (?:ihren|seinen|deren|dessen) lasten|errechnet sich|steh(?:en|t)(?: \\p{L}+){0,3}(?= .{0,30} aus(?!\\p{L}))|valutier(?:t|en|te)|bel(?:ä|ae|a)uf(?:t|en)|notier(?:t|en)|im (?:minus|soll|r(?:ü|ue)ckstand)|in der kreide|unter(?:m|n| dem) strich|summa summarum|alles in allem',
    'predicate',
  ],
  [
    'total',
    2,
    'haftet(?= .{0,80} aus(?!\\p{L}))|(?:aus)?haften(?:d|de[rnms]?)?|aushaftet|(?:noch |weiterhin |derzeit |aktuell )?(?:offen(?:stehend)?|offenstehen|offensteht|ausstehend|unbezahlt|unbeglichen|r(?:ü|ue)ckst(?:ä|ae)ndig|outstanding|owing|unpaid|schuldig|zahlbar)(?: sind| ist| stehen| steht| sei(?:en)?)?|f(?:ä|ae)llig(?: (?:ist|sind|waren|wird|werden))?(?! am| zum| seit| gestellt| ab)|stehen (?:noch )?aus|steht (?:noch )?aus',
    'predicate',
  ],
  [
    'total',
    2,
    '(?:krieg(?:e|en)?|bekomme?n?|erhalte?n?|verlange?n?|fordere?n?|beanspruche?n?|beziffere?n?|w(?:ä|ae)ren) (?:wir|ich|noch|also|von|die|unsere)|(?:wir|ich) (?:fordere?n?|verlange?n?|beanspruche?n?|beziffere?n?|bekomme?n?|krieg(?:e|en)?)|(?:wir|ich) (?:mache?n?|vollstrecke?n?|melde?n?)|(?:mache?n?|vollstrecke?n?) (?:wir|ich)|verbleib(?:t|en)|bleib(?:t|en)|(?:ü|ue)brig|leaves|melden? (?:wir|ich)',
    'predicate',
  ],
  [
    'total',
    2,
    'fehl(?:t|en)(?: (?:uns|mir|noch|also|somit|damit|inzwischen|mittlerweile|derzeit))*|geltend gemacht|angemeldet (?:wird|werden)|(?:sind|w(?:ä|ae)ren) es (?:richtig|korrekt|tats(?:ä|ae)chlich|in wahrheit|nun|jetzt)|richtig (?:ist|sind|w(?:ä|ae)ren?|lautet|beziffert)|richtigerweise|korrekt (?:ist|sind|lautet)|es gilt|remains?|left to pay|(?:has|have) to pay|to clear|(?:ü|ue)berzogen|in verzug|im verzug|beizutreiben|anzusetzen',
    'predicate',
  ],
  [
    'total',
    2,
    'zu (?:entrichten|begleichen|leisten|erstatten|tilgen|fordern|beanspruchen|(?:ü|ue)berweisen|verlangen|vollstrecken)(?: (?:sind|ist|w(?:ä|ae)ren?|haben|hat))?',
    'predicate',
  ],
  [
    'total',
    2,
    `(?:noch |bis heute |bislang |bisher |immer noch |noch immer |weiterhin |leider )?(?:nicht|nie|niemals|kein(?:en)? (?:cent|pfennig|euro|einziger cent)|not|never)(?: (?:\\p{L}+ ){0,2}?)?${NOT_PAID}(?: (?:sind|ist|wurden?|worden))*`,
    'predicate',
  ],
  [
    'total',
    1,
    'insgesamt|zusammen|summen?|gesamt|in summe|ergibt|macht(?: das| dann)?|in total|sum|altogether|stand heute|(?:aktuelle|derzeitige|heutige|gegenw(?:ä|ae)rtige)[rn]? stand',
  ],
];
