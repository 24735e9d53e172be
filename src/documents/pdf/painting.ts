import type { PlacedText } from '../text-row';
import { type Box, contains, type Matrix } from './affine';

/** Letters that a page paints in one go, with what decides on whether anybody can see them. */
export interface PaintedText extends PlacedText {
  /** Number of the operator that painted it: what has a higher one lies above. */
  order: number;
  /** Degrees clockwise by which its baseline is turned on the page. */
  angle: number;
  /** `#rrggbb`, or null for a pattern. */
  colour: string | null;
  /** Painted at all: not invisible (render mode 3), transparent, in a layer that is off, or outside of its clip. */
  isPainted: boolean;
  /** Id of the annotation that it belongs to. */
  annotation: string | null;
}

/** A run with its place and direction on the page. */
export type Run = Omit<PaintedText, 'order' | 'colour' | 'isPainted' | 'annotation'>;

/** An area that a page covers with colour or with an image. */
export interface PaintedArea {
  box: Box;
  order: number;
  /** `#rrggbb`; null where it has many colours. */
  colour: string | null;
  image?: PaintedImage;
  /** Nothing below it shines through, as far as the operators tell: an image may have holes of its own. */
  isOpaque: boolean;
}

/** An image as it is placed on the page. */
export interface PaintedImage {
  /** Its name, or itself where it stands in the page's content; null where it cannot be had. */
  source: string | DecodedImage | null;
  /** In pixels; 0 where it is not told. */
  width: number;
  height: number;
  /** From the unit square that it fills, its first row on top, to the page. */
  matrix: Matrix;
  /** Only the shape is the image's; the colour is that of the ink. */
  isStencil: boolean;
}

/** Pixels as pdfjs decodes them. */
export interface DecodedImage {
  width: number;
  height: number;
  /** 1 is black and white with a bit a pixel, 2 has three bytes a pixel, 3 four. */
  kind?: number;
  data?: ArrayLike<number> | null;
}

/** What a page paints, lowest first. Places are in points of the page as it is shown, y downwards. */
export interface Painting {
  texts: PaintedText[];
  areas: PaintedArea[];
  /** Outlines that are filled, letters drawn as curves among them. */
  curves: number;
}

/** Three places of a run, halfway up its small letters. */
export function placesOf({ x, y, width, size, angle }: Run): [x: number, y: number][] {
  const turn = (angle * Math.PI) / 180;
  const [along, across] = [Math.cos(turn), Math.sin(turn)];
  return [0.1, 0.5, 0.9].map((share) => [
    x + along * width * share + across * size * 0.25,
    y + across * width * share - along * size * 0.25,
  ]);
}

/** Whether a part of the run lies in a box that has room for it. */
export function touches(run: Run, box: Box): boolean {
  if (box.right - box.left < 1 || box.bottom - box.top < 1) return false;
  return placesOf(run).some(([x, y]) => contains(box, x, y));
}
