import type { RatedAmount } from '../extraction/amount-role';
import type { RulesReading } from '../extraction/rules-reading';
import { addWordings, type Features } from './linear-model';
import { type Proofs, proofsOf } from './proofs';
import { sensesOf } from './thesaurus';
import { presentWords } from './present-words';
import { AMOUNT, meaningsOf, STOP, tokensOf, wordingsOf } from './tokens';

const BESIDE_BEFORE = 8;
const BESIDE_AFTER = 6;
const MAX_CANDIDATES = 40;
const MAX_MENTIONS = 4;
/** With more than so many a sum that fits may be chance. */
const MAX_SUMMANDS = 8;

/** A figure that may be the total, with all its mentions in the sender's present words. */
export interface Candidate {
  cents: number;
  mentions: RatedAmount[];
}

/** What speaks for each kind of mail. */
export function kindFeatures(reading: RulesReading): Features {
  const features: Features = new Map([['bias', 1]]);
  addWordings(features, '', presentWords(reading).wordings);
  addWordings(features, '', presentWords(reading).meanings);
  addWordings(features, 'says:', presentWords(reading).sayings);
  addWordings(features, 'subject:', meaningsOf(tokensOf(subjectOf(reading), 40)));
  addWordings(features, 'subject:', wordingsOf(tokensOf(subjectOf(reading), 40)));
  features.set(`rules=${reading.found.kind}`, 1);
  features.set(`sure=${reading.found.kind}`, reading.found.confidence);
  features.set(reading.search.chosen ? 'total' : 'no_total', 1);
  if ((reading.search.chosen?.amount.cents ?? 1) <= 0) features.set('zero total', 1);
  features.set(`figures=${figuresOf(reading)}`, 1);
  for (const { kind, weight } of reading.evidence) features.set(`evidence=${kind}=${weight}`, 0.7);
  for (const flag of reading.mail.flags) features.set(`flag=${flag}`, 1);
  features.set(`amounts=${Math.min(3, reading.rated.filter(({ current }) => current).length)}`, 0.5);
  return features;
}

/** What the figures of a mail come to: none that could be a claim, some, a zero, or a list that adds up. */
function figuresOf(reading: RulesReading): string {
  const { above, below } = proofsOf(reading).lists;
  if (above.size + below.size > 0) return 'list';
  const current = reading.rated.filter((amount) => amount.current && amount.role !== 'instalment');
  if (current.length === 0) return 'none';
  return current.every(({ cents }) => cents === 0) ? 'zero' : 'some';
}

/** The figures that may be the total, the first ones first. */
export function candidatesOf({ rated }: RulesReading): Candidate[] {
  const candidates = new Map<number, Candidate>();
  for (const amount of rated) {
    if (!amount.current) continue;
    const known = candidates.get(amount.cents);
    if (known) known.mentions.push(amount);
    else candidates.set(amount.cents, { cents: amount.cents, mentions: [amount] });
  }
  return [...candidates.values()].slice(-MAX_CANDIDATES);
}

/** What speaks for a figure being the total now claimed. */
export function totalFeatures(
  candidate: Candidate,
  candidates: Candidate[],
  reading: RulesReading,
): Features {
  const features: Features = new Map([['bias', 1]]);
  const { chosen } = reading.search;
  if (chosen?.amount.cents === candidate.cents) {
    features.set('chosen', 1);
    features.set(`chosen strength=${chosen.amount.strength}`, 1);
    if (chosen.proof) features.set('chosen adds up', 1);
  } else if (chosen) features.set('other chosen', 1);
  addShape(features, candidate, candidates);
  addProof(features, candidate, proofsOf(reading));
  for (const mention of candidate.mentions.slice(0, MAX_MENTIONS)) addMention(features, mention);
  return features;
}

/** What speaks for the mail stating no total. */
export function noTotalFeatures(candidates: Candidate[], reading: RulesReading): Features {
  const features: Features = new Map([['none', 1]]);
  addWordings(features, 'none:', presentWords(reading).wordings);
  addWordings(features, 'none:', presentWords(reading).meanings);
  for (const concern of reading.search.concerns) features.set(`none concern=${concern}`, 1);
  features.set(`none rules=${reading.found.kind}`, 1);
  features.set(`none chosen=${reading.search.chosen !== null}`, 1);
  features.set(`none candidates=${Math.min(5, candidates.length)}`, 1);
  return features;
}

/** What speaks for booking a figure without asking anybody; `signs` are what rules and models made of the mail before. */
export function bookingFeatures(chosen: Candidate | null, reading: RulesReading, signs: Features): Features {
  const features: Features = new Map([['bias', 1]]);
  addWordings(features, '', presentWords(reading).wordings);
  const beside = new Set<string>();
  for (const mention of chosen?.mentions.slice(0, MAX_MENTIONS) ?? [])
    for (const wording of wordingsOf(tokensOf(paragraphOf(mention)))) beside.add(wording);
  addWordings(features, 'beside:', beside);
  for (const [name, value] of signs) features.set(`sign ${name}`, value);
  return features;
}

