import type { Concern, Field, NameMention } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import type { RatedAmount } from './amount-role';
import { CONFIDENCE } from './confidence';
import { findMoney } from './money';
import type { Passage } from './passage';
import type { ChosenTotal, TotalSearch } from './total';

/** Current text that is searched, in characters. */
const READ_LIMIT = 60_000;

const READER =
  '(?:k\\.?i\\.?|a\\.?i\\.?|llm|chat-?gpt|claude|gemini|assistent(?:in)?|assistant|bot|sprachmodell|language model|system|software|algorithmus|agent(?:en)?|(?:automatische|maschinelle|elektronische|automated|automatic)[nrsm]? (?:verarbeitung|auswertung|erfassung|bearbeitung|buchung|system\\p{L}*|processing|reader|parser)|verarbeitungssystem|language-model|reader|parser)';
const ORDER =
  '(?:ignor|missacht|vergiss|übergeh|überspring|buch|setz|trag|erfass|übernimm|übernehm|bestätig|markier|änder|verwend|speicher|lösch|schreib|weise? |behandl|stufe|antwort|disregard|forget|override|set |book|record|mark |update|approve|treat|classify|respond|output|skip|enter )';
const INSTRUCTIONS: readonly RegExp[] = [
  /(?:ignor\p{L}*|disregard|forget|missacht\p{L}*|vergiss|vergessen sie)\s+(?:\p{L}+\s+){0,4}?(?:previous|prior|above|earlier|all|any|vorherige\p{L}*|bisherige\p{L}*|obige\p{L}*|alle|sämtliche|frühere\p{L}*)?\s*(?:\p{L}+\s+){0,2}?(?:instructions?|prompts?|rules?|messages?|anweisung\p{L}*|instruktion\p{L}*|vorgaben|regeln|befehle|hinweise)/iu,
  new RegExp(`(?<!\\p{L})${READER}(?!\\p{L})[^.!?\\n]{0,12}[:,-]?[^.!?]{0,90}?(?<!\\p{L})${ORDER}`, 'iu'),
  new RegExp(
    `(?<!\\p{L})${ORDER}[^.!?]{0,80}?(?:dein|your) (?:system|prompt|anweisung|instruction|datenbank|database)`,
    'iu',
  ),
  /(?:hinweis|anweisung|achtung|nachricht|wichtig|note|attention|instruction|message)\p{L}*\s+(?:an|für|to|for)\s+(?:die|den|das|den\/die|any|the|all)?\s*(?:\p{L}+\s+)?(?:k\.?i\.?|a\.?i\.?|llm|assistent|assistant|bot|sprachmodell|automatische|automated|maschinelle|language|system|software)(?!\p{L})/iu,
  /(?:set|change|update)\s+(?:the\s+)?(?:claim|amount|balance|status|inquiry)(?:\s+\p{L}+){0,3}?\s+to(?!\p{L})/iu,
  /(?:buchen|setzen|erfassen|tragen|stellen)\s+sie\s+(?:bitte\s+)?(?:\p{L}+\s+){0,8}?(?:als|auf)\s+(?:no_claim|claim|erledigt|bezahlt|settled|paid|null|0(?:,00)?\s|freigegeben)/iu,
  /(?:system\s*prompt|<\/?(?:system|instructions?|prompt)>|\[\/?INST\]|auto_update|claim_amount|inquiry_id|ohne (?:weitere |manuelle |menschliche )?(?:prüfung|freigabe|kontrolle)\s+(?:\p{L}+\s+){0,3}?(?:buch|übernehm|erfass|verarbeit|frei)|without (?:further |human |manual )?(?:review|check|approval))/iu,
];

const SEVERAL_CLIENTS =
  /(?<!\p{L})(?:Eheleute|Ehepaar|Ehegatten|(?:als )?Gesamtschuldner\p{L}*|gesamtschuldnerisch\p{L}*|Herrn? und Frau|Frau und Herrn?|Mr\.? (?:and|&) Mrs\.?|jointly (?:and severally )?liable|beide Schuldner|Ihrer? beiden? (?:Klient|Mandant)\p{L}*)(?!\p{L})/u;
/** "Der Eigenanteil des Herrn Fadi Al-Masri ist beglichen und nicht Gegenstand dieses Schreibens." */
const NOT_CONCERNED =
  /(?<!\p{L})(?:nicht (?:Gegenstand|Vertragspart\p{L}+|gemeint|betroffen|Schuldner(?:in)?|beteiligt)|Eheg?(?:mann|frau|att\p{L}+)[^.!?]{0,60}(?:bestehen|besteht) keine|not (?:concerned|affected|liable|a party))(?!\p{L})/iu;
