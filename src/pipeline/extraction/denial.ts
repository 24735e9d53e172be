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