function addShape(features: Features, { cents, mentions }: Candidate, candidates: Candidate[]): void {
  const amounts = candidates.map((other) => other.cents);
  if (cents === Math.max(...amounts)) features.set('largest', 1);
  if (candidates.length === 1) features.set('only one', 1);
  if (candidates.at(-1)?.cents === cents) features.set('last', 1);
  if (cents <= 0) features.set('not positive', 1);
  features.set(`mentions=${Math.min(3, mentions.length)}`, 1);
  if (mentions.every(({ currency }) => currency === null)) features.set('no currency', 1);
  if (mentions.every(({ unambiguous }) => !unambiguous)) features.set('ambiguous', 1);
  const others = amounts.map(Math.abs).filter((other) => other !== cents && other > 0);
  const summands = summandsOf(cents, others);
  if (summands > 0) features.set(`sum of ${Math.min(4, summands)}`, 1);
  const larger = others.filter((other) => other > cents);
  const within = larger.map((sum) =>
    summandsOf(
      sum - cents,
      others.filter((other) => other !== sum && other < sum),
    ),
  );
  if (within.some((count) => count > 0)) features.set('part of a sum', 1);
  if (larger.some((sum) => others.includes(sum - cents))) features.set('difference of two', 1);
  if (larger.length === 1) features.set('second largest', 1);
}

/** Whether a list in the mail makes up the figure, or the figure is part of one that makes up another. */
function addProof(features: Features, { mentions }: Candidate, { lists, tables, rests }: Proofs): void {
  const { above, below, entries } = lists;
  const most = (proven: Map<RatedAmount, number>): number =>
    Math.max(0, ...mentions.map((mention) => proven.get(mention) ?? 0));
  const [over, under] = [most(above), most(below)];
  if (over > 0) features.set(`list above=${Math.min(4, over)}`, 1);
  if (under > 0) features.set(`list below=${Math.min(4, under)}`, 1);
  if (mentions.some(({ operands }) => operands !== null)) features.set('worked out', 1);
  const proven = over + under > 0;
  const entry = mentions.some((mention) => entries.has(mention));
  if (proven) features.set(entry ? 'list and entry' : 'list', 1);
  else if (entry) features.set('entry', 1);
  else if (above.size + below.size > 0) features.set('beside a list', 1);
  if (mentions.some((mention) => rests.has(mention))) features.set('rest after payment', 1);
  if (mentions.some((mention) => tables.closing.has(mention))) features.set('closing balance', 1);
  for (const mention of mentions) {
    const column = tables.columnSums.get(mention);
    if (column) features.set(`sum of the ${column} column`, 1);
  }
}

/** How many of the others make up a sum; 0 where none do. */
function summandsOf(sum: number, others: number[]): number {
  if (others.includes(sum)) return 1;
  const tried = others.filter((other) => other < sum).slice(-MAX_SUMMANDS);
  let most = 0;
  for (let mask = (1 << tried.length) - 1; mask > 0; mask -= 1) {
    let rest = sum;
    let count = 0;
    for (let bit = 0; bit < tried.length; bit += 1) {
      if ((mask & (1 << bit)) === 0) continue;
      rest -= tried[bit];
      count += 1;
    }
    if (rest === 0 && count > most) most = count;
  }
  return most;
}

function addMention(features: Features, mention: RatedAmount): void {
  features.set(`role=${mention.role}`, 1);
  features.set(`role=${mention.role} strength=${mention.strength}`, 1);
  if (mention.label === null) features.set('unlabelled', 1);
  if (mention.table) features.set('in a table', 1);
  if (mention.aside) features.set('aside', 1);
  if (mention.head !== null)
    for (const word of tokensOf(mention.head)) features.set(`head:${word.slice(0, 6)}`, 1);
  if (mention.table || mention.clause.includes('\t'))
    for (const word of tokensOf(mention.clause.split('\t', 1)[0]))
      features.set(`row:${word.slice(0, 7)}`, 0.7);
  addClause(features, mention);
  const { text } = mention.passage;
  const before = tokensOf(text.slice(Math.max(0, mention.start - 120), mention.start)).slice(-BESIDE_BEFORE);
  const after = tokensOf(text.slice(mention.end, mention.end + 90)).slice(0, BESIDE_AFTER);
  addSide(features, 'before', before.reverse());
  addSide(features, 'after', after);
}

/** What the words of its sentence, row or entry mean, on either side of the figure. */
function addClause(features: Features, { clause, passage, start, end }: RatedAmount): void {
  const figure = passage.text.slice(start, end);
  const at = clause.indexOf(figure);
  if (at < 0) return;
  for (const token of tokensOf(clause.slice(Math.max(0, at - 300), at)))
    for (const sense of sensesOf(token)) features.set(`before:<${sense}>`, 0.7);
  for (const token of tokensOf(clause.slice(at + figure.length, at + 300)))
    for (const sense of sensesOf(token)) features.set(`after:<${sense}>`, 0.7);
}

/** Words by their nearness: those in the same sentence or cell count for more than those beyond. */
function addSide(features: Features, side: string, nearestFirst: string[]): void {
  let place = `${side}:`;
  let previous = '';
  for (const token of nearestFirst) {
    if (token === STOP) {
      place = `beyond ${side}:`;
      previous = '';
      continue;
    }
    features.set(place + token, 0.5);
    if (token.length > 6) features.set(`${place}${token.slice(0, 6)}-`, 0.5);
    if (previous !== '') features.set(`${place}${previous} ${token}`, 0.5);
    previous = token;
    if (token === AMOUNT) place = `beyond ${side}:`;
  }
}

function paragraphOf({ passage: { text }, start, end }: RatedAmount): string {
  const from = Math.max(text.lastIndexOf('\n\n', start), start - 300, 0);
  const paragraphEnd = text.indexOf('\n\n', end);
  return text.slice(from, Math.min(paragraphEnd < 0 ? text.length : paragraphEnd, end + 300));
}

function subjectOf({ passages }: RulesReading): string {
  return passages.find(({ source }) => source.endsWith('subject'))?.text ?? '';
}
