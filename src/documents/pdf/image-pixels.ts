import type { PDFPageProxy } from 'pdfjs-dist';

import { type Colour, WHITE } from '../html/css-colour';
import { unmoved } from './affine';
import type { DecodedImage, PaintedArea, PaintedImage, Painting } from './painting';

const BILEVEL = 1;
const RGB = 2;
const RGBA = 3;

/** The pixels of a page's images, as far as a look at them decides whether text can be seen. */
export class ImagePixels {
  private readonly decoded = new Map<string, DecodedImage | null>();

  /** Waits for the images of a page that has text as well. */
  static async of(page: PDFPageProxy, { areas, texts }: Painting): Promise<ImagePixels> {
    const pixels = new ImagePixels();
    if (texts.length === 0) return pixels;
    const names = new Set(
      areas.map(({ image }) => image?.source).filter((source) => typeof source === 'string'),
    );
    for (const name of names) pixels.decoded.set(name, await imageNamed(page, name));
    return pixels;
  }

  /** The colour that an area has at a place of the page; null where nothing of it is there, or what is cannot be told. */
  colourAt({ image }: PaintedArea, x: number, y: number): Colour | null {
    const decoded = image && this.decodedOf(image);
    const place = image && unmoved(image.matrix, x, y);
    if (!decoded?.data || !place) return null;
    const column = Math.min(decoded.width - 1, Math.max(0, Math.floor(place[0] * decoded.width)));
    const row = Math.min(decoded.height - 1, Math.max(0, Math.floor((1 - place[1]) * decoded.height)));
    return pixelOf(decoded, decoded.data, column, row);
  }

  private decodedOf({ source }: PaintedImage): DecodedImage | null {
    return typeof source === 'string' ? (this.decoded.get(source) ?? null) : source;
  }
}

function imageNamed(page: PDFPageProxy, name: string): Promise<DecodedImage | null> {
  const objects = (name.startsWith('g_') ? page.commonObjs : page.objs) as ImageStore;
  return new Promise((resolve) => objects.get(name, (image: DecodedImage | null) => resolve(image)));
}

function pixelOf(
  { width, kind }: DecodedImage,
  data: ArrayLike<number>,
  column: number,
  row: number,
): Colour | null {
  if (kind === BILEVEL) {
    const byte = data[row * Math.ceil(width / 8) + (column >> 3)];
    return (byte >> (7 - (column & 7))) & 1 ? WHITE : { red: 0, green: 0, blue: 0, alpha: 1 };
  }
  if (kind !== RGB && kind !== RGBA) return null;
  const at = (row * width + column) * (kind === RGBA ? 4 : 3);
  const alpha = kind === RGBA ? data[at + 3] / 255 : 1;
  return { red: data[at], green: data[at + 1], blue: data[at + 2], alpha };
}

/** The part of pdfjs's store that is used here. */
interface ImageStore {
  get(name: string, take: (image: DecodedImage | null) => void): unknown;
}
