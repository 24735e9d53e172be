import type { NameMention } from '../stages/extract';
import { CONFIDENCE } from './confidence';
import { type Passage, quoteAround } from './passage';

/** Names that are offered per mail. */
const NAME_LIMIT = 12;
const READ_LIMIT = 40_000;

const PARTICLE = "(?:von|van|vom|zu|zum|zur|de|del|della|di|da|dos|der|den|ter|ten|el|al|bin|ben|Lo|La|Le|Mc|Mac|d'|O')";
const WORD = "\\p{Lu}[\\p{L}'’]{1,24}(?:-\\p{L}[\\p{L}'’]{1,24}){0,3}";
const NAME = `(?:${WORD}|\\p{Lu}\\.)(?:[ ](?:${PARTICLE}[ ]){0,2}${WORD}){1,4}`;
const SURNAME_FIRST = `(?:${PARTICLE}[ ]){0,2}${WORD}(?:[ ]${WORD})?,[ ]${WORD}(?:[ ]${WORD})?`;
const TITLES = '(?:(?:Dr|Prof|Dipl|Ing|Mag|med|jur|phil|rer|nat|h\\.c|Dr\\.-Ing|Dipl\\.-\\p{L}+)\\.?[ ]){0,4}';

const ADDRESSED = '(?:Herrn?|Frau|Hr\\.|Fr\\.|Fräulein|Mr\\.?|Mrs\\.?|Ms\\.?|Miss|Familie|Eheleuten?)';
const ROLE_NOUN =
  '(?:(?:Ihre?[nmrs]?|unsere?[nmrs]?|der|die|den|dem|des|our|your|the)[ ])?(?:Klient(?:en|in)?|Mandant(?:en|in)?|Schuldner(?:in|s)?|Kund(?:e|en|in)|Mitglieds?|Versicherte[nr]?|Patient(?:en|in)?|Debitor(?:in)?|Mieter(?:in|s)?|Darlehensnehmer(?:in)?|Kreditnehmer(?:in)?|Steuerpflichtige[rn]?|Ratsuchende[rn]?|Beitragsschuldner(?:in)?|Auszubildende[rn]?|Leistungsempfänger(?:in)?|Vertragspartner(?:in)?|Antragsgegner(?:in)?|Nutzer(?:in)?|Abnehmer(?:in)?|client|customer|debtor|borrower|tenant|member|patient|account holder)';
const FIELD =
  '(?:Name(?:,? Vorname)?|Vor- und (?:Nachname|Zuname)|Schuldner(?:/in|in|\\(in\\))?|Kund(?:e|in)(?:nname)?|Klient(?:in)?|Mandant(?:in)?|Debitor|Debtor|Client|Customer|Patient(?:in)?|Versicherte(?:r)?|Mitglied|Betreff|Betr\\.|Betrifft|Re|Subject|Steuerpflichtige[r]?|Beitragskontoinhaber(?:in)?|Kontoinhaber(?:in)?|Vertragspartner(?:in)?|Mieter(?:in)?|Vertragsnehmer(?:in)?|Darlehensnehmer(?:in)?|Versicherungsnehmer(?:in)?|Antragsteller(?:in)?|Person|Account holder|Zahlungspflichtige[rn]?|Leistungsberechtigte[rn]?|Forderungssache|In Sachen|gegen|Anfrage(?: zu| wegen| für)?|Gläubigeranfrage|Forderungsanfrage|Ihre Anfrage zu|für|zu|./\\.|wegen|regarding|concerning|about|of)';

