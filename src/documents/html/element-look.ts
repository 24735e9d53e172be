import type { DefaultTreeAdapterTypes } from 'parse5';

import { BLACK, type Colour, contrast, parseColour, WHITE } from './css-colour';
import { attribute, type Declarations, type StyleSheet } from './style-sheet';

/** How text looks at a place of the document, as far as it decides whether anyone can see it. */
export interface Look {
  colour: Colour;
  /** Null where it cannot be known: an image, a gradient. */
  background: Colour | null;
  /** In pixels. */
  fontSize: number;
  /** The element is taken from sight with all that is in it. */
  gone: boolean;
  /** Nobody can see text here: gone, tiny, or of the colour of its background. */
  unseen: boolean;
  /** The element is laid out without space around it. */
  tight: boolean;
}

export const PLAIN_LOOK: Look = {
  colour: BLACK,
  background: WHITE,
  fontSize: 16,
  gone: false,
  unseen: false,
  tight: false,
};

const PIXELS: Record<string, number> = { '': 1, px: 1, pt: 4 / 3, rem: 16, in: 96, cm: 37.8, mm: 3.78 };
/** Below this contrast text cannot be told from its background: #eee on white is 1.16, the palest footer in use 1.6. */
const MIN_CONTRAST = 1.2;

/** The look of an element inside of a parent's look, by styles and by the old attributes (bgcolor, color, size, hidden). */
export function lookOf(element: DefaultTreeAdapterTypes.Element, parent: Look, sheet: StyleSheet): Look {
  const css = sheet.declarationsOf(element);
  if (css.size === 0 && element.attrs.length === 0)
    return parent.tight ? { ...parent, tight: false } : parent;
  const fontSize = fontSizeOf(css, parent.fontSize);
  const colour = colourOf(element, css, parent.colour);
  const background = backgroundOf(element, css, parent.background);
  const gone = parent.gone || attribute(element, 'hidden') !== null || isHiddenBy(css);
  // Size and colour are judged anew at each element: a parent of font size 0 is a common trick against gaps between columns.
  const unseen = gone || fontSize <= 1 || isIndistinct(colour, background);
  return { colour, background, fontSize, gone, unseen, tight: isTight(css) };
}

function isHiddenBy(css: Declarations): boolean {
  if (css.size === 0) return false;
  if (css.get('display') === 'none' || css.get('mso-hide') === 'all') return true;
  if (/^(hidden|collapse)$/.test(css.get('visibility') ?? '')) return true;
  if (parseFloat(css.get('opacity') ?? '1') <= 0.1) return true;
  return isClipped(css) || isOffScreen(css);
}

function isClipped(css: Declarations): boolean {
  if (/^rect\((0(px)?[\s,]*){4}\)|inset\((50|100)%/.test(css.get('clip') ?? css.get('clip-path') ?? ''))
    return true;
  if (/scale\(0(\.0\d*)?\)/.test(css.get('transform') ?? '')) return true;
  if (!/hidden|clip/.test(css.get('overflow') ?? '')) return false;
  return ['max-height', 'height', 'max-width', 'width'].some((side) => lengthOf(css.get(side), 16) <= 1);
}

function isOffScreen(css: Declarations): boolean {
  if (lengthOf(css.get('text-indent'), 16) <= -300) return true;
  const moved = ['left', 'top', 'right', 'bottom'].some((side) => lengthOf(css.get(side), 16) <= -500);
  return moved && /absolute|fixed|relative/.test(css.get('position') ?? '');
}

function isIndistinct(colour: Colour, background: Colour | null): boolean {
  if (colour.alpha <= 0.1) return true;
  return background !== null && contrast(colour, background) < MIN_CONTRAST;
}

function colourOf(element: DefaultTreeAdapterTypes.Element, css: Declarations, inherited: Colour): Colour {
  const own =
    css.get('color') ?? attribute(element, element.tagName === 'body' ? 'text' : 'color')?.toLowerCase();
  return own === undefined ? inherited : (parseColour(own) ?? inherited);
}

function backgroundOf(
  element: DefaultTreeAdapterTypes.Element,
  css: Declarations,
  inherited: Colour | null,
): Colour | null {
  const shorthand = css.get('background') ?? '';
  const image = css.get('background-image') ?? '';
  if (/url\(|gradient|var\(/.test(shorthand + image) || attribute(element, 'background')) return null;
  const own = css.get('background-color') ?? (shorthand || attribute(element, 'bgcolor')?.toLowerCase());
  if (!own) return inherited;
  const value = /rgba?\([^)]*\)|hsla?\([^)]*\)/.exec(own)?.[0] ?? own.split(/\s+/)[0];
  const colour = parseColour(value);
  if (colour === null || colour.alpha < 0.1) return inherited;
  return colour.alpha < 0.9 ? null : colour;
}

function fontSizeOf(css: Declarations, inherited: number): number {
  const own =
    css.get('font-size') ?? /(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%))\s*[/\s]/.exec(css.get('font') ?? '')?.[1];
  const size = lengthOf(own, inherited);
  return Number.isNaN(size) ? inherited : size;
}

function isTight(css: Declarations): boolean {
  const bottom = css.get('margin-bottom') ?? css.get('margin') ?? '';
  return /^\.?0/.test(bottom) && lengthOf(bottom.split(/\s+/)[0], 16) < 4;
}

/** A CSS length in pixels; NaN where there is none. `em` and `%` count against the inherited size. */
function lengthOf(value: string | undefined, inherited: number): number {
  const found = /^(-?\d*\.?\d+)\s*(px|pt|em|rem|%|in|cm|mm|)/.exec(value ?? '');
  if (!found) return NaN;
  const amount = parseFloat(found[1]);
  return amount * (found[2] === 'em' ? inherited : (PIXELS[found[2]] ?? inherited / 100));
}
