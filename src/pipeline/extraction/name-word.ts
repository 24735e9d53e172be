/** Capitalised words that letters are full of and that are no part of a person's name. */
const COMMON = new Set(
  `ab abnehmer abs absender abt adresse ag akte aktenzeichen aktuell alle allee als alternativ am an anbei anfrage anhang anlage anlagen anschrift
  ansprechpartner ansprechpartnerin antrag antwort anwalt april auch auf august aus ausweis auszug auto automatische aw az
  bank bankverbindung basis bearbeiter bearbeitung bei beide beitrag beiträge bescheid best besten beste betr betrag betreff betrifft bezug bic bis bitte blz brief büro
  cc chf credit client customer
  da damen damit dank danke darin das dass datum davon dear debt debtor dein deine dem den denn der des deutsche deutschland dezember die dies diese dieser dieses dipl dir dr du durch
  eg ein eine einem einen einer eingang einkommen eltern email e-mail energie entgelt er erika erst es etwa eur euro ev
  fach falls fax februar fehler fest filiale finanzamt firma fon forderung forderungen forderungssache frage fragen frau freitag freundliche freundlichen frist für
  ganz geb geburtsdatum gegen gemäß gerne gesamt gesamtforderung gesendet gericht germany gläubiger gläubigerin gmbh grund gruß grüße grüßen gruss grüezi guten gut
  haben habe hallo handy hauptforderung haus heute hey hi hier hiermit hiervon hinweis hotline herr herren herrn herrschaften hr html http https
  iban ich if ihr ihre ihrem ihren ihrer ihres ihnen im immer in info inkasso inhaber ist iphone
  ja jahr januar jetzt jobcenter juli juni
  kanzlei kasse kein keine klient klienten klientin klinikum kollege kollegen kollegin kontakt konto kosten kopie krankenkasse kredit kreis kunde kunden kundennummer kundin
  land landkreis laut leider lg liebe lieben lieber limited ltd
  mahnung mai mail mandant mandanten mandantin mann mbb mbh mein meine menschen mfg miete mieter mit mitglied mitglieder mittwoch mobil moin monat montag märz
  nach nachricht nachrichten name namens nein nicht noch nordrhein november nr nummer nun nur
  ob oder offene offener oktober on online order original ort
  patient patientin per person please police post postfach praxis pro prof
  quote bände rückgabe erstattung ug ohg kgaa technische gutschrift zedentin verzug laufzeit guthaben
  rate raten re rechnung rechnungen recovery ref regards rest reg rückfragen rückstand
  saldo samstag sachbearbeiter sachbearbeiterin schreiben schuldner schuldnerin schulden schuldnerberatung sehr seit seite seiten september service sie siehe sind so sobald sofern soll sollte sollten sonntag sowie sparkasse st stadt stadtwerke stand status straße strasse strich subject summe system
  tag tage team tel telefax telefon text thank the this ticket titel tonne total trotz
  über uhr um und uns unser unsere unserem unseren unserer unsererseits unter unterlagen unterm ust us
  vergleich vergleichsangebot vergleichsvorschlag versicherte versicherter versicherung vertrag vertragskonto verwaltung vg viele vielen vollmacht vom von vor vorgang
  wann warum was we weil wenn wer werden wie wir wird wg wo wurde
  your you
  zahl zahlen zahlt zahlung zahlungen zeichen zentrale zinsen zu zum zur zuzüglich zusammen zwar zwischen zwischensumme
  mr mrs ms miss familie eheleute ehepaar fräulein hr fr frl med jur phil ing mag hinz debitor debitoren
  delivery undelivered returned sender read gelesen weihnachten ostern sommer winter frühling herbst bankgeheimnis soll haben zeile`
    .split(/\s+/)
    .filter((word) => word.length > 0),
);

/** Endings of German nouns that no surname of note shares, and of streets and firms. */
const NOUN_ENDING =
  /(?:ung|ungen|heit|keit|schaft|nummer|forderung|rechnung|konto|betrag|beträge|saldo|gebühren?|kosten|zinsen|anfrage|auskunft|aufstellung|bescheid|antwort|angebot|management|gericht|amt|verwaltung|stelle|abteilung|leistungen?|beiträge?|mitteilung|notiz|zentrum|vertrag|verträge|auszug|straße|strasse|str|allee|platz|gasse|kasse|bank|versicherung|gesellschaft|werke|betriebe|versand|handel|kanzlei|inkasso|service|daten|unterlagen|schreiben|nachricht|anzeige|sache|ausfall|nachweis|nachweise|bestätigung|ankündigung|übersicht|zahlung|zahlungen|anlage|verfahren|zuschläge?|zuschlag|raten?|frist|stand|preis|tarif|gutschrift|mandat|akte|titel|beratung|beratungen|team|büro|club|studio|studios|portal|adresse|anschrift|miete|konten|bericht|brief|rückstand|rückstände|export|kunde|kundin|inhaber|inhaberin|zeichen|vorgang|fall|mail|system|schule|universität|verband|verein|gemeinde|namen|preise?|gebühr)$/u;

const LEGAL_FORM =
  /^[ ]?(?:&|GmbH|gGmbH|AG|KG|SE|UG|OHG|e?GbR|PartG|eG|e\. ?K|e\. ?V|mbH|mbB|Partnerschaft|Inc|Ltd|AB|S\.A|B\.V)(?!\p{Ll})/u;

/** Whether a capitalised word may be part of a person's name. */
export function mayBeNameWord(word: string): boolean {
  const folded = word.toLowerCase();
  if (COMMON.has(folded) || word.length < 2) return false;
  return !NOUN_ENDING.test(folded);
}

/** Whether a firm's legal form follows, so that the words before are the firm's name. */
export function isFirmAhead(after: string): boolean {
  return LEGAL_FORM.test(after);
}