const PATTERNS: readonly [RegExp, number][] = [
  [new RegExp(`(?<!\\p{L})${FIELD}[ ]?[:\\t][\\s\\t]{0,3}(?:${ADDRESSED}[ ])?${TITLES}(${SURNAME_FIRST}|${NAME})`, 'gu'), CONFIDENCE.name.labelled],
  [new RegExp(`(?<!\\p{L})${ROLE_NOUN},?[ \\n](?:${ADDRESSED}[ \\n])?${TITLES}(${SURNAME_FIRST}|${NAME})`, 'gu'), CONFIDENCE.name.labelled],
  [new RegExp(`(?<!\\p{L})${ADDRESSED}[ \\n]${TITLES}(${SURNAME_FIRST}|${NAME})`, 'gu'), CONFIDENCE.name.addressed],
  [new RegExp(`(${SURNAME_FIRST}|${NAME})[ ]?(?:,|\\()[ ]?(?:geb|geboren|born|\\*|wohnhaft)`, 'gu'), CONFIDENCE.name.labelled],
  [new RegExp(`(?<!\\p{L})(?:zu|für|gegen|von|wegen|über|mit|\\./\\.|for|about|against|regarding)[ \\n](?:${ADDRESSED}[ ])?${TITLES}(${SURNAME_FIRST}|${NAME})`, 'gu'), CONFIDENCE.name.text],
  [new RegExp(`(?:^|[\\n\\t(:;–-] ?)(${SURNAME_FIRST}|${NAME})(?=[ ]?(?:[,;)\\t\\n–-]|$))`, 'gu'), CONFIDENCE.name.text],
  [new RegExp(`(?<![\\p{L}-])(${NAME})(?![\\p{L}])`, 'gu'), 0.3],
];
const COUPLE = new RegExp(`(?:Eheleuten?|Ehepaar|Herrn? und Frau|Frau und Herrn?|Ehegatten|Familie)[ \\n](${WORD})[ ](?:und|u\\.|&|and)[ ](${WORD})[ ]((?:${PARTICLE}[ ])?${WORD})`, 'gu');
const MAIDEN = new RegExp(`(${WORD})[ ,(]{1,3}(?:geb\\.|geborene|née)[ ](${WORD})`, 'gu');

const NOT_A_NAME =
  /(?<!\p{L})(?:GmbH|AG|KG|SE|mbH|e\.? ?V|eG|UG|OHG|Inkasso|Bank|Sparkasse|Stadtwerke|Kasse|Krankenkasse|Versicherung\p{L}*|Abteilung|Team|Service|Kundenservice|Damen|Herren|Grüße[n]?|Grüssen?|Sehr|Guten|Hallo|Liebe[r]?|Dear|Kind|Best|Ihre?[rsnm]?|Unser\p{L}*|Wir|Der|Die|Das|Den|Dem|Ein|Eine|Bei|Mit|Von|Zum|Zur|Für|Per|Am|Im|In|An|Auf|Und|Oder|Aus|Vor|Nach|Bitte|Vielen|Besten|Dank|Freundliche\p{L}*|Stra(?:ß|ss)e|\p{L}+(?:stra(?:ß|ss)e|platz|weg|allee|gasse|ring|ufer|damm|str)|Schuldnerberatung\p{L}*|Schuldner|Gläubiger\p{L}*|Forderung\p{L}*|\p{L}*(?:forderung|rechnung|nummer|konto|vertrag|zeichen|betrag|saldo|gebühr|kosten|zinsen|anfrage|auskunft|aufstellung|bescheid|antwort|angebot|schreiben|nachricht|management|gericht|amt|verwaltung|stelle|abteilung|zahlung|leistung\p{L}*|beiträge|beratung|mitteilung|bestätigung|kollegen|notiz)|Stand|Betreff|Anlage|Anhang|Datum|Seite|Telefon|Tel|Fax|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|January|March|June|July|October|December|Jobcenter|Finanzamt|Technische|Hochschule|Universität|Klinikum|Kanzlei|Rechtsanw\p{L}+|Partner|Holding|Mobil\p{L}*|Energie|Mail|Delivery|System|Re|Aw|Wg|Kunde|Kundin|Mitglied|Zusammenhang|Hauptsache|Please|The|We|Our|Your|This|Thank|If|Total|Outstanding|Balance|Account|Es|Sie|Ich|Er|Ob|Da|So|Zu|Haben|Sofern|Falls|Gerne?|Hiermit|Anbei|Zwischen\p{L}*|Gesamt\p{L}*|Haupt\p{L}*|Summe|Kreis\p{L}*|Stadt|Gemeinde|Landkreis|Rundfunk\p{L}*|Verkehrsbetriebe|Amtsgericht|Landgericht|Geschäftsführer\p{L}*|Bearbeiter\p{L}*|Sachbearbeiter\p{L}*|Ansprechpartner\p{L}*|Vorstand|Dipl|Im Auftrag|Auftrag|Auftraggeber\p{L}*|Undelivered|Returned|Sender|Gelesen|Automatische|Fachbereich|Zentrale|Postfach|Bankverbindung|Schweizer|Franken|Europa|Deutschland|Germany|Alternativ|Beide|Kopie|Original|Vollmacht|Klient\p{L}*|Mandant\p{L}*|Beitrags\p{L}*|Kunden\p{L}*)(?!\p{L})/u;

