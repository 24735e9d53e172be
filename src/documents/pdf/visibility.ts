import { type Colour, contrast, parseColour, WHITE } from '../html/css-colour';
import { type Box, contains } from './affine';
import type { ImagePixels } from './image-pixels';
import { type PaintedArea, type PaintedText, type Painting, placesOf, touches } from './painting';

/** What of a page's text a person sees, and what only a machine would read. */
export interface Sight {
  seen: PaintedText[];
  unseen: PaintedText[];
}

/** Letters lower than this, in points, are not meant to be read. */
const MIN_LETTER_SIZE = 1.5;
/** Below this contrast text cannot be told from its background: #eee on white is 1.16, the palest footer in use 1.6. */
const MIN_CONTRAST = 1.2;
const OPAQUE = 0.9;

/**
 * Parts the text that can be seen from text that is invisible, tiny, outside of the page, of the colour of its background, or
 * under something opaque.
 */
export function sightOf({ texts, areas }: Painting, page: Box, pixels: ImagePixels): Sight {
  const sight: Sight = { seen: [], unseen: [] };
  const covers = areas.filter(({ isOpaque }) => isOpaque);
  const grounds = areas.filter(({ image }) => !image?.isStencil);
  for (const text of texts) {
    const isSeen =
      text.isPainted &&
      text.size >= MIN_LETTER_SIZE &&
      touches(text, page) &&
      !isCovered(text, covers, pixels) &&
      isDistinct(text, grounds, pixels);
    (isSeen ? sight.seen : sight.unseen).push(text);
  }
  return sight;
}

/** Most of it lies under something that is painted later. */
function isCovered(text: PaintedText, covers: readonly PaintedArea[], pixels: ImagePixels): boolean {
  if (covers.at(-1) === undefined || covers[covers.length - 1].order < text.order) return false;
  const covered = placesOf(text).filter(([x, y]) =>
    covers.some((area) => area.order > text.order && contains(area.box, x, y) && isSolid(area, x, y, pixels)),
  );
  return covered.length > 1;
}

/** An image may have holes, through which a person sees what is below. */
function isSolid(area: PaintedArea, x: number, y: number, pixels: ImagePixels): boolean {
  return (pixels.colourAt(area, x, y)?.alpha ?? 1) >= OPAQUE;
}

function isDistinct(text: PaintedText, grounds: readonly PaintedArea[], pixels: ImagePixels): boolean {
  const colour = text.colour === null ? null : parseColour(text.colour);
  if (colour === null) return true;
  const distinct = placesOf(text).filter(([x, y]) => {
    const ground = groundAt(x, y, text.order, grounds, pixels);
    return ground === null || contrast(colour, ground) >= MIN_CONTRAST;
  });
  return distinct.length > 1;
}

/** What the text stands on; null for a pattern. */
function groundAt(
  x: number,
  y: number,
  order: number,
  grounds: readonly PaintedArea[],
  pixels: ImagePixels,
): Colour | null {
  for (let at = grounds.length - 1; at >= 0; at--) {
    const area = grounds[at];
    if (area.order > order || !contains(area.box, x, y)) continue;
    if (area.colour !== null) {
      const colour = parseColour(area.colour) ?? WHITE;
      // Something pale that shines through leaves what is below as it is.
      if (area.isOpaque || contrast(colour, WHITE) >= MIN_CONTRAST) return colour;
      continue;
    }
    if (!area.image) return null;
    const pixel = pixels.colourAt(area, x, y);
    if (pixel === null || pixel.alpha >= OPAQUE) return pixel;
  }
  return WHITE;
}
