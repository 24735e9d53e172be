import { fold } from '../../inquiries/folding';
import { slipEdits } from './edit-distance';
import type { FoldedText, Word } from './folded-text';
import { type Evidence, evidence, type MailText } from './mail-text';

/** How far the mail names a person: 1 is the full name; below 0.75 it may be someone else of that family. */
export interface NameEvidence extends Evidence {
  value: number;
}

/** What a way of naming a person is worth. */
export const NAME_VALUES = {
  full: 1,
  /** "Sabine und Jürgen Hoffmann" for Sabine. */
  couple: 0.9,
  oneEdit: 0.88,
  partOfGivenName: 0.8,
  twoEdits: 0.78,
  /** "Anna-Lena Schäfer" for Anna Schäfer, "Anna Schäfer-Klein" likewise: rather somebody else. */
  extended: 0.6,
  initial: 0.6,
  familyName: 0.45,
  givenName: 0.3,
} as const;

/** Words that may stand between the parts of one name in letters and tables. */
const BETWEEN = new Set(
  'herr herrn frau fr hr dr prof med jur dipl ing mag mr mrs ms vorname nachname name familienname first last'.split(
    ' ',
  ),
);
const AND = new Set(['und', 'u', 'and', 'sowie', 'bzw']);

interface Person {
  given: string[];
  family: string[];
}

/** The strongest naming of a client in the mail, current text before history where both are as strong. */
export function nameEvidence(text: MailText, firstName: string, lastName: string): NameEvidence | null {
  const person: Person = { given: split(firstName), family: split(lastName) };
  if (person.family.length === 0) return null;
  let best: NameEvidence | null = null;
  for (const folded of text.texts) {
    for (const found of namings(folded, person)) {
      if (best && found.value <= best.value) continue;
      best = { value: found.value, ...evidence(folded, { start: found.start, end: found.end }) };
      if (best.value === NAME_VALUES.full) return best;
    }
  }
  return best;
}

interface Naming {
  value: number;
  start: number;
  end: number;
}

function* namings(folded: FoldedText, person: Person): Generator<Naming> {
  const { words } = folded;
  const { given, family } = person;
  for (const index of folded.indexesOf(family[0] ?? '')) {
    if (folded.isAt(index, family)) yield* aroundFamily(folded, index, person);
  }
  if (given.length === 0) return;
  for (const index of folded.indexesOf(given[0] ?? '')) {
    if (folded.isAt(index, given))
      yield naming(NAME_VALUES.givenName, words, index, index + given.length - 1);
  }
  yield* slips(folded, [...given, ...family]);
  yield* slips(folded, [...family, ...given]);
}

function* aroundFamily(folded: FoldedText, familyAt: number, person: Person): Generator<Naming> {
  const { words } = folded;
  const { given, family } = person;
  const familyEnd = familyAt + family.length - 1;
  yield naming(NAME_VALUES.familyName, words, familyAt, familyEnd);
  if (given.length === 0) return;
  const before = skip(words, familyAt - 1, -1);
  const after = skip(words, familyEnd + 1, 1);
  const places = [
    { first: before - given.length + 1, couple: false },
    { first: after, couple: false },
    { first: coupleBefore(words, before, given), couple: true },
    { first: coupleAfter(folded, after, given), couple: true },
  ];
  for (const { first, couple } of places) {
    if (!folded.isAt(first, given)) continue;
    const [from, to] = [Math.min(first, familyAt), Math.max(first + given.length - 1, familyEnd)];
    const value = isExtended(folded, familyAt, familyEnd, first, given)
      ? NAME_VALUES.extended
      : couple
        ? NAME_VALUES.couple
        : NAME_VALUES.full;
    yield naming(value, words, from, to);
  }
  yield* partly(words, before, after, familyAt, familyEnd, person);
}

/** One of several given names, or an initial, beside the family name. */
function* partly(
  words: Word[],
  before: number,
  after: number,
  familyAt: number,
  familyEnd: number,
  person: Person,
): Generator<Naming> {
  for (const at of [before, after]) {
    const word = words[at]?.folded ?? '';
    const part = person.given.length > 1 && word.length > 2 && person.given[0] === word;
    const initial = word.length === 1 && person.given[0]?.startsWith(word) === true;
    if (!part && !initial) continue;
    yield naming(
      part ? NAME_VALUES.partOfGivenName : NAME_VALUES.initial,
      words,
      Math.min(at, familyAt),
      Math.max(at, familyEnd),
    );
  }
}

/** A hyphen ties another name to this one: it is part of a longer name. */
function isExtended(
  folded: FoldedText,
  familyAt: number,
  familyEnd: number,
  givenAt: number,
  given: string[],
): boolean {
  const { words, block } = folded;
  const last = words[familyEnd];
  const first = words[familyAt];
  const givenFirst = words[givenAt];
  const givenLast = words[givenAt + given.length - 1];
  const tied = (offset: number | undefined, step: 1 | -1): boolean =>
    offset !== undefined &&
    /^[-‐‑]$/u.test(block.text[offset] ?? '') &&
    /\p{L}/u.test(block.text[offset + step] ?? '');
  return (
    tied(last?.end, 1) ||
    tied(first && first.start - 1, -1) ||
    tied(givenLast?.end, 1) ||
    tied(givenFirst && givenFirst.start - 1, -1)
  );
}

/**
 * A name with one or two edits in all. Short words must be right: Ralf is not Rolf. Searched for wherever one of its words stands
 * rightly, and, for a slip in each, in as many words as a letter has.
 */
function* slips(folded: FoldedText, name: string[]): Generator<Naming> {
  const { words } = folded;
  const leader = indexOfLongest(name);
  const rightly = name.flatMap((part, at) => folded.indexesOf(part).map((index) => index - at));
  const nearly = folded.indexesNear(name[leader] ?? '').map((index) => index - leader);
  for (const start of new Set([...rightly, ...nearly])) {
    if (start < 0 || start + name.length > words.length) continue;
    let edits = 0;
    for (let part = 0; part < name.length && edits <= 2; part++) {
      edits += slipEdits(name[part] ?? '', words[start + part]?.folded ?? '');
    }
    if (edits !== 1 && edits !== 2) continue;
    yield naming(
      edits === 1 ? NAME_VALUES.oneEdit : NAME_VALUES.twoEdits,
      words,
      start,
      start + name.length - 1,
    );
  }
}

function indexOfLongest(parts: string[]): number {
  return parts.reduce((longest, part, at) => (part.length > (parts[longest] ?? '').length ? at : longest), 0);
}

function coupleBefore(words: Word[], before: number, given: string[]): number {
  for (let at = before; at > before - 4 && at > 0; at--) {
    if (AND.has(words[at]?.folded ?? '')) return skip(words, at - 1, -1) - given.length + 1;
  }
  return -1;
}

function coupleAfter(folded: FoldedText, after: number, given: string[]): number {
  const { words } = folded;
  for (let at = after; at < after + 4 && at < words.length; at++) {
    const here = skip(words, at + 1, 1);
    if (AND.has(words[at]?.folded ?? '') && folded.isAt(here, given)) return here;
  }
  return -1;
}

/** The next word in a direction that is no title and no label. */
function skip(words: Word[], from: number, step: 1 | -1): number {
  let at = from;
  while (Math.abs(at - from) < 3 && BETWEEN.has(words[at]?.folded ?? '')) at += step;
  return at;
}

function naming(value: number, words: Word[], from: number, to: number): Naming {
  return { value, start: words[from]?.start ?? 0, end: words[to]?.end ?? 0 };
}

function split(name: string): string[] {
  return fold(name).split(' ').filter(Boolean);
}