/** The reader: the salutation names a case worker, never the client. */
const SALUTATION = /(?:Sehr geehrte[rs]?|Liebe[rs]?|Hallo|Guten (?:Tag|Morgen|Abend)|Hi|Dear|Moin|Grüezi|Servus|Werte[rs]?)[ ,]{1,2}(?:liebe[rs]? )?(?:(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?)[ ])?(?:Kolleg\p{L}+[ ])?$/u;
const CLERK = /(?:Sachbearbeiter\p{L}*|Bearbeiter\p{L}*|Sachb\.|Ansprechpartner\p{L}*|Ihr Kontakt|Ihre Ansprechpartnerin|i\. ?A\.|i\. ?V\.|gez\.|Geschäftsführer\p{L}*|Vorstand|Praxis|schrieb|Auskunft erteilt|Contact|Auftraggeber\p{L}*|Zedent\p{L}*|Gläubiger\p{L}*|Mandantschaft|Von|From|An|To|Gesendet|Cc)[: \t]{1,3}(?:(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.)[ ])*$/u;
const CLOSING = /(?:Gr(?:ü|ue)(?:ß|ss)en?|regards|LG|VG|MfG|Gruß|Gruss|sincerely|Hochachtungsvoll|faithfully|Im Auftrag)[^\n]{0,24}\n/iu;
const COLLEAGUE = /^[ ,]*(?:aus (?:unserer|unserem)|vom Team|von unserer|, ?(?:Abteilung|Durchwahl|Rechtsanw|Tel))|^[^\n]{0,3}\n?[^\n]{0,4}(?:Tel|Durchwahl|Rechtsanw|Sachbearbeit|Geschäftsf)/u;

/** Possible names of clients, in the order "first name last name", the surest first. */
export function findClientNames(passages: Passage[]): NameMention[] {
  const best = new Map<string, NameMention>();
  let left = READ_LIMIT;
  for (const passage of passages) {
    const text = passage.text.slice(0, Math.max(0, left));
    left -= text.length;
    const spans: [number, number, string, number][] = [];
    for (const match of text.matchAll(COUPLE)) {
      spans.push([match.index, match.index + match[0].length, `${match[1]} ${match[3]}`, CONFIDENCE.name.labelled]);
      spans.push([match.index, match.index + match[0].length, `${match[2]} ${match[3]}`, CONFIDENCE.name.labelled]);
    }
    for (const [pattern, confidence] of PATTERNS) {
      for (const match of text.matchAll(pattern)) {
        const at = match.index + match[0].indexOf(match[1]);
        if (isSomeoneElse(text, at, at + match[1].length)) continue;
        const inSubject = passage.source.endsWith('subject') ? Math.max(confidence, CONFIDENCE.name.subject) : confidence;
        spans.push([at, at + match[1].length, firstNameFirst(match[1]), inSubject]);
      }
    }
    for (const match of text.matchAll(MAIDEN)) spans.push([match.index, match.index + match[0].length, match[0], 0]);
    for (const [start, end, value, confidence] of spans) offer(best, passage, text, start, end, value, confidence);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, NAME_LIMIT);
}

function offer(best: Map<string, NameMention>, passage: Passage, text: string, start: number, end: number, value: string, confidence: number): void {
  if (confidence === 0 || NOT_A_NAME.test(value) || !value.includes(' ')) return;
  const sure = Math.round(confidence * (passage.current ? 1 : CONFIDENCE.quotedFactor) * 100) / 100;
  const key = value.toLowerCase();
  const known = best.get(key);
  if (known && known.confidence >= sure) return;
  best.set(key, { value, confidence: sure, source: passage.source, quote: quoteAround(text, start, end), current: passage.current });
}

/** The reader, a clerk, a signatory, a colleague: named in the mail, but not the client. */
function isSomeoneElse(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 48), start);
  if (SALUTATION.test(before) || CLERK.test(before)) return true;
  if (COLLEAGUE.test(text.slice(end, end + 24))) return true;
  const closing = CLOSING.exec(text.slice(Math.max(0, start - 90), start));
  return closing !== null;
}

function firstNameFirst(printed: string): string {
  const [last, first] = printed.split(/,\s*/);
  return (first ? `${first} ${last}` : printed).replace(/\s+/g, ' ').trim();
}
