import type { ReferenceMention } from '../stages/extraction';
import { CONFIDENCE } from './confidence';
import { findMoney } from './money';
import { type Passage, quoteAround } from './passage';
import { type LabelOwner, findReferenceLabels } from './reference-label';

/** References that are offered per mail, the surest first. */
const REFERENCE_LIMIT = 60;

/** Text of a mail that is searched for references, in characters. */
const READ_LIMIT = 60_000;

/** Current passage, or a quoted one whose writer is the office: there "unser Zeichen" is the office's. */
const WRITTEN_BY_OFFICE =
  /unsere[rsnm]?\s+(?:Klient|Mandant)|Schuldnerberatung|Schuldenregulierung|Insolvenzberatung|wir beraten|uns mit der (?:Regulierung|Vertretung|Wahrnehmung)|hat (?:sich an )?uns .{0,60}(?:beauftragt|gewandt|aufgesucht)|Verbindlichkeiten|(?:nennen|teilen) Sie uns|bitten (?:wir )?(?:Sie|Sie, uns|um)(?!\p{L})|Gläubigeranfrage|Forderungsanfrage|please (?:let us|confirm|state)|our client/iu;

/** What looks like a reference and is none. */
const NO_REFERENCE = new RegExp(
  [
    String.raw`[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])`,
    String.raw`\d{1,2}\. ?\d{1,2}\. ?\d{2,4}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?`,
    String.raw`(?:Tel|Fax|Telefon|Telefax|Phone|Mobil|Fon|Durchwahl|Hotline|Service|Rückfragen|erreichen)[^\n\d+]{0,24}[+(]?\d[\d ()/\-–.]{4,20}|\+\d{2}[\d ()/\-–]{5,20}|(?<![\w/])0\d{2,5}\/\d{3,8}(?:[ -]\d{1,6})*(?=[\s,;.]|$)`,
    String.raw`(?:HRB|HRA|PR|VR|GnR|AG)[ -]?\d[\d ]*|(?:USt-?Id(?:Nr)?|Ust-ID|UID|VAT|MWST-Nr|Gläubiger-ID|BLZ|BIC|Steuer-ID)\.?:? ?[A-Z]{0,3}[\d.\- ]{5,16}`,
    String.raw`[\w.+-]{1,64}@[\w.-]{1,120}|https?:\S{1,300}|www\.\S{1,200}|§+ ?\d+\w?`,
    String.raw`(?<![\w.\/-])\d{5} (?:\p{Lu}\p{Ll}|\p{Lu}{3})`,
  ].join('|'),
  'gu',
);

const CHUNK = /(?:[\p{L}\d]+(?:[./_\-–]{1,2}[\p{L}\d]+)*)/gu;
/** The same, at one place. */
const CHUNK_AT = new RegExp(CHUNK.source, 'uy');
const PREFIX = /^\p{Lu}{1,4}(?:[-.]\p{Lu}{1,3})?$/u;

interface Piece {
  start: number;
  end: number;
  confidence: number;
  role: ReferenceMention['role'];
}

/** Reference-like tokens with their role, the surest first; generous, since they are looked up exactly. */
export function findReferences(passages: Passage[]): ReferenceMention[] {
  const best = new Map<string, ReferenceMention>();
  let left = READ_LIMIT;
  for (const passage of passages) {
    const text = passage.text.slice(0, Math.max(0, left));
    left -= text.length;
    const taken = takenSpans(text);
    const pieces = [...labelledPieces(passage, text, taken), ...loosePieces(passage, text, taken)];
    for (const piece of pieces) offer(best, passage, text, piece);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, REFERENCE_LIMIT);
}

/** Without blanks and punctuation, upper case. */
export function normalizeReference(value: string): string {
  return value.replace(/[^\p{L}\d]/gu, '').toUpperCase();
}

function offer(best: Map<string, ReferenceMention>, passage: Passage, text: string, piece: Piece): void {
  const value = text.slice(piece.start, piece.end).replace(/\s+/g, ' ').trim();
  const normalized = normalizeReference(value);
  if (normalized.length < 4 || normalized.length > 30 || !/\d{2}/.test(normalized)) return;
  const confidence =
    Math.round(piece.confidence * (passage.current ? 1 : CONFIDENCE.quotedFactor) * 100) / 100;
  const key = `${normalized} ${passage.current}`;
  const known = best.get(key);
  if (
    known &&
    (known.confidence > confidence || (known.confidence === confidence && known.role !== 'unknown'))
  )
    return;
  const quote = quoteAround(text, piece.start, piece.end);
  best.set(key, {
    value,
    normalized,
    role: piece.role,
    confidence,
    source: passage.source,
    quote,
    current: passage.current,
  });
}

