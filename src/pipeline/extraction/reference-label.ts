/** Whose number a label announces: "Ihr Zeichen" the reader's, "Unser Zeichen" or "Kundennummer" the writer's. */
export type LabelOwner = 'reader' | 'writer';

/** A label with the place at which its value begins. */
export interface ReferenceLabel {
  owner: LabelOwner;
  start: number;
  valueStart: number;
}

const FILE =
  '(?:Zeichen|Akten-?zeichen|Gesch(?:ä|ae)ftszeichen|Akten-?(?:nr|nummer)|Akte|Az|AZ|Gz|GZ|Gesch\\.?-?Z|Nachricht|Schreiben|Ref(?:erenz)?(?:-?(?:nr|nummer))?|Referenz|Vorgangs?-?(?:nr|nummer)?|Zch|Zn)';
const READERS = `(?:(?:Ihre?[nmrs]?|dortige[sr]?|d(?:ort)?\\.) ?-?(?:u\\. )?${FILE}|I(?:hr)?\\. ?Z\\.|(?:your|yr\\.?) (?:ref(?:erence)?|file|case|letter)(?: ?(?:no|number))?)`;
const NUMBERED =
  '(?:Kunden|Kd|Kdn|Vertrags?|Vertragskonto|Konto|Kto|Mitglieds?|Versicherten|Versicherungs|Police|Policen|Forderungs|Rechnungs|Rg|Re|Buchungs|Kassen|Beitrags|Beitragskonto|Teilnehmer|Schaden|Darlehens?|Kredit|Fall|Vorgangs?|Debitoren|Debitor|Personenkonto|Personen|Akten|Bestell|Auftrags|Objekt|Wohnungs|Mieter|Miet|WE|Mieteinheit|BG|Bedarfsgemeinschafts|Steuer|St|Abnehmer|Z(?:ä|ae)hler|Patienten|Benutzer|Matrikel|Inkasso|Mahn|Verbraucher|Kassenkonto|Abrechnungs|Verbrauchsstellen|Verwaltungs|Identifikations|Betriebs|Einreicher|Mandats|Kundenkonto|Vertragspartner|Buchungskonto|Rahmenvertrags|EBE|Depot|Leasing|Finanzierungs|Service|Geb(?:ü|ue)hren)';
const WRITERS =
  `(?:(?:Unser[en]?|u\\.|mein[e]?) ?-?${FILE}|U(?:ns)?\\. ?Z\\.|(?:our|my) (?:ref(?:erence)?|file|case)(?: ?(?:no|number))?` +
  `|${NUMBERED}[s]?[- .]{0,2}(?:nummer|nr|no|konto|zeichen|kto)(?:[. ]{0,2}(?:nr|nummer))?|(?:Buchungs|Kassen|Gesch(?:ä|ae)fts|Akten|Forderungs)zeichen|Az|AZ|Gz|St\\.?-?Nr|IK-?Nr` +
  '|Vertragskonto|Kundenkonto|Beitragskonto|Mietkonto|Darlehenskonto|Girokonto|Konto|Darlehen|Kredit|Vertrag|Kunde|Kundin|Mitglied|Kd|Kto|Police|Rechnung|Vorgang|Fall|Akte|Abnehmer|Abnehmerkonto|Schaden|Buchungsnummer|Bestellung|Vertrags-?ID|Kunden-?ID|Patient|Mieteinheit|Wohneinheit|WE|Bescheid|Festsetzungsbescheid|Einsatz|Ticket|Referenz(?:nummer)?|Nummer' +
  '|(?:account|customer|contract|claim|file|case|reference|invoice|policy|member(?:ship)?|loan|client|debtor|agreement|matter|ref)(?: ?(?:reference|no|nr|number|id|ref))?)';

const LABEL = new RegExp(
  `(?<![\\p{L}])(?:(${READERS})|${WRITERS})(?![\\p{L}])(?:[. ]{0,2}(?:Nr|No|Nummer)(?!\\p{L}))?[.]?(?: ?\\([^)\\n]{1,40}\\))?[\\s:.#]{0,24}(?:lautet:? |ist |is )?(?=[\\p{L}\\d/])`,
  'giu',
);

/** Every label of a reference in a text. */
export function findReferenceLabels(text: string): ReferenceLabel[] {
  return [...text.matchAll(LABEL)].map((match) => ({
    owner: match[1] === undefined ? 'writer' : 'reader',
    start: match.index,
    valueStart: match.index + match[0].length,
  }));
}
