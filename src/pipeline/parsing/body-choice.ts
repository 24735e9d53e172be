import type { TextBlock } from '../stages/parse';
import { amountsIn, isSubset, wordsOf } from './spelled-amounts';

/** Which of two forms of one text is read, and whether they state different amounts. */
export interface BodyChoice {
  form: 'plain' | 'html';
  differ: boolean;
}

/**
 * Chooses between the plain and the HTML form of a text. Plain is taken unless it is a stub, lacks much of what the HTML
 * says, or broke up its tables. Where the amounts differ, the HTML counts: that is what the sender saw.
 */
export function chooseForm(plain: readonly TextBlock[], html: readonly TextBlock[]): BodyChoice {
  const plainText = joined(plain);
  const htmlText = joined(html);
  if (wordsOf(htmlText).length === 0) return { form: 'plain', differ: false };
  if (isStub(plainText)) return { form: 'html', differ: false };
  const differ = !isSubset(saidNow(plain), saidNow(html)) || !isSubset(saidNow(html), saidNow(plain));
  const isPoor = differ || lacksMuch(plainText, htmlText) || brokeTables(plainText, htmlText);
  return { form: isPoor ? 'html' : 'plain', differ };
}

/** Whether the first text holds every figure and nearly every word of the second. */
export function says(blocks: readonly TextBlock[], others: readonly TextBlock[]): boolean {
  const held = new Set(wordsOf(joined(blocks)));
  const words = wordsOf(joined(others));
  const missing = words.filter((word) => !held.has(word)).length;
  return missing <= words.length * 0.1 && isSubset(figuresIn(others), figuresIn(blocks));
}

const STUB =
  /(html[- ]?(f(ä|ae)hig|ansicht|format|version|e-?mail|mail)|im browser|in (your|a|the) browser|view (this|the|it)|nicht (korrekt |richtig )?(angezeigt|dargestellt)|cannot be displayed|does not support html|keine html)/i;

function isStub(plain: string): boolean {
  const words = wordsOf(plain).length;
  return words === 0 || (words < 60 && STUB.test(plain) && !/\d[.,]\d{2}\b/.test(plain));
}

function lacksMuch(plain: string, html: string): boolean {
  const held = new Set(wordsOf(plain));
  const words = wordsOf(html);
  const missing = words.filter((word) => !held.has(word)).length;
  return missing >= 10 && missing > words.length * 0.3;
}

/** A row with an amount that the plain form does not have on one line. */
function brokeTables(plain: string, html: string): boolean {
  const rows = html.split('\n').filter((line) => line.includes('\t') && /\d[.,]\d{2}(?!\d)/.test(line));
  if (rows.length === 0) return false;
  const lines = plain.split('\n').map((line) => squeeze(line));
  return rows.some((row) => {
    const cells = row.split('\t').map(squeeze).filter(Boolean);
    return cells.length > 1 && !lines.some((line) => cells.every((cell) => line.includes(cell)));
  });
}

/** Amounts of what is not quoted. */
function saidNow(blocks: readonly TextBlock[]): Set<string> {
  return amountsIn(joined(blocks.filter((block) => block.standing === 'current')));
}

function joined(blocks: readonly TextBlock[]): string {
  return blocks.map((block) => block.text).join('\n');
}

function squeeze(text: string): string {
  return text.replace(/[\s|*_]+/g, '').toLowerCase();
}

function figuresIn(blocks: readonly TextBlock[]): Set<string> {
  return new Set(joined(blocks).match(/\d[\d.,]*/g));
}
