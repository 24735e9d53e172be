import type { NameMention } from '../stages/extraction';
import { CONFIDENCE } from './confidence';
import { isFirmAhead, mayBeNameWord } from './name-word';
import { type Passage, quoteAround } from './passage';

/** Names that are offered per mail. */
const NAME_LIMIT = 12;

/** Text of a mail that is searched for names, in characters. */
const READ_LIMIT = 40_000;

/** Capitalised words in a row with the place at which they stand. */
interface WordRun {
  start: number;
  end: number;
  words: string[];
}

const PARTICLE = "(?:von|van|vom|zu|zum|zur|de|del|della|di|da|dos|der|den|ter|ten|el|al|bin|ben|d'|O')";
const WORD = "(?:\\p{Lu}[\\p{L}'’]+(?:-\\p{L}[\\p{L}'’]+){0,3}|\\p{Lu}\\.)";
const NAME_TOKEN = new RegExp(`(?:${PARTICLE}[ ]){0,2}${WORD}(?![\\p{L}\\d])`, 'gu');
const COUPLE = new RegExp(
  `(?:Eheleuten?|Ehepaar|Herrn? und Frau|Frau und Herrn?|Ehegatten|Familie)[ \\n](${WORD})[ ](?:und|u\\.|&|and)[ ](${WORD})[ ]((?:${PARTICLE}[ ])?${WORD})`,
  'gu',
);

const TITLED =
  '(?:(?:Herrn?|Frau|Hr\\.|Fr\\.|Mr\\.?|Mrs\\.?|Ms\\.?|Miss|Fräulein)[ \\n])?(?:(?:Dr|Prof|Dipl|Ing|med|jur)\\.[ ]?){0,3}$';
const ADDRESSED =
  /(?:^|[^\p{L}])(?:Herrn?|Frau|Hr\.|Fr\.|Fräulein|Mr\.?|Mrs\.?|Ms\.?|Miss|Familie|Eheleuten?)[ \n](?:(?:Dr|Prof|Dipl|Ing|med|jur)\.[ ]?){0,3}$/u;
