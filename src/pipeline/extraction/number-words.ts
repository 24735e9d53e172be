/** An amount written out in German words. */
export interface WordedNumber {
  start: number;
  end: number;
  value: number;
  /** Cents named as `50/100` beside the words. */
  cents: number;
  /** True for "in Worten: …", which repeats an amount in figures. */
  confirms: boolean;
}

const ONES: Record<string, number> = {
  null: 0,
  ein: 1,
  eins: 1,
  eine: 1,
  zwei: 2,
  zwo: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  elf: 11,
  zwölf: 12,
  dreizehn: 13,
  vierzehn: 14,
  fünfzehn: 15,
  sechzehn: 16,
  siebzehn: 17,
  achtzehn: 18,
  neunzehn: 19,
};

const TENS: Record<string, number> = {
  zwanzig: 20,
  dreißig: 30,
  dreissig: 30,
  vierzig: 40,
  fünfzig: 50,
  sechzig: 60,
  siebzig: 70,
  achtzig: 80,
  neunzig: 90,
};

const WORDED =
  /(in\s+(?:Worten|W\.)\s*:?\s*)?(?<![\p{L}-])(\p{L}{3,90})(?:\s*\/?\s*(\d{2})\s*\/\s*100)?(\s*(?:Euro|EUR|€)(?!\p{L}))?/giu;

/** Amounts in words: "dreihundert Euro", "(in Worten: dreihunderteinundvierzig 50/100)". */
export function findWordedNumbers(text: string): WordedNumber[] {
  const found: WordedNumber[] = [];
  if (!/Euro|EUR|€|Worten/i.test(text)) return found;
  for (const match of text.matchAll(WORDED)) {
    const confirms = match[1] !== undefined;
    if (!confirms && match[4] === undefined) continue;
    const value = parseNumberWord(match[2]);
    if (value === null) continue;
    const end = match.index + match[0].length;
    found.push({ start: match.index, end, value, cents: Number(match[3] ?? 0), confirms });
  }
  return found;
}

/** The integer that a German number word names, or null. Reaches below one million. */
export function parseNumberWord(word: string): number | null {
  const folded = word
    .toLowerCase()
    .replace(/fuenf/g, 'fünf')
    .replace(/zwoelf/g, 'zwölf')
    .replace(/^und/, '');
  const thousandAt = folded.indexOf('tausend');
  if (thousandAt === -1) return belowThousand(folded);
  const head = folded.slice(0, thousandAt);
  const tail = folded.slice(thousandAt + 'tausend'.length).replace(/^und/, '');
  const thousands = head === '' ? 1 : belowThousand(head);
  const rest = tail === '' ? 0 : belowThousand(tail);
  return thousands === null || rest === null ? null : thousands * 1000 + rest;
}

function belowThousand(word: string): number | null {
  const hundredAt = word.indexOf('hundert');
  if (hundredAt === -1) return belowHundred(word);
  const head = word.slice(0, hundredAt);
  const tail = word.slice(hundredAt + 'hundert'.length).replace(/^und/, '');
  const hundreds = head === '' ? 1 : lookUp(ONES, head);
  const rest = tail === '' ? 0 : belowHundred(tail);
  return hundreds === null || rest === null ? null : hundreds * 100 + rest;
}

function belowHundred(word: string): number | null {
  const simple = lookUp(ONES, word) ?? lookUp(TENS, word);
  if (simple !== null) return simple;
  const jointAt = word.indexOf('und');
  if (jointAt < 1) return null;
  const ones = lookUp(ONES, word.slice(0, jointAt));
  const tens = lookUp(TENS, word.slice(jointAt + 'und'.length));
  return ones === null || tens === null || ones > 9 ? null : tens + ones;
}

function lookUp(table: Record<string, number>, word: string): number | null {
  return Object.hasOwn(table, word) ? table[word] : null;
}
