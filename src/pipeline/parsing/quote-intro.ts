import { head, type TextLine } from '../../documents/text-line';

/** Lines that introduce earlier correspondence. */
export interface QuoteIntro {
  /** How many lines belong to the introduction. */
  length: number;
  /** It stands for itself; a weak one counts only where quoted lines follow or the writer has signed off above. */
  strong: boolean;
  /** It heads what the reader wrote ("Ihre Nachricht:"): counts once a sentence has been said above it. */
  heading?: boolean;
}

/** An attribution ("Am … schrieb …:", "On … wrote:"), also one broken over up to three lines; null where there is none. */
export function attributionAt(lines: readonly TextLine[], at: number): QuoteIntro | null {
  if (!MAY_BE_ATTRIBUTION.test(unwrapped(lines[at]))) return null;
  let joined = '';
  for (let length = 1; length <= 3; length++) {
    const line = unwrapped(lines[at + length - 1]);
    if (line === '') return null;
    joined = `${joined} ${line}`.trim().slice(0, 500);
    if (ATTRIBUTIONS.some((pattern) => pattern.test(joined)) && !NARRATIVE.test(joined)) {
      return { length, strong: SENT_BY_MACHINE.test(joined) };
    }
  }
  return null;
}

/**
 * A header block of an answered or forwarded mail ("Von: Gesendet: An: Betreff:", in any order, wrapped, or in one line).
 * A letter may open with such lines as well: without a time of sending or an address it is weak.
 */
export function headerBlockAt(lines: readonly TextLine[], at: number): QuoteIntro | null {
  if (headerLabel(head(lines[at])) === null) return null;
  const seen = new Set<string>();
  let text = '';
  let length = 0;
  let unlabelled = 0;
  for (let next = at; next < lines.length && next < at + 24; next++) {
    const line = head(lines[next]);
    const label = headerLabel(line);
    if (label === null && line !== '' && ++unlabelled > 2) break;
    if (label === null) continue;
    if (seen.has(label)) break;
    labelsIn(line, label).forEach((found) => seen.add(found));
    text = `${text} ${line}`;
    length = next - at + 1;
    unlabelled = 0;
  }
  if (!seen.has('from') || seen.size < 3 || !(seen.has('date') || seen.has('subject'))) return null;
  return { length, strong: /@|\b(Gesendet|Sent|Envoyé|Inviato)\b/i.test(text) };
}

