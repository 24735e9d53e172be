import sharp from 'sharp';

import { pixelHeight } from './tiff-resolution';

/** An image in shades of grey, one byte a pixel, 0 is black, rows from the top. */
export interface GreyRaster {
  data: Buffer;
  width: number;
  height: number;
}

/** What the header of an image file declares. */
export interface ImageHeader {
  format: string;
  width: number;
  height: number;
  /** More than one for TIFF, and for a GIF that moves. */
  pages: number;
}

/** An image that is larger than any scan of a letter. */
export class ImageTooLarge extends Error {}

/** Above every scan (A4 at 600 dpi has 35 million) and every telephone's photo that office mails carry. */
const MAX_PIXELS = 100_000_000;
/** A4 at 210 dpi: what the recogniser reads best; more pixels cost time only. */
const LONG_SIDE = 2_450;
/** Smaller images are enlarged, but not without end. */
const MOST_ENLARGED = 3;

const FORMATS = ['jpeg', 'png', 'tiff', 'gif', 'webp'];

// Nothing but these decoders ever sees foreign bytes.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});
sharp.cache(false);
sharp.concurrency(1);

/** Reads the header alone. @throws where the bytes are no image of a known format. */
export async function imageHeader(bytes: Uint8Array): Promise<ImageHeader> {
  const { format, width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (!FORMATS.includes(format)) throw new Error(`No reader for ${format}.`);
  return { format, width, height, pages };
}

/**
 * Decodes a page of an image file, upright as its EXIF says and scaled for recognition.
 * @param page from 0.
 * @throws ImageTooLarge by the size that this page declares, before anything is decoded; another error where the file is broken or cut off.
 */
export async function decodeGrey(bytes: Uint8Array, page: number): Promise<GreyRaster> {
  const options = { page, limitInputPixels: false, sequentialRead: true, failOn: 'error' } as const;
  const { width, height } = await sharp(bytes, options).metadata();
  if (width * height > MAX_PIXELS) throw new ImageTooLarge();
  const image = sharp(bytes, { ...options, limitInputPixels: MAX_PIXELS }).autoOrient();
  return toRaster(image.flatten({ background: '#fff' }), width, height, pixelHeight(bytes, page));
}

/** Scales pixels in memory (RGBA, as a canvas holds them) in the same way. */
export function greyOfPixels(rgba: Uint8ClampedArray, width: number, height: number): Promise<GreyRaster> {
  const pixels = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  return toRaster(sharp(pixels, { raw: { width, height, channels: 4 } }).removeAlpha(), width, height);
}

/** Turns a raster clockwise by an angle in degrees; what comes in at the corners is white. */
export async function rotateGrey({ data, width, height }: GreyRaster, degrees: number): Promise<GreyRaster> {
  const image = sharp(data, { raw: { width, height, channels: 1 } }).rotate(degrees, { background: '#fff' });
  return finish(image);
}

/** Takes specks away: each pixel becomes the median of a window around it. */
export function despeckle({ data, width, height }: GreyRaster, window: number): Promise<GreyRaster> {
  return finish(sharp(data, { raw: { width, height, channels: 1 } }).median(window));
}

/** A small copy; its pixels are means of the areas that they stand for. */
export function shrinkGrey({ data, width, height }: GreyRaster, longSide: number): Promise<GreyRaster> {
  const image = sharp(data, { raw: { width, height, channels: 1 } });
  return finish(image.resize({ width: longSide, height: longSide, fit: 'inside' }));
}

/** As a file that the recogniser's decoder reads fast. */
export function portableGraymap({ data, width, height }: GreyRaster): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
}

/** @param pixelHeight of a pixel that is 1 wide: an image of oblong pixels is stretched. */
function toRaster(image: sharp.Sharp, width: number, height: number, pixelHeight = 1): Promise<GreyRaster> {
  const isOblong = Math.abs(pixelHeight - 1) > 0.1;
  const [wide, high] = isOblong ? stretched(width, height, pixelHeight) : [width, height];
  const scale = Math.min(LONG_SIDE / Math.max(wide, high), MOST_ENLARGED);
  // A telephone's photo is far larger, a fax nearly as large: small differences are not worth the blur.
  if (!isOblong && scale > 0.8 && scale < 1.15) return finish(image);
  const [across, down] = [wide, high].map((side) => Math.max(1, Math.round(side * scale)));
  if (isOblong) return finish(image.resize({ width: across, height: down, fit: 'fill' }));
  const longSide = Math.max(across, down);
  return finish(image.resize({ width: longSide, height: longSide, fit: 'inside' }));
}

/** The sides in square pixels, neither shorter than before. */
function stretched(width: number, height: number, pixelHeight: number): [width: number, height: number] {
  return pixelHeight > 1 ? [width, height * pixelHeight] : [width / pixelHeight, height];
}

async function finish(image: sharp.Sharp): Promise<GreyRaster> {
  const { data, info } = await image
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
