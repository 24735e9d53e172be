import { concatenated, type Matrix, moved } from './affine';
import type { Run } from './painting';

/** A letter of a font as pdfjs gives it; widths in thousandths of the font size. */
export interface Glyph {
  unicode: string;
  width: number;
  isSpace: boolean;
}

export interface PaintFont {
  fontMatrix?: readonly number[];
  isType3Font?: boolean;
}

/** The text state (ISO 32000-1, 9.3). */
export interface TextState {
  font: PaintFont | null;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  /** Horizontal, 1 as a rule. */
  scale: number;
  leading: number;
  rise: number;
  mode: number;
  matrix: Matrix;
  x: number;
  y: number;
  lineX: number;
  lineY: number;
}

/** Gaps in font sizes: beyond the first words part although no blank stands there, beyond the second columns part. */
const BLANK_GAP = 0.12;
const COLUMN_GAP = 1.1;
const MAX_RUN_CHARS = 5_000;

/** Letters since the last gap; from and to in units of the text space. */
interface Piece {
  text: string;
  from: number;
  to: number;
}

/** Sets letters one behind the other and moves the text position on. A wide gap parts them into runs. */
export function setText(text: TextState, matrix: Matrix, glyphs: readonly (Glyph | number)[]): Run[] {
  // A negative size turns the letters round and lets them run to the left.
  const scale = text.size < 0 ? -text.scale : text.scale;
  const em = emOf(text);
  const base = concatenated(concatenated(matrix, text.matrix), [1, 0, 0, 1, text.x, text.y + text.rise]);
  const { pieces, advance } = piecesOf(text, em, glyphs);
  text.x += advance * scale;
  const [a, b, c, d] = base;
  const stretch = Math.hypot(a, b) * Math.abs(scale);
  const angle = (Math.atan2(b * scale, a * scale) * 180) / Math.PI;
  return pieces.map((piece) => {
    const [x, y] = moved(base, piece.from * scale, 0);
    const width = (piece.to - piece.from) * stretch;
    return { text: composed(piece.text), x, y, width, size: em * Math.hypot(c, d), angle };
  });
}

/** Height of the letters in the text space; fonts that are drawn (Type 3) count in units of their own. */
function emOf({ font, size }: TextState): number {
  const unit = font?.isType3Font ? Math.abs(font.fontMatrix?.[3] ?? 0.001) * 1_000 : 1;
  return Math.abs(size) * unit;
}

function piecesOf(
  text: TextState,
  em: number,
  glyphs: readonly (Glyph | number)[],
): { pieces: Piece[]; advance: number } {
  const size = Math.abs(text.size);
  const unit = size * (text.font?.fontMatrix?.[0] ?? 0.001);
  const pieces: Piece[] = [];
  let piece: Piece | null = null;
  let hasBlank = false;
  let at = 0;
  for (const glyph of glyphs) {
    if (typeof glyph === 'number') {
      at -= (glyph * size) / 1_000;
      continue;
    }
    if (glyph.unicode.trim() === '') {
      hasBlank = true;
    } else {
      const gap: number = piece === null ? 0 : (at - piece.to) / (em || 1);
      const parts = gap > COLUMN_GAP || gap < -1;
      if (piece === null || parts || piece.text.length > MAX_RUN_CHARS) {
        piece = { text: hasBlank && piece === null ? ' ' : '', from: at, to: at };
        pieces.push(piece);
      } else if (hasBlank || gap > BLANK_GAP) {
        piece.text += ' ';
      }
      hasBlank = false;
      piece.text += glyph.unicode;
      piece.to = Math.max(piece.to, at + glyph.width * unit);
    }
    at += glyph.width * unit + (glyph.isSpace ? text.wordSpacing : 0) + text.charSpacing;
  }
  if (hasBlank && piece !== null) piece.text += ' ';
  return { pieces, advance: at };
}

/** Ligatures that are characters of their own are taken apart. */
function composed(text: string): string {
  return text.replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC'));
}