const ROLE_NOUN = new RegExp(
  `(?:^|[^\\p{L}])(?:Klient(?:en|in)?|Mandant(?:en|in)?|Schuldner(?:in|s)?|Kund(?:e|en|in)|Mitglieds?|Versicherte[nr]?|Patient(?:en|in)?|Debitor(?:in)?|Mieter(?:in|s)?|\\p{L}+nehmer(?:in)?s?|Steuerpflichtige[rn]?|Ratsuchende[rn]?|\\p{L}+schuldner(?:in)?|\\p{L}*inhaber(?:in)?|\\p{L}+berechtigte[rn]?|\\p{L}+pflichtige[rn]?|\\p{L}+empfänger(?:in)?|Vertragspartner(?:in)?|Antragsgegner(?:in)?|Nutzer(?:in)?|Abnehmer(?:in)?|client|customer|debtor|borrower|tenant|member|patient|account holder),?[ \\n]${TITLED}`,
  'iu',
);
const FIELD = new RegExp(
  `(?:^|[^\\p{L}])(?:Name|Vorname|Nachname|Vor- und (?:Nachname|Zuname)|Schuldner|Kund(?:e|in)|Kundenname|Klient|Mandant|Debitor|Debtor|Client|Customer|Patient|Versicherte[r]?|Mitglied|Betreff|Betr\\.|Betrifft|Subject|\\p{L}+pflichtige[r]?|\\p{L}*inhaber|Vertragspartner|Mieter|\\p{L}+nehmer|Antragsteller|Person|Account holder|\\p{L}+berechtigte[r]?|Forderungssache|In Sachen|Borrower|Member|\\p{L}+schuldner)(?:in|\\/in|\\(in\\)|\\/-in)?(?: Name)?[ ]{0,20}[:\\t][\\s]{0,4}${TITLED}`,
  'iu',
);
const AGAINST = new RegExp(
  `(?:gegen|\\.\\/\\.|Anfrage (?:zu|wegen|für)|i\\. ?S\\.|in Sachen|regarding|concerning)[ \\n](?:Ihre[nr]? \\p{L}+,? )?${TITLED}`,
  'iu',
);
const BORN = /^[ ]?(?:,|\(|-|–)?[ \n]?(?:geb(?:oren)?\b|born\b|\*|wohnhaft)/u;

/** The reader, a clerk or a signatory: named in the mail, but not the client. */
const SALUTATION =
  /(?:Sehr geehrte[rs]?|Liebe[rs]?|Hallo|Guten (?:Tag|Morgen|Abend)|Hi|Hey|Dear|Moin|Grüezi|Servus|Werte[rs]?|Gruß|Gruss|Grüße|Grüssen|LG|VG|MfG)[ ,\n]{1,2}(?:(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?)[ ])?(?:Kolleg\p{L}+[ ])?(?:Dr\. )?$/u;
const CLERK =
  /(?:Sachbearbeiter\p{L}*|Bearbeiter\p{L}*|Sachb\.|Ansprechpartner\p{L}*|Ihr Kontakt|i\. ?A\.|i\. ?V\.|gez\.|Geschäftsführer\p{L}*|Vorstand|Praxis|Auskunft erteilt|Contact|Auftraggeber\p{L}*|Zedent(?:in)?|Gläubiger(?:in)?|Mandantschaft|Von|From|An|To|Gesendet|Cc|Team \d+ ?\/?|Kollege|Kollegin|Rechtsanwalt|Rechtsanwältin|Notar)[: \t]{1,3}(?:(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.)[ ]){0,3}$/u;
const CLOSING =
  /(?:Gr(?:ü|ue)(?:ß|ss)en?|regards|LG|VG|MfG|Gruß|Gruss|sincerely|Hochachtungsvoll|faithfully|Im Auftrag)[^\n]{0,24}\n[^.]{0,60}$/iu;
const COLLEAGUE =
  /^[ ,]*(?:aus (?:unserer|unserem)|vom Team|von unserer|schrieb|wrote|Abteilung|Durchwahl|Rechtsanw|Tel\b)|^\n(?:Tel|Durchwahl|Rechtsanw|Sachbearbeit|Geschäftsf)/u;

/** The office's own address at the head of a letter, and who is to read it there. */
const OFFICE_ADDRESS =
  /(?:schuldner|insolvenz|verbraucher)\p{L}*(?:beratung|hilfe|zentrale)[^\n]{0,60}\n(?:(?:z\. ?Hd\.|zu Händen|z\.H\.)(?: von)? )?(?:(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.)[ ]){0,3}$/iu;

/** Possible names of clients, in the order "first name last name", the surest first. */
export function findClientNames(passages: Passage[]): NameMention[] {
  const best = new Map<string, NameMention>();
  let left = READ_LIMIT;
  for (const passage of passages) {
    const text = passage.text.slice(0, Math.max(0, left));
    left -= text.length;
    for (const match of text.matchAll(COUPLE)) {
      const end = match.index + match[0].length;
      for (const first of [match[1], match[2]])
        offer(best, passage, `${first} ${match[3]}`, CONFIDENCE.name.labelled, match.index, end);
    }
    const runs = runsOf(text);
    for (const [index, run] of runs.entries()) readRun(best, passage, run, runs[index + 1]);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, NAME_LIMIT);
}

function readRun(
  best: Map<string, NameMention>,
  passage: Passage,
  run: WordRun,
  next: WordRun | undefined,
): void {
  const { text } = passage;
  if (isSomeoneElse(text, run.start)) return;
  const before = text.slice(Math.max(0, run.start - 60), run.start);
  const swapped = next !== undefined && standsSurnameFirst(text, run, next, before);
  const end = swapped ? next.end : run.end;
  const after = text.slice(end, end + 24);
  if (COLLEAGUE.test(after) || isFirmAhead(after)) return;
  const confidence = rate(passage, before, after);
  const weak = Math.min(confidence, CONFIDENCE.name.text);
  const add = (words: string[], sure: number): void =>
    offer(best, passage, words.join(' '), sure, run.start, end);
  if (swapped) add([...next.words, ...run.words], Math.max(confidence, CONFIDENCE.name.text));
  if (run.words.length < 2) return;
  add(run.words.slice(0, 4), swapped || run.words.length > 4 ? weak : confidence);
  if (run.words.length > 2) {
    add(run.words.slice(0, 2), confidence - 0.2);
    add(run.words.slice(-2), confidence - 0.25);
  } else if (passage.source.endsWith('subject')) add(run.words.toReversed(), confidence - 0.3);
}

function isSomeoneElse(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 90), at);
  return (
    SALUTATION.test(before) ||
    CLERK.test(before) ||
    CLOSING.test(before) ||
    OFFICE_ADDRESS.test(text.slice(Math.max(0, at - 160), at))
  );
}

