import type { PlacedText } from '../text-row';
import { type Box, contains } from './affine';
import type { PaintedArea, Painting } from './painting';

/** A page with fewer characters may be a scan under a fax line or a stamp. */
const SPARSE_CHARS = 160;
/** Width and height in pixels from which an image may be a scanned page. */
const SCAN_SIDE = 600;
/** Outlines of a page whose letters are drawn as curves. */
const DRAWN_LETTERS = 200;
/** Share of the page from which its images are the page, and not pictures on it. */
const PAGE_SHARE = 0.4;
const CELLS = 24;
/** Of so many bands of the page, those with text are counted: a letter fills more than the line of a fax and a stamp. */
const BANDS = 12;
const FEW_BANDS = 4;

/** The images of the page make it up. */
export function isMostlyImage({ areas }: Painting, page: Box): boolean {
  const images = areas.filter(({ image }) => image);
  return images.length > 0 && coveredShare(images, page) >= PAGE_SHARE;
}

/** A person sees more on the page than its text says: an image as large as a scan, or letters that are drawn. */
export function saysMore(text: string, seen: readonly PlacedText[], painting: Painting, page: Box): boolean {
  if (text.length >= SPARSE_CHARS)
    return isMostlyImage(painting, page) && bandsWithText(seen, page) < FEW_BANDS;
  return (
    painting.curves >= DRAWN_LETTERS ||
    painting.areas.some(({ image }) => image && (image.isStencil || isLarge(image))) ||
    isMostlyImage(painting, page)
  );
}

function isLarge({ width, height }: { width: number; height: number }): boolean {
  return width >= SCAN_SIDE && height >= SCAN_SIDE;
}

/** Many scanners cut a page into strips: what counts is how much they cover together. */
function coveredShare(areas: readonly PaintedArea[], { right, bottom }: Box): number {
  let covered = 0;
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const [x, y] = [((column + 0.5) / CELLS) * right, ((row + 0.5) / CELLS) * bottom];
      if (areas.some(({ box }) => contains(box, x, y))) covered++;
    }
  }
  return covered / CELLS ** 2;
}

function bandsWithText(seen: readonly PlacedText[], { bottom }: Box): number {
  return new Set(seen.map(({ y }) => Math.floor((y / bottom) * BANDS))).size;
}