/** Values behind labels: the whole run, and its beginnings, since prose may follow without a comma. */
function labelledPieces(passage: Passage, text: string, taken: Uint8Array): Piece[] {
  const flips = passage.standing === 'quoted' && WRITTEN_BY_OFFICE.test(text);
  const pieces: Piece[] = [];
  for (const label of findReferenceLabels(text)) {
    const run = runAt(text, label.valueStart, taken);
    if (run.length === 0) continue;
    const role = roleOf(label.owner, flips);
    for (let count = run.length; count > 0; count--) {
      const end = run[count - 1].end;
      if (!/\d/.test(text.slice(run[0].start, end))) continue;
      const confidence =
        count === run.length ? CONFIDENCE.reference.labelled : CONFIDENCE.reference.labelled - 0.15;
      pieces.push({ start: run[0].start, end, confidence, role });
    }
  }
  return pieces;
}

function roleOf(owner: LabelOwner, flips: boolean): ReferenceMention['role'] {
  return (owner === 'reader') === flips ? 'creditor' : 'office';
}

/** Chunks with digits, and runs of up to five chunks: "412 889 301 7", "KFM 26 017733". */
function loosePieces(passage: Passage, text: string, taken: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  const base = passage.source.endsWith('subject') ? CONFIDENCE.reference.subject : CONFIDENCE.reference.text;
  let seen = 0;
  for (const match of text.matchAll(CHUNK)) {
    if (match.index < seen || taken[match.index]) continue;
    const run = runAt(text, match.index, taken);
    if (run.length === 0) continue;
    seen = run[run.length - 1].end;
    for (let from = 0; from < run.length; from++) {
      for (let to = from; to < Math.min(run.length, from + 5); to++) {
        const token = text.slice(run[from].start, run[to].end);
        if (!/\d/.test(token) || normalizeReference(token).length < 5 || /^(?:19|20)\d\d$/.test(token))
          continue;
        const whole = from === 0 && to === run.length - 1;
        const confidence = whole || to === from ? base : CONFIDENCE.reference.fragment;
        pieces.push({ start: run[from].start, end: run[to].end, confidence, role: 'unknown' });
      }
    }
  }
  return pieces;
}

/** The chunks that could make up one reference, beginning at `at`: each with digits, a short prefix or a lone letter. */
function runAt(text: string, at: number, taken: Uint8Array): { start: number; end: number }[] {
  const run: { start: number; end: number }[] = [];
  let position = at;
  while (run.length < 7) {
    CHUNK_AT.lastIndex = position;
    const match = CHUNK_AT.exec(text);
    if (!match || taken[match.index] || !(/\d/.test(match[0]) || PREFIX.test(match[0]))) break;
    const end = CHUNK_AT.lastIndex;
    run.push({ start: match.index, end });
    const gap = /^(?:[ \t]{0,2}[-–/]{1,2}\s{0,4}|[-/]?\n{1,2}[ \t]{0,2}(?=[/-])[/-]? ?|\s?\/\s?| )/u.exec(
      text.slice(end, end + 8),
    );
    if (!gap) break;
    position = end + gap[0].length;
  }
  while (run.length > 0 && isTrailingWord(text, run)) run.pop();
  return run;
}

function isTrailingWord(text: string, run: { start: number; end: number }[]): boolean {
  const last = run[run.length - 1];
  const token = text.slice(last.start, last.end);
  if (/\d/.test(token)) return false;
  const separated = run.length > 1 && /[/-]/.test(text.slice(run[run.length - 2].end, last.start));
  return !(separated && token.length <= 3);
}

/** Marks what is an amount, a date, a phone number, an IBAN, a postal code with its city, an address of the net. */
function takenSpans(text: string): Uint8Array {
  const taken = new Uint8Array(text.length + 1);
  for (const match of text.matchAll(NO_REFERENCE)) taken.fill(1, match.index, match.index + match[0].length);
  for (const money of findMoney(text)) {
    if (money.firm && /[.,]\d\d(?!\d)|€|EUR|Euro|CHF|,-/.test(text.slice(money.start, money.end)))
      taken.fill(1, money.start, money.end);
  }
  return taken;
}