const SENTENCE = /[^.!?]*[.!?]+|[^.!?]+$/gu;
const FAMILY = /(?<!\p{L})Familie (\p{Lu}\p{L}+(?:-\p{L}+)?)/gu;
/** A given name and a surname, and not the letters of a number ("HO-331207") before one. */
const FULL_NAME = /^\p{Lu}\p{L}*\p{Ll}\p{L}*[ -].*\p{Ll}/u;
const OWN_NUMBER =
  /(?:Vertrag|Vertrags-?(?:nr\.?|nummer|konto)|Kundennummer|Kunden-?Nr\.?|Mitglieds-?(?:nr\.?|nummer)|Darlehen|Kredit|Konto|Kontonummer|Versicherungs-?(?:nr\.?|nummer)|Aktenzeichen|Az\.?|Forderungs-?(?:nr\.?|nummer)|account|contract|loan)[ :\t(]{1,3}(?:Nr\.? ?|no\.? ?)?([A-Z]{0,4}[-/ ]?\d[\d./-]{3,18})/iu;
const CONDITIONAL =
  /(?<!\p{L})(?:vorbehaltlich|voraussichtlich\p{L}*|circa|ca\.?|etwa|rund|ungefähr|schätzungsweise|geschätzt\p{L}*|vorläufig\p{L}*|unter (?:dem )?Vorbehalt|approximately|approx\.?|roughly|estimated|provisional(?:ly)?|subject to|dürften?|sofern|wahrscheinlich|vermutlich|hängt .{0,80} ab|je nachdem|schätz(?:wert|ung)\p{L}*|entweder)(?!\p{L})/iu;
const USUAL_RESERVE =
  /(?:unter (?:dem )?vorbehalt der richtigkeit|irrtum vorbehalten|irrtümer und änderungen vorbehalten|vorbehaltlich (?:weiterer|künftiger|noch) (?:\p{L}+ )?(?:zinsen|kosten|anfallend\p{L}*)|errors and omissions excepted|e\. ?& ?o\. ?e\.)/giu;
const CORRECTION =
  /(?<!\p{L})(?:korrektur|korrigier\p{L}*|berichtig\p{L}*|richtigstell\p{L}*|richtig ist|richtigerweise|irrtümlich\p{L}*|versehentlich\p{L}*|fehlerhaft\p{L}*|unrichtig|fehler (?:eingeschlichen|unterlaufen)|ein fehler|zahlendreher|tippfehler|gegenstandslos|ersetzt (?:unser|das)|nachtrag zu|revised|correction|corrected|in error|erroneous\p{L}*|mistake\p{L}*)(?!\p{L})/iu;

/** All that the concerns are drawn from. */
export interface ConcernBasis {
  mail: ParsedMail;
  passages: Passage[];
  rated: RatedAmount[];
  search: TotalSearch;
  /** The total that counts for the kind of the mail. */
  total: ChosenTotal | null;
  currency: Field | null;
  clientNames: NameMention[];
}

/** What in a mail speaks against booking it without a person, each once. */
export function findConcerns({
  mail,
  passages,
  rated,
  search,
  total,
  currency,
  clientNames,
}: ConcernBasis): Concern[] {
  const concerns = new Set<Concern>([...search.concerns, ...amountConcerns(total, rated, currency)]);
  const open = search.chosen === null && rated.some((amount) => amount.current);
  if (open && isCorrection(passages)) concerns.add('correction_leaves_total_open');
  if (namesSeveralClients(passages, clientNames)) concerns.add('several_clients');
  if (statesSeveralClaims(rated)) concerns.add('several_claims');
  if (instructsReader([...currentText(passages), ...mail.hidden.map((block) => block.text)]))
    concerns.add('instructs_reader');
  if (hidesStatement(mail)) concerns.add('hidden_text');
  return [...concerns];
}

/** Orders to whoever or whatever reads the mail, in visible or hidden text. */
export function instructsReader(texts: string[]): boolean {
  return texts.some((text) => INSTRUCTIONS.some((pattern) => pattern.test(text.slice(0, READ_LIMIT))));
}

/** True where the current text says that it corrects an earlier letter. */
export function isCorrection(passages: Passage[]): boolean {
  return currentText(passages).some((text) => CORRECTION.test(text.slice(0, READ_LIMIT)));
}

/** Text that the sender hid and that would matter if it were read. A newsletter's preheader is not among it. */
function hidesStatement(mail: ParsedMail): boolean {
  return mail.hidden.some(
    ({ text }) =>
      /\d{4}/.test(text) ||
      text.length > 200 ||
      findMoney(text.slice(0, 5_000)).some((money) => money.firm) ||
      instructsReader([text]),
  );
}

/** What in names and wording speaks of more than one client, but for sentences that leave somebody out. */
function namesSeveralClients(passages: Passage[], mentions: NameMention[]): boolean {
  const left = passages.flatMap(({ text }) => sentencesOf(text).filter((each) => NOT_CONCERNED.test(each)));
  const names = mentions.filter(({ value }) => !left.some((sentence) => sentence.includes(value)));
  const texts = currentText(passages).map((text) =>
    sentencesOf(text)
      .filter((each) => !NOT_CONCERNED.test(each))
      .join(''),
  );
  if (texts.some((text) => SEVERAL_CLIENTS.test(text) || namesFamily(text, names))) return true;
  const sure = names.filter((name) => name.current && name.confidence >= 0.85 && FULL_NAME.test(name.value));
  const folded = new Set(sure.map((name) => name.value.toLowerCase()));
  const surnames = new Set(sure.map((name) => name.value.toLowerCase().split(' ').at(-1)));
  return (
    folded.size > 1 && surnames.size === 1 && [...folded].every((name) => !differsBySlip(name, [...folded]))
  );
}

/** What speaks against the figure itself. */
function amountConcerns(
  total: ChosenTotal | null,
  amounts: RatedAmount[],
  currency: Field | null,
): Concern[] {
  const concerns: Concern[] = [];
  const current = amounts.filter((amount) => amount.current && amount.role === 'total');
  if (
    current.some((amount) => amount.currency !== null && amount.currency !== 'EUR') ||
    (total && currency !== null && currency.value !== 'EUR')
  )
    concerns.push('foreign_currency');
  if (!total) return concerns;
  if ((!total.amount.unambiguous && !total.proof) || total.amount.cents < 0)
    concerns.push('ambiguous_number');
  if (currency === null || currency.confidence <= CONFIDENCE.currency.assumed)
    concerns.push('currency_missing');
  if (isConditional(total.amount)) concerns.push('conditional_claim');
  return concerns;
}

/** Two figures of a claim, each with a contract, account or file number of its own beside it. */
function statesSeveralClaims(amounts: RatedAmount[]): boolean {
  const numbers = new Set<string>();
  const figures = new Set<number>();
  for (const amount of amounts) {
    const number =
      amount.current && (amount.role === 'total' || amount.table)
        ? OWN_NUMBER.exec(amount.clause)?.[1]
        : undefined;
    if (number === undefined) continue;
    numbers.add(number.replace(/[^\p{L}\d]/gu, ''));
    figures.add(amount.cents);
  }
  return numbers.size > 1 && figures.size > 1;
}

/** "ca.", "voraussichtlich" and the like before the figure in its own clause; a usual reserve is none. */
export function isConditional(amount: RatedAmount): boolean {
  const at = amount.clause.indexOf(amount.passage.text.slice(amount.start, amount.end));
  const before = amount.clause.slice(0, at).replace(USUAL_RESERVE, ' ');
  return CONDITIONAL.test(before.slice(-110));
}

function sentencesOf(text: string): string[] {
  return text.slice(0, READ_LIMIT).match(SENTENCE) ?? [];
}

/** "Familie Aydın" where no single person of that name is named. */
function namesFamily(text: string, names: NameMention[]): boolean {
  return [...text.matchAll(FAMILY)].some(
    ([, surname]) =>
      !names.some((name) => name.current && name.value.includes(' ') && name.value.includes(surname)),
  );
}

function currentText(passages: Passage[]): string[] {
  return passages.filter((passage) => passage.current).map((passage) => passage.text);
}

/** "Anna-Lena Schäfer" beside "Anna-Lena Schäffer" is one person with a slip. */
function differsBySlip(name: string, all: string[]): boolean {
  return all.some(
    (other) =>
      other !== name &&
      other[0] === name[0] &&
      (other.startsWith(name.slice(0, 4)) || other.split(' ')[0].startsWith(name.split(' ')[0])),
  );
}