/** "Becker, Thomas" at the end of a line or cell, but not "Thomas Becker, Marburg". */
function standsSurnameFirst(text: string, surname: WordRun, first: WordRun, before: string): boolean {
  if (!/^, ?$/.test(text.slice(surname.end, first.start)) || first.words.length > 2) return false;
  if (surname.words.length > 2 || (surname.words.length === 2 && ADDRESSED.test(before))) return false;
  return /^(?: ?[,;()\t\n–-]|$)/u.test(text.slice(first.end, first.end + 2));
}

function rate(passage: Passage, before: string, after: string): number {
  const { labelled, addressed, subject, text } = CONFIDENCE.name;
  if (FIELD.test(before) || ROLE_NOUN.test(before) || BORN.test(after)) return labelled;
  if (ADDRESSED.test(before) || AGAINST.test(before)) return addressed;
  if (passage.source.endsWith('subject')) return subject;
  const alone = /(?:^|[\n\t(])$/u.test(before) && /^(?:[\n\t),]|$)/u.test(after);
  return alone ? text : text - 0.15;
}

/** Capitalised words in a row, common words left out; a line break parts them unless the line is full. */
function runsOf(text: string): WordRun[] {
  const runs: WordRun[] = [];
  let open: WordRun | null = null;
  for (const match of text.matchAll(NAME_TOKEN)) {
    const end = match.index + match[0].length;
    const previous = text[match.index - 1] ?? ' ';
    if (/[\p{L}\d@./_-]/u.test(previous) || !mayBeNameWord(match[0].split(' ').at(-1) ?? '')) {
      open = null;
      continue;
    }
    const joined: boolean = open !== null && joins(text, open.end, match.index);
    if (open && joined) {
      open.words.push(match[0]);
      open.end = end;
    } else {
      const word = match[0].split(' ').at(-1) ?? match[0];
      open = { start: end - word.length, end, words: [word] };
      runs.push(open);
    }
  }
  return runs;
}

function joins(text: string, end: number, start: number): boolean {
  const gap = text.slice(end, start);
  if (gap === ' ') return true;
  return gap === '\n' && end - text.lastIndexOf('\n', end - 1) > 45;
}

function offer(
  best: Map<string, NameMention>,
  passage: Passage,
  value: string,
  confidence: number,
  start: number,
  end: number,
): void {
  if (!value.includes(' ') || !/\p{Ll}|\p{Lu}{3}/u.test(value)) return;
  const sure =
    Math.round(Math.max(0.1, confidence) * (passage.current ? 1 : CONFIDENCE.quotedFactor) * 100) / 100;
  const key = value.toLowerCase();
  const known = best.get(key);
  if (known && known.confidence >= sure) return;
  best.set(key, {
    value,
    confidence: sure,
    source: passage.source,
    quote: quoteAround(passage.text, start, end),
    current: passage.current,
  });
}
