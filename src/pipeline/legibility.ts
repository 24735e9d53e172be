import { DECISION_THRESHOLDS } from './decision-thresholds';
import { findMoney } from './extraction/money';
import type { TextBlock } from './stages/parse';

/** How a figure stands in the images of a mail. */
export interface Legibility {
  /** It was recognised with certainty, or alike in two rows. */
  isCertain: boolean;
}

/** Null where the figure stands in text as well, or the mail has no images. */
export function legibilityOf(cents: number, blocks: readonly TextBlock[]): Legibility | null {
  const places = blocks.flatMap((block) => placesOf(cents, block));
  const images = blocks.some(({ standing, recognition }) => standing === 'current' && recognition);
  if (!images || places.some(({ recognised }) => !recognised)) return null;
  const spelled = places.filter(({ figure }) => WITH_CENTS.test(figure));
  return { isCertain: spelled.some(({ sure }) => sure) || spelled.length > 1 };
}

/** True where an image holds an amount that was hardly recognised, or one with letters for digits: its value is open. */
export function hasIllegibleFigure(blocks: readonly TextBlock[]): boolean {
  return blocks.some(({ standing, recognition, text }) => {
    if (standing !== 'current' || !recognition) return false;
    if (SLIP.test(text)) return true;
    return recognition.rows.some(
      (row) =>
        row.confidence < DECISION_THRESHOLDS.figureIsReadable && findMoney(row.text).some(({ firm }) => firm),
    );
  });
}

/** Two decimal places, or the dash for none: without them a comma may have gone unseen. */
const WITH_CENTS = /[.,] ?(?:\d{2}|-{1,2}|[–—])(?!\d)/u;
/** An amount in which letters stand that look like digits. */
const SLIP =
  /(?<![\p{L}\d.,])(?=[\d.,]*[OolISBZ])(?=[OolISBZ.,]*\d)[\dOolISBZ]{1,3}(?:[.,]?[\dOolISBZ]{3})*[.,][\dOolISBZ]{2}(?![\p{L}\d])/u;

interface Place {
  figure: string;
  recognised: boolean;
  sure: boolean;
}

function placesOf(cents: number, { standing, text, recognition }: TextBlock): Place[] {
  if (standing !== 'current') return [];
  const rows = new Map(recognition?.rows.map((row) => [row.text.trim(), row.confidence]));
  return text.split('\n').flatMap((line) =>
    findMoney(line)
      .filter((money) => money.cents === cents)
      .map(({ start, end }) => ({
        figure: line.slice(start, end),
        recognised: recognition !== undefined,
        sure:
          recognition !== undefined &&
          recognition.confidence >= DECISION_THRESHOLDS.pageIsLegible &&
          (rows.get(line.trim()) ?? 0) >= DECISION_THRESHOLDS.figureIsLegible,
      })),
  );
}