/** A line that parts the answer from what it answers ("-----Ursprüngliche Nachricht-----", "Begin forwarded message:"). */
export function dividerAt(lines: readonly TextLine[], at: number): QuoteIntro | null {
  const line = head(lines[at]);
  if (line === '' || line.length > 200) return null;
  const ruled = /^[\s*]*[-_=~#+]{2,}[\s*]*(.{3,160}?)[\s*:]*[-_=~#+]{2,}/.exec(line)?.[1] ?? '';
  if (ruled !== '' && EARLIER_MAIL.test(ruled) && !/\b(ende|end)\b/i.test(ruled))
    return { length: 1, strong: true };
  if (isAddressDivider(line)) return { length: 1, strong: true };
  if (BARE_DIVIDER.test(line)) return { length: 1, strong: true };
  return EARLIER_REQUEST.test(line) ? { length: 1, strong: false, heading: true } : null;
}

/** GroupWise's `>>> "Name" <address> 26.01.2026 10:02 >>>`, whose quote below bears no marks. */
export function isAddressDivider(line: string): boolean {
  return /^>{2,3}\s?[^>].{2,150}\d{1,2}[:.]\d{2}.{0,30}>{2,3}\s*$/.test(line);
}

/** The head of an entry in a ticket's history: a name, a date and an hour, below a rule. */
export function isTicketEntry(lines: readonly TextLine[], at: number): boolean {
  return /^[-_=~*]{5,}$/.test(head(lines[at - 1])) && TICKET_ENTRY.test(head(lines[at]));
}

/** "Ticket #88120 wurde aktualisiert": what the system says of its own, before any entry. */
export function isTicketNotice(line: string): boolean {
  return /^(ticket|vorgang|anfrage|fall|case|request)\b.{0,60}(aktualisiert|beantwortet|geschlossen|kommentiert|updated|answered|closed)\b/i.test(
    line,
  );
}

/** The sender's own words begin again below ("----- Unsere Antwort -----"). */
export function isAnswerHeading(line: TextLine): boolean {
  return /^[-_=~#*\s]{0,60}(unsere|meine|our|my|aktuelle)\s+(antwort|stellungnahme|reply|response|answer|nachricht)\b.{0,40}$/i.test(
    head(line),
  );
}

/** The line of a ticket system above which an answer is to be written. */
export function isReplyAboveLine(line: TextLine): boolean {
  const text = head(line);
  return /[-#=*_]{2,}/.test(text) && REPLY_ABOVE.test(text);
}

const MAY_BE_ATTRIBUTION =
  /^["'„“*_]*(am|on|le|il|el|op|vom|zitat|quoting|\d{4}-\d|\d{1,2}\.\d)|schrieb|wrote|\bhat\b|geschrieben|<\S+@\S+>/i;
const ATTRIBUTIONS = [
  /^(Am|On|Le|Il|El|Op|Vom)\b.{3,240}?\b(schrieb|geschrieben|wrote|a écrit|ha scritto|schreef|escribió)\b.{0,160}:\*?$/i,
  /^(Am|On)\b.{3,120}\d.{0,120}\b(schrieb|wrote)\b.{0,100}<?[^\s<>]+@[^\s<>]+>?$/i,
  /^.{2,120}?\b(schrieb|wrote|hat)\s+(am|on|um)\b.{4,80}:$/i,
  /^.{0,120}<[^<>\s]+@[^<>\s]+>(["'“*\s]|\[mailto:[^\]]*\])*(schrieb|hat.{0,60}geschrieben|wrote|a écrit).{0,60}:$/i,
  /^(Zitat von|Quoting)\b.{2,160}:$/i,
  /^\d{4}-\d\d?-\d\d?.{0,40}<[^<>\s]+@[^<>\s]+>:?$/,
];
/** A date, an hour or an address show that a program wrote the line. */
const SENT_BY_MACHINE = /\d{1,2}:\d{2}|\d{1,2}\.\d{2}\s*Uhr|@[\w-]|^(Zitat von|Quoting)\b.{0,160}[<@]/i;
/** "Am 3. März schrieb uns Ihr Mandant": the letter tells of a letter. */
const NARRATIVE =
  /\b(schrieb|wrote|hat)\s+(er|sie|es|uns|mir|ihm|ihnen|ihr|ihre|unser\w*|mein\w*|der|die|das|to|us|me|that|your|our)\b/i;

/** Inside of rules these words name an earlier mail. */
const EARLIER_MAIL =
  /(urspr(ü|ue|u)ngliche|original|vorherige|vorangegangene|fr(ü|ue)here|previous|earlier|zitierte)[-\s]*(nachricht|message|e-?mail|mail|mitteilung|anfrage|text)|\b(weitergeleitet\w*|weiterleitung|forwarded|forward|transféré)\b|\b(ihre|deine|your)\s+(urspr\S+\s+)?(nachricht|anfrage|e-?mail|mail|mitteilung|message|request|schreiben)\b|\b(verlauf|nachrichtenverlauf|history|schriftverkehr|originaltext)\b/i;
const BARE_DIVIDER =
  /^(anfang der weitergeleiteten (nachricht|e-?mail)|begin forwarded message|début du message (transféré|réexpédié)|inizio messaggio inoltrato|(bisheriger|vorheriger) (verlauf|schriftverkehr)|nachrichtenverlauf|ticket-?verlauf|conversation history|urspr(ü|ue)ngliche (nachricht|e-?mail)|original message)\s*:$/i;
const TICKET_ENTRY =
  /^[^:]{3,80}?[,|·–-]?\s+(am\s)?\d{1,2}\.\s?(\d{1,2}\.|\p{L}{3,9})\s?\d{2,4},?\s+(um\s)?\d{1,2}[:.]\d{2}(\sUhr)?\s*:?$/iu;
const EARLIER_REQUEST =
  /^(ihre|deine|your)\s+(urspr\S+\s+|original\s+)?(anfrage|nachricht|e-?mail|mail|mitteilung|schreiben|message|request|inquiry)\b.{0,60}:$/i;
const REPLY_ABOVE =
  /(oberhalb|über|above|unterhalb).{0,40}(zeile|linie|line|markierung).{0,40}|(zeile|line).{0,20}(antworten|reply)|reply above|please type your reply|nur oberhalb/i;

const LABELS: [name: string, pattern: RegExp][] = [
  ['from', /^(von|from|de|da|absender)$/i],
  ['date', /^(gesendet( am)?|datum|date|sent( on)?|envoyé|inviato|data|erhalten)$/i],
  ['to', /^(an|to|à|a|empfänger)$/i],
  ['subject', /^(betreff|subject|objet|oggetto|thema)$/i],
  ['copy', /^(cc|kopie|bcc|blindkopie)$/i],
];

function headerLabel(line: string): string | null {
  const word = /^[*>_|\s]{0,4}([\p{L}]{1,10}(?: (?:am|on))?)\s?\*{0,2}:(?!\/\/)/u.exec(line)?.[1];
  return word === undefined ? null : (LABELS.find(([, pattern]) => pattern.test(word))?.[0] ?? null);
}

/** The labels of a line: one as a rule, all of them where a program ran the block into one line. */
function labelsIn(line: string, first: string): string[] {
  const inner = [...line.matchAll(/[\s>)](Von|From|Gesendet|Sent|Datum|Date|An|To|Betreff|Subject|Cc)\s?:/g)];
  if (inner.length < 2) return [first];
  return [first, ...inner.flatMap(([, word]) => LABELS.find(([, pattern]) => pattern.test(word))?.[0] ?? [])];
}

function unwrapped(line: TextLine | undefined): string {
  return head(line).replace(/^[*_]+|[*_]+$/g, '');
}
