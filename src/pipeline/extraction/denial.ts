import { sensesOf } from '../appraisal/thesaurus';
import { tokensOf } from '../appraisal/tokens';
import type { Quote } from '../stages/extraction';
import type { Passage } from './passage';

/** "Die Rechnung ist bis heute nicht bezahlt." */
const UNPAID =
  /(?<!\p{L})(?:nicht|nie|niemals|ohne|weder|not|never|nichts|kaum|teilweise|nur)\s+(?:[\p{L}-]+\s+){0,5}(?:be|zurück|ab|ge)?(?:zahl|glichen|gezahlt|getilgt|ausgeglichen|beglichen|erledigt|abgeschlossen|geschlossen|paid|settled|cleared)/iu;
const PAID = /zahlt|glichen|tilgt|erledigt|geschlossen|zurückgeführt|paid|settled|cleared/iu;
/** What may be unknown without the debtor being so: "gebuchte Zahlungen sind uns nicht bekannt". */
const UNKNOWN_THING =
  /(?<!\p{L})(?:stand|höhe|aufenthalt\p{L}*|anschrift|adresse|grund|zahlung\p{L}*|gebühr\p{L}*|kosten|betrag|einkommen|vermögen|verzogen|ob|wie|was|wann)(?!\p{L})/iu;
/** "Er behauptet, er hätte alles bezahlt": somebody else's word, or a question. */
const HEARSAY =
  /(?<!\p{L})(?:behaupte\p{L}*|angeblich|meinte?|versproch\p{L}*|versprach|sagt|sagte|(?<!wie )gesagt|hätten?)(?!\p{L})|\?\s*$/iu;

/** The words of a denial in a sentence that says the contrary, or speaks of something else. */
export function isNoDenial(words: string, sentence: string): boolean {
  if (PAID.test(words) && (UNPAID.test(sentence) || HEARSAY.test(sentence))) return true;
  return /bekannt/.test(words) && UNKNOWN_THING.test(sentence);
}

const DENIES = ['not', 'zero', 'dropped', 'settled'];
const OWED = ['claim', 'owed', 'pay'];
const SENTENCE = /(?<=[.!?])\s+(?=\p{Lu})|\n\s*\n/u;
const QUOTE_LIMIT = 160;

/** The first sentence whose words mean that nothing is owed, whatever they are: proof for a mail that is read so. */
export function findDenial(passages: Passage[]): Quote | null {
  for (const { source, text, current } of passages) {
    if (!current || source.endsWith('subject')) continue;
    for (const sentence of text.slice(0, 12_000).split(SENTENCE)) {
      const senses = new Set(tokensOf(sentence).flatMap((token) => sensesOf(token)));
      if (isNoDenial(sentence, sentence)) continue;
      if (DENIES.some((sense) => senses.has(sense)) && OWED.some((sense) => senses.has(sense)))
        return { source, quote: sentence.trim().slice(0, QUOTE_LIMIT) };
    }
  }
  return null;
}
