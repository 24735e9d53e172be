import { findMoney } from '../extraction/money';
import type { ParsedMail } from '../stages/parse';

/** Where the total stands. */
export interface FigureContext {
  /** The paragraph around the figure, cut to what stands close by. */
  nearby: string;
  /** The sentence of the figure. */
  sentence: string;
  row: string;
  /** The rows above a table's row, which may head its columns. */
  heads: string;
  /** Where the figure ends within its row. */
  at: number;
}

const BESIDE = 160;
const HEAD_ROWS = 3;
const SENTENCE_END = /(?<=[\p{Ll})][.!])\s+(?=\p{Lu})/u;
/** The same, or the end of a paragraph. */
const SENTENCE_BREAK = /(?<=[\p{Ll})\d€][.!?])\s+(?=\p{Lu})|\n\s*\n/u;
/** The sentence of the figure speaks of what is left after payments. */
const REMAINS =
  /(?<!\p{L})(?:danach|hiernach|noch|verbleib\p{L}*|restlich\p{L}*|rest(?:forderung|schuld|betrag|anspruch))(?!\p{L})/iu;
/** Something was paid; "nicht bezahlt" says the contrary. */
export const PAID_OFF =
  /(?<!\p{L}|nicht |nichts |nie )(?:eingezogen|beglichen|getilgt|zurückgezahlt|ausgeglichen|verrechnet|gezahlt|bezahlt|überwiesen)(?!\p{L})/iu;

/** Every place where the total stands in the sender's present words. */
export function contextsOf(mail: ParsedMail, totalCents: number | null): FigureContext[] {
  return mail.blocks
    .filter(({ standing }) => standing === 'current')
    .flatMap(({ text }) =>
      findMoney(text)
        .filter(({ cents }) => cents === totalCents)
        .map(({ start, end }) => contextOf(text, start, end)),
    );
}

function contextOf(text: string, start: number, end: number): FigureContext {
  const before = withoutPayments(text.slice(Math.max(0, start - BESIDE), start), text.slice(start, end));
  const after = text.slice(end, end + BESIDE);
  const rowStart = text.lastIndexOf('\n', start - 1) + 1;
  const rowEnd = text.indexOf('\n', end);
  const row = text.slice(rowStart, rowEnd < 0 ? undefined : rowEnd);
  const heads = text.slice(0, rowStart).split('\n').filter(Boolean).slice(-HEAD_ROWS);
  return {
    heads: row.includes('\t') ? heads.join(' ') : '',
    nearby:
      `${before.slice(before.lastIndexOf('\n\n') + 1)}${text.slice(start, end)}${after.split('\n\n', 1)[0] ?? ''}`.replace(
        /\s+/g,
        ' ',
      ),
    sentence: isEntry(row, start - rowStart, end - rowStart)
      ? row
      : `${before.split(SENTENCE_BREAK).at(-1) ?? ''}${text.slice(start, end)}${after.split(SENTENCE_BREAK, 1)[0] ?? ''}`,
    row,
    at: end - rowStart,
  };
}

/** A row that holds a label and, at its end, the figure: it is no part of the sentences around it. */
function isEntry(row: string, start: number, end: number): boolean {
  return (
    /^\W{0,8}(?:EUR|Euro|€)?\W*$/u.test(row.slice(end)) &&
    (/\t| {3,}|:\s/.test(row.slice(0, start)) ||
      (/^\W*\p{Lu}/u.test(row) && start > 0 && start < 60 && !/[,.]\s/.test(row)))
  );
}

/** "Davon wurden 124,00 EUR eingezogen. Der danach verbleibende Anspruch beträgt": what was paid is another figure. */
function withoutPayments(before: string, figure: string): string {
  const own = before.split(SENTENCE_END).at(-1) ?? '';
  if (own === before || !REMAINS.test(own)) return before;
  const others = before.slice(0, before.length - own.length).split(SENTENCE_END);
  const kept = others.filter(
    (sentence) => !(PAID_OFF.test(sentence) && findMoney(sentence).length > 0 && !sentence.includes(figure)),
  );
  return [...kept, own].join(' ');
}
