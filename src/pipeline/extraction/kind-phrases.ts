import type { Kind } from '../stages/extraction';
import { phrasePattern } from './phrase-pattern';
import { type PhraseRow, QUIET_PHRASES } from './quiet-phrases';

/** A wording that speaks for a kind. Weight 5 decides alone, 3 needs no rival, 1 only leans. */
export interface KindPhrase {
  kind: Kind;
  weight: number;
  pattern: RegExp;
}

const PHRASES: readonly PhraseRow[] = [
  // Sold, or handed to someone else.
  [
    'assignment',
    5,
    'an (?:(?:die|den|das|eine?n?|unsere?n?|frau|herrn|ra|rain) )?(?:\\p{L}+[ -]){0,6}?(?:inkasso|forderungs|anwalt|kanzlei|rechtsanw|gerichtsvollzieher)\\p{L}*.{0,60}?(?:abgegeben|übergeben|abgetreten|verkauft|übertragen|weitergegeben|weitergeleitet)',
  ],
  [
    'assignment',
    5,
    '\\p{L}*(?:forderung|vertrag|konto|vorgang|darlehen|kredit|anspr(?:u|ü)ch)\\p{L}*.{0,120}?(?:verkauft|veräußert|abgetreten|abgegeben|zediert|übertragen worden|weiterverkauft|an (?:einen|die|eine|den) .{0,60}?übergeben|an .{3,70}?übertragen)(?!\\p{L}| (?:und )?(?:gerichtlich|rechtskräftig))',
  ],
  [
    'assignment',
    5,
    '(?:abtretungsanzeige|forderungsverkauf|forderungsübertragung|neue[rn]? (?:gläubiger(?:in)?|forderungsinhaber(?:in)?|inhaber(?:in)? der forderung)|gläubigerwechsel|(?:nicht|kein[e]?) (?:mehr )?(?:gläubiger(?:in)?|forderungsinhaber(?:in)?|inhaber(?:in)? der forderung))',
  ],
  [
    'assignment',
    4,
    '(?:inkasso|rechtsanw|kanzlei)\\p{L}*.{0,60}?(?:mandatiert|beauftragt|betraut)|(?:wenden sie sich|richten sie|kontaktieren sie) (?:\\p{L}+ ){0,8}?(?:direkt |ausschließlich |künftig |bitte )?(?:an|nur an) (?:\\p{L}+[ -]){0,5}?(?:inkasso|kanzlei|rechtsanw|forderungs|neue)',
  ],
  [
    'assignment',
    4,
    'zuständig (?:ist|sind|dafür ist|hierfür ist) (?:jetzt|nun|nunmehr|inzwischen|ab sofort|künftig|seit)|liegt (?:seit .{3,20})?(?:jetzt |nun |inzwischen |bereits )?(?:bei|beim) (?:der |dem )?(?:\\p{L}+ ){0,4}?(?:inkasso|anwalt|kanzlei|gerichtsvollzieher)|^(?:wg: |aw: |re: )*verkauft\\b',
  ],
  [
    'assignment',
    4,
    '(?:has|have|was|were|been) (?:\\p{L}+ )?(?:sold|assigned|transferred) (?:\\p{L}+ ){0,4}?to|new (?:owner|creditor)|no longer (?:the )?(?:owner|creditor|own|hold)|debt (?:sale|purchase)|notice of assignment|collection agency|handed (?:over )?to',
  ],
  [
    'assignment',
    3,
    '(?:verkauf|veräußerung|abtretung|übertragung) an (?!uns)|veräußerte[rn]? forderung\\p{L}*|(?:abgabe|übergabe|übergeben|abgegeben) (?:an|zum|zur) (?:das |ein |die |unser )?(?:inkasso|forderungseinzug|rechtsanw|anwalt)\\p{L}*|wir sind nicht mehr zuständig|forderung ist nicht mehr bei uns',
  ],
  [
    'assignment',
    5,
    '(?:forderungseinzug|einziehung|beitreibung|zuständigkeit|verwaltung|forderungsmanagement)\\p{L}* .{0,140}?(?:übertragen|übergegangen|abgegeben|übernommen)|(?:nicht (?:mehr|länger) (?:hier|bei uns|von uns|durch uns|von hier|durch die)).{0,30}?sondern|(?:haus|wohnung|objekt|geschäft|betrieb|praxis|laden|firma)\\p{L}* .{0,80}?verkauft',
  ],
  [
    'assignment',
    4,
    '(?:uns|wir|kanzlei) .{0,160}?mit (?:der|dem) (?:\\p{L}+ ){0,2}?(?:beitreibung|einziehung|wahrnehmung|geltendmachung|durchsetzung|einzug|vertretung|interessenvertretung|realisierung|forderungseinzug)\\p{L}* .{0,140}?(?:beauftragt|betraut|bevollmächtigt|mandatiert)|honorarforderungen verkaufen|verkaufen wir (?:grundsätzlich|regelmäßig|alle)|liegt (?:seit .{3,40} )?(?:bei|beim) (?:der |dem )?.{0,50}?(?:inkasso|anwalt|anwält|kanzlei|factoring|verrechnungsstelle|recovery|collect)|(?:soll|muss|bitte|sind|ist|zahlen) .{0,40}?(?:jetzt|nun|künftig|ab sofort|nur noch) .{0,10}?an .{3,60}? (?:zahlen|richten|wenden)',
  ],
  // Something is wanted before an answer.
  [
    'info_request',
    5,
    '(?:vollmacht|vertretungsanzeige|bevollmächtigung|schweigepflicht\\p{L}*|entbindung\\p{L}*|legitimation\\p{L}*|einwilligung\\p{L}*|einverständniserklärung).{0,90}?(?:benötig|brauch|erforderlich|fehlt|vorleg|vorlag|zukommen|übersend|zusend|zu senden|einreich|nachreich|nachzureich|beifüg|schick|erbitt|liegt uns (?:\\p{L}+ )?nicht|lag (?:\\p{L}+ ){0,4}nicht|vorliegt|beizufügen|zu übermitteln|übermitteln|nachweis)',
  ],
  [
    'info_request',
    5,
    '(?:benötig|brauch|bitten (?:wir )?(?:sie )?um|fehlt|erbitten|senden sie|schicken sie|übersenden sie|reichen sie|legen sie|lassen sie uns|um (?:übersendung|zusendung|vorlage)).{0,100}?(?:vollmacht|geburtsdatum|ausweis|personalausweis|legitimation|schweigepflicht|entbindung|kundennummer|vertragsnummer|aktenzeichen|rechnungsnummer|letzte anschrift|voranschrift|frühere(?:n)? (?:anschrift|adresse)|geburtsname|bescheinigung nach § ?305|einwilligung)',
  ],
  [
    'info_request',
    5,
    'solange .{0,60}?vollmacht|vollmacht .{0,40}?(?:sehe|im original)|(?:ohne|keine|nicht ohne) (?:\\p{L}+ ){0,4}?(?:vollmacht|entbindung|schweigepflicht\\p{L}*|legitimation)|(?:fehlt|fehlen|benötig\\p{L}*|brauch\\p{L}*|reichen sie|legen sie) .{0,100}?(?:geburtsdatum|erklärung über die|fragebogen|formular|selbstauskunft|belegen?|unterlagen|nachweise?|zeitraum des|rechnungskopie|buchungsnummer|einkommens\\p{L}+|\\p{L}*bescheide?n?(?!\\p{L})|haushalts\\p{L}+|kontoauszüge|lohn\\p{L}+|gehalts\\p{L}+|meldebescheinigung)',
  ],
  [
    'info_request',
    5,
    '(?:teilen|nennen|geben) sie uns (?:bitte )?(?:\\p{L}+ ){0,4}?(?:geburtsdatum|kundennummer|vertragsnummer|anschrift|adresse|aktenzeichen|mitgliedsnummer|versichertennummer|vollständigen?|vollen)',
  ],
  [
    'info_request',
    4,
    '(?:bevor wir|erst nach|erst wenn|sobald uns|sobald sie|damit wir|um (?:ihre|ihnen|die)).{0,120}?(?:auskunft|zahlen|daten|angaben|vollmacht|unterlagen).{0,80}?(?:benötig|brauch|vorlieg|erteil|vorgelegt|nennen)|keine auskunft (?:erteil|geb)|auskunft(?:\\p{L}*)? .{0,40}?nicht (?:erteil|geben)|aus datenschutzrechtlichen gründen',
  ],
  [
    'info_request',
    4,
    '(?:we|i) (?:\\p{L}+ )?(?:need|require) (?:\\p{L}+ ){0,6}?(?:power of attorney|letter of authority|date of birth|proof|copy of|identification|consent|authori[sz]ation)|please (?:\\p{L}+ )?(?:send|provide|supply|forward|let us have|confirm) (?:\\p{L}+ ){0,8}?(?:power of attorney|letter of authority|date of birth|proof of|identification|account number|customer number|signed|mandate|authori[sz]ation)',
  ],
  [
    'info_request',
    3,
    'wie lautet|unter welche[rm] (?:nummer|namen|anschrift)|(?:nicht|keine eindeutige) (?:zuordnen|zuordnung)|(?:können|konnten) .{0,60}?nicht (?:eindeutig )?(?:zuordnen|identifizieren)|nachweis, dass sie|ausweiskopie|kopie (?:des|ihres) (?:personal)?ausweises|nachweis ihrer (?:anerkennung|berechtigung)',
  ],
  [
    'info_request',
    2,
    '(?:vorlage|übersendung|zusendung) .{0,40}?(?:unterlagen|nachweise?|einkommens|haushaltsplan|vermögens)|einkommensnachweis|einkommensunterlagen|haushaltsplan|vermögensverzeichnis',
  ],
  [
    'assignment',
    4,
    '(?:wenden|richten|adressieren) sie (?:[^ ]+ ){0,6}?(?:künftig|fortan|ab sofort|zukünftig|von nun an|nunmehr|jetzt) (?:[^ ]+ ){0,4}?(?:nur|ausschließlich|allein|direkt|unmittelbar) (?:noch )?an uns',
  ],
  [
    'assignment',
    4,
    '(?:macht|bearbeitet|betreibt|regelt|verfolgt|betreut|kümmert sich|läuft|liegt|hat) (?:\\p{L}+ ){0,2}?(?:jetzt|nun|inzwischen|mittlerweile|schon lange|seit) (?:[^ ]+ ){0,4}?(?:(?:das|der|die|den|dem|ein|eine|einem|einer|über|beim|unser\\p{L}*|mein\\p{L}*) ){1,2}(?:\\p{L}+ )?(?:inkasso|anwalt|anwält|rechtsanw|kanzlei)\\p{L}*',
  ],
  // The office's offer is taken or turned down.
  [
    'settlement_accepted',
    5,
    '(?:mit )?(?:ihrem|dem|ihr|ihren|den|diesem|dieser|ihre[rm]?|der) .{0,60}?(?:vorschlag|angebot|vergleich|plan|ratenzahlung|einmalzahlung|zahlungsplan|regulierungsplan|schuldenbereinigungsplan|ratenplan|vereinbarung)\\p{L}*.{0,80}?(?<!nicht )(?:einverstanden|zugestimmt|stimmen wir(?! nicht| leider nicht)|stimme ich(?! nicht)|nehmen wir (?!nicht|leider)(?:\\p{L}+ ){0,3}?an(?!\\p{L})|akzeptieren wir(?! nicht)|(?<!nicht )angenommen|annehmen wir)',
  ],
  [
    'settlement_accepted',
    5,
    '(?:wir|ich|mandantin|mandantschaft|gläubigerin) (?:\\p{L}+ )?(?:nehmen?|akzeptier(?:en|e|t)|stimm(?:en|e|t)|nimmt) (?!nicht)(?:\\p{L}+ ){0,6}?(?:vergleich|angebot|vorschlag|plan|zahlungsplan|ratenzahlung|schuldenbereinigungsplan|ratenplan|regulierungsvorschlag)\\p{L}*(?! nicht| leider nicht| keinesfalls)(?: .{0,50}?(?:an|zu))?(?!\\p{L}| nicht)',
  ],
  [
    'settlement_accepted',
    4,
    '(?:is|are) acceptable|(?:plan|settlement|offer|instalments?) (?:is |are |has been )?(?:agreed|accepted)|(?:sind|bin|wären|ist|erkläre(?:n)? (?:wir |ich )?(?:uns|mich)) (?:wir |ich )?(?!nicht)(?:\\p{L}+ ){0,5}?einverstanden|vergleich (?:\\p{L}+ ){0,3}?(?:kommt|ist) (?:\\p{L}+ )?zustande|bestätigen (?:wir )?(?:\\p{L}+ ){0,4}?(?:vergleich|ratenzahlungsvereinbarung|zahlungsvereinbarung|ratenplan)|(?:we|i) (?:\\p{L}+ )?(?:accept|agree)(?: to)? (?:\\p{L}+ ){0,5}?(?:offer|proposal|settlement|plan)|offer (?:is|has been) accepted|erlassen wir (?:den|die) rest|auf (?:den rest|die restforderung) verzichten wir',
  ],
  [
    'settlement_accepted',
    5,
    '(?<!(?:nicht|keine?n?|schwer|außerstande|leider|unmöglich|gehindert|ablehn\\p{L}*|abgelehnt|empfehl\\p{L}*|überleg\\p{L}*|weiger\\p{L}*)[ ,].{0,80})(?:ihrem|dem|ihren|den|ihr|das) (?:(?!nicht)\\p{L}+ ){0,3}?\\p{L}*(?:vorschlag|angebot|vergleich|plan)\\p{L}* (?:(?!nicht)[^ ]+ ){0,6}?(?:zuzustimmen|anzunehmen)(?!,? (?:können|ist|wäre|sehen|lehn|kommt|vermögen|nicht|sind wir (?:nicht|außer)))',
  ],
  [
    'settlement_accepted',
    4,
    '(?:ich bin|wir sind|bin ich|sind wir) (?:da )?dabei(?=[.!]|$|,? (?:soll|schick|wenn das))|besser als (?:gar )?(?:nix|nichts)|(?:so |das )?machen wir so(?=[.!,])|geht (?:für (?:mich|uns) )(?:klar|in ordnung)',
  ],
  [
    'settlement_rejected',
    5,
    '\\p{L}*(?:vorschlag|angebot|vergleich|plan|ratenzahlung|einmalzahlung|quote|stundung|erlass|teilverzicht)\\p{L}*.{0,120}?(?:lehnen wir|ablehnen|abgelehnt|zurückweisen|weisen wir|lehne ich|nicht (?:an(?!\\p{L})|annehmen|zustimmen|zu(?!\\p{L})|akzeptieren|angenommen|einverstanden|nähertreten|nahe ?treten|folgen|näher treten|entsprechen)|keine zustimmung|lehnt)',
  ],
  [
    'settlement_rejected',
    5,
    '(?:lehnen|lehnt|lehne|ablehnung).{0,60}?(?:vorschlag|angebot|vergleich|plan|ratenzahlung|einmalzahlung|quote)|(?:nicht|kein) (?:\\p{L}+ ){0,2}?(?:einverstanden|annehmen|zustimmen)|stimm(?:en|e|t) (?:[^ ]+ ){0,8}?\\p{L}*(?:plan|vorschlag|angebot|vergleich)\\p{L}* (?:[^ ]+ ){0,8}?nicht (?:zu|bei)(?!\\p{L})',
  ],
  [
    'settlement_rejected',
    5,
    '(?:reject|decline|refuse|not (?:able to )?accept|cannot accept|unable to accept|not agree|turn(?:ed)? down)\\p{L}* (?:\\p{L}+ ){0,6}?(?:offer|proposal|settlement|plan)|(?:offer|proposal|plan) (?:\\p{L}+ ){0,4}?(?:rejected|declined|not acceptable|unacceptable)',
  ],
  [
    'settlement_rejected',
    5,
    'kein(?:en|em)? (?:\\p{L}+ )?(?:vergleich|erlass|teilerlass|verzicht)(?: ist| wäre)? möglich|(?:vergleich)\\p{L}* (?:ist |wäre |kommt )?(?:\\p{L}+ ){0,4}?nicht (?:möglich|in (?:betracht|frage))|kann (?:daher |leider |somit )?nicht (?:zugestimmt|entsprochen|angenommen)|volle (?:summe|forderung|betrag) oder (?:nix|nichts)|(?:bestehen|bestehe|besteht) (?:\\p{L}+ ){0,4}?auf (?:\\p{L}+ ){0,3}?(?:voll|gesamt|ganz)\\p{L}*|(?:schließen|schliessen) (?:wir )?(?:\\p{L}+ ){0,4}?keine(?:n|rlei)? vergleich',
  ],
  [
    'settlement_rejected',
    3,
    'nein(?=[.,!])|mindestens \\d+ ?(?:%|prozent)|unter \\d+ ?(?:%|prozent) (?:\\p{L}+ ){0,4}?(?:nichts|nicht)',
  ],
  [
    'settlement_rejected',
    3,
    '(?:vergleichsangebot|angebot|vorschlag|quote) (?:\\p{L}+ ){0,4}?(?:zu niedrig|unzureichend|inakzeptabel|nicht ausreichend|unangemessen)|kommt (?:für uns |daher |leider )?(?:nicht in betracht|nicht in frage).{0,40}(?:vergleich|angebot)|bitte machen sie ein neues angebot|machen sie (?:uns )?(?:bitte )?ein (?:neues|besseres|höheres) angebot',
  ],
  // Nothing is owed.
  [
    'no_claim',
    5,
    '(?:keine|keinerlei|kein)(?! (?:weitere|andere|sonstige)) (?:\\p{L}+ ){0,4}?(?:forderung(?:en)?(?!\\p{L})|außenstände|rückst(?:and|ände)|verbindlichkeit(?:en)?|ansprüche|offenen? (?:posten|beträge?|saldo|salden|rechnungen)|zahlungsrückst(?:and|ände)|schulden)(?! (?:mehr )?(?:erlassen|abtreten|über))',
  ],
  [
    'no_claim',
    5,
    '(?:zu zahlen|zu fordern|offen|geschuldet|fällig) (?:ist|sind|bleibt|wäre) (?:(?:somit|damit|also|daher|hier|bei uns|aktuell|derzeit) )?(?:nichts|nix)|(?:wir|ich) (?:\\p{L}+ )?(?:fordern?|verlangen?|wollen?|bekommen?|kriegen?|beanspruchen?) (?:\\p{L}+ ){0,4}?(?:nichts|nix)|alles (?:\\p{L}+ )?(?:bezahlt|beglichen|erledigt|ausgeglichen|auf null)|(?:saldo|kontostand)(?: ist| beträgt| lautet)?[: ]{1,3}(?:null|0)(?![\\d.,])|(?:rest(?:betrag|forderung|schuld|summe)|restliche forderung)\\p{L}* .{0,140}?(?:wurde|wird|ist|haben wir|worden) .{0,120}?erlassen|(?:ansprüche|forderungen) (?:haben|bestehen|machen|stellen) (?:wir |ich )?(?:\\p{L}+ ){0,4}?nicht(?: mehr)?|(?:steht|stehen|ist) (?:\\p{L}+ ){0,2}?auf null|ist bei uns (?:zu|durch|erledigt)(?!\\p{L})|sache ist (?:damit )?(?:aus der welt|gegessen|vom tisch)',
  ],
  [
    'no_claim',
    5,
    '(?:nichts|nix) (?:mehr )?(?:offen|zu zahlen|zu fordern|ausstehend)|(?:keine?n?|weder) (?:kund(?:e|in|en)|kundenverhältnis|kundenkonto|vertrag|vertragsverhältnis|geschäftsbeziehung|kontoverbindung|mitgliedschaft|datensatz|eintrag|treffer)(?:\\p{L}*)?.{0,80}?(?:gefunden|gespeichert|bekannt|vorhanden|ermittelt|besteht|bestanden|ermitteln|finden|feststellen|verzeichnet|geführt)?',
  ],
  [
    'no_claim',
    5,
    '(?:ist|hier|in unserem (?:system|hause|bestand)) (?:\\p{L}+ ){0,5}?(?:nicht (?:bekannt|registriert|gespeichert|vorhanden)|unbekannt)|(?:führen|haben|finden) (?:wir )?(?:\\p{L}+ ){0,5}?nicht (?:als (?:kund|mitglied|schuldner)|in unser)',
  ],
  [
    'no_claim',
    5,
    '(?:vollständig|komplett|restlos|bereits|inzwischen|mittlerweile|zwischenzeitlich|in voller höhe|ganz) (?:\\p{L}+ ){0,3}?(?:bezahlt|beglichen|ausgeglichen|gezahlt|getilgt|zurückgezahlt|zurückgeführt)|\\p{L}*(?:konto|saldo|forderung|angelegenheit|sache|fall|rechnung|akte|vorgang)\\p{L}*.{0,60}?(?:ausgeglichen|erledigt|abgeschlossen|beglichen|bezahlt|geschlossen)(?! (?:werden|wird|sobald|wenn))',
  ],
  [
    'no_claim',
    5,
    '(?:saldo|forderung|betrag|kontostand|rückstand|gesamtforderung|balance)\\p{L}*.{0,30}? (?:EUR |€ ?)?0,00(?!\\d)|guthaben(?! (?:bei|von anderen)).{0,60}?(?:EUR|€|Euro)|(?:erlassen|ausgebucht|verzichten) .{0,40}?(?:gesamte|vollständig|endgültig)|(?:gesamte|vollständig|endgültig).{0,40}?(?:erlassen|verzichten)|niedergeschlagen und gelöscht',
  ],
  [
    'no_claim',
    5,
    '(?:weder|nicht) als \\p{L}*(?:schuldner(?:in)?|kunde|kundin|mitglied|versicherte[rn]?|patient(?:in)?|mieter(?:in)?|zahler(?:in)?|pflichtige[rn]?|partner(?:in)?|nehmer(?:in)?|inhaber(?:in)?|halter(?:in)?|nutzer(?:in)?|debitor(?:in)?) (?:noch als \\p{L}+ )?(?:\\p{L}+ ){0,3}?(?:erfasst|geführt|bekannt|gespeichert|verzeichnet|registriert|gemeldet|vermerkt|hinterlegt|vorhanden|angelegt)(?!\\p{L}|.{0,80}(?:aber|jedoch|sondern|wohl|schulde))|(?:hat|haben|ist|sind|wurden?) (?:(?!hälfte|teil|rate|anzahl|dann|noch|nicht|nie|nur)[^ ]+ ){0,14}?(?:bezahlt|gezahlt|überwiesen|beglichen|zurückgegeben|zurückgezahlt|ausgeglichen|übernommen)(?!\\p{L}|\\?),?(?: (?!dann|aber|rest|fehl|noch|werden|wird|sonst)[^ ]+){0,8}? (?:alles (?:gut|ok|okay|in ordnung|geklärt)|quitt)(?!\\p{L}|.{0,80}(?:rest|schuld|fehl|offen|aber|noch|nur))',
  ],
  [
    'no_claim',
    4,
    '(?:no|not any) (?:\\p{L}+ ){0,3}?(?:outstanding|claims?|debt|balance|amount due|arrears|record|account|customer)(?: .{0,40}?(?:found|exist|owed|due|remaining))?|paid in full|fully paid|settled in full|account (?:is|has been) (?:closed|settled|cleared)|zero balance|nothing (?:is )?(?:owed|due|outstanding)|unable to (?:find|locate|trace)|does not owe|credit balance|not known to us',
  ],
  ...QUIET_PHRASES,
  // A claim is stated, with or without a figure that can be read.
  [
    'claim_statement',
    3,
    '(?:forderungsaufstellung|forderungsauskunft|forderungsanmeldung|forderungshöhe|rückstandsaufstellung|rückstandsmitteilung|kontoauszug|kontoübersicht|saldenbestätigung|saldenmitteilung|statement of account|debt statement|aktueller? forderungsstand|debitorenauszug|beitragsauskunft|gläubigerauskunft|kontenstand)',
  ],
  [
    'claim_statement',
    2,
    '(?:\\p{L}*forderung(?:en)?|schulde[tn]?|schulden|\\p{L}*rückst(?:and|ände)\\p{L}*|(?:privat|rest)?darlehen|mietschulden|(?:unsere[rn]?|meine[rn]?) (?:auskunft|betrag|rechnung)|ihre[rsnm]? (?:klient|mandant)\\p{L}*|ihr (?:zeichen|az|aktenzeichen)|jahresbeitr(?:ag|äge)|owes?|debt|claim)|(?:richtige[rn]?|neue[rn]?|korrekte[rn]?) betrag|neue berechnung',
  ],
  [
    'claim_statement',
    2,
    '(?:in der |als |im )?(?:anlage|anhang|anbei|beigefügt|beiliegend|attached|enclosed|hängt dran|pdf)\\p{L}*|melden wir .{0,40}?(?:an|zur)|(?:gesamtforderung|forderungsstand|offene[nr]? (?:betrag|saldo|forderung)|rückstand|total outstanding|balance due)',
  ],
];

/** The table of wordings, German and English, for folded text; a blank in a pattern stands for any white space. */
export const KIND_PHRASES: readonly KindPhrase[] = PHRASES.map(([kind, weight, source]) => ({
  kind,
  weight,
  pattern: phrasePattern(
    source
      .replaceAll('[^ ]', '[^\\s]')
      .replaceAll(/\[ ,?([^\]]*)\]/g, '[\\s,$1]')
      .replaceAll(' ?', '\\s*')
      .replaceAll(' ', '\\s+'),
    's',
  ),
}));
