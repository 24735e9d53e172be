import { despeckle, type GreyRaster, rotateGrey, shrinkGrey } from './grey-raster';

/** Long side of the copy on which slant and light are measured. */
const SMALL_SIDE = 800;
const LIGHT_SIDE = 64;
/** Degrees. Beyond the first a page was not scanned but turned; below the second the recogniser does not mind. */
const MOST_SLANT = 12;
const LEAST_SLANT = 0.25;
/** Shades below it are print, however pale: paper is at least 215 by then. */
const INK = 190;
/** Mean deviation of a pixel from its neighbours in shades of grey; a page of print alone stays far below it. */
const NOISY = 5;
const VERY_NOISY = 10;
/** Shades between the darkest and the brightest part of the paper from which the light is uneven, or the paper grey. */
const UNEVEN_LIGHT = 40;

/** A page that is easier to read. */
export interface CleanPage {
  raster: GreyRaster;
  /** A hint only: the columns of a table part as sharply as rows. */
  mayLieOnItsSide: boolean;
}

/** Makes a scanned page easier to read: specks off, paper evenly white, lines level. A clean page is left as it is. */
export async function cleanUp(raster: GreyRaster): Promise<CleanPage> {
  const noise = noiseOf(raster);
  const quiet = noise > NOISY ? await despeckle(raster, noise > VERY_NOISY ? 5 : 3) : raster;
  const lit = await evenLight(quiet);
  const { slant, mayLieOnItsSide } = layOf(await shrinkGrey(lit, SMALL_SIDE));
  return { raster: Math.abs(slant) < LEAST_SLANT ? lit : await rotateGrey(lit, slant), mayLieOnItsSide };
}

/** Noise as the median over a grid of the second difference: print touches few of the places that are looked at. */
function noiseOf({ data, width, height }: GreyRaster): number {
  const counts = new Uint32Array(256 * 8);
  let samples = 0;
  for (let y = 1; y < height - 1; y += 3) {
    for (let x = 1; x < width - 1; x += 3) {
      const at = y * width + x;
      const around = data[at - 1] + data[at + 1] + data[at - width] + data[at + width];
      counts[Math.abs(4 * data[at] - around)]++;
      samples++;
    }
  }
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value];
    if (seen * 2 >= samples) return value / 4;
  }
  return 0;
}

/** Divides the page by the brightness of its paper where that is dim or uneven. */
async function evenLight(raster: GreyRaster): Promise<GreyRaster> {
  const paper = brightPaper(await shrinkGrey(raster, LIGHT_SIDE * 4));
  const brightness = [...paper.data].sort((a, b) => a - b);
  const darkest = brightness[Math.floor(brightness.length * 0.05)];
  if (255 - darkest < UNEVEN_LIGHT) return raster;
  const { width, height } = raster;
  const data = Buffer.allocUnsafe(raster.data.length);
  for (let y = 0; y < height; y++) {
    const row = placeOf(y, height, paper.height);
    for (let x = 0; x < width; x++) {
      const column = placeOf(x, width, paper.width);
      const shade = mix(paper, row, column);
      const at = y * width + x;
      data[at] = Math.min(255, (raster.data[at] * 245) / Math.max(shade, 24));
    }
  }
  return { data, width, height };
}

/** Of each area of the page its brightest quarter, which is paper. */
function brightPaper(small: GreyRaster): GreyRaster {
  const cell = 4;
  const width = Math.max(1, Math.floor(small.width / cell));
  const height = Math.max(1, Math.floor(small.height / cell));
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let brightest = 0;
      for (let dy = -cell; dy < 2 * cell; dy++) {
        for (let dx = -cell; dx < 2 * cell; dx++) {
          const row = Math.min(small.height - 1, Math.max(0, y * cell + dy));
          const column = Math.min(small.width - 1, Math.max(0, x * cell + dx));
          brightest = Math.max(brightest, small.data[row * small.width + column]);
        }
      }
      data[y * width + x] = brightest;
    }
  }
  return { data, width, height };
}

interface Place {
  low: number;
  high: number;
  share: number;
}

function placeOf(at: number, length: number, cells: number): Place {
  const exact = Math.min(cells - 1, Math.max(0, ((at + 0.5) * cells) / length - 0.5));
  const low = Math.floor(exact);
  return { low, high: Math.min(cells - 1, low + 1), share: exact - low };
}

function mix({ data, width }: GreyRaster, row: Place, column: Place): number {
  const top =
    data[row.low * width + column.low] * (1 - column.share) +
    data[row.low * width + column.high] * column.share;
  const bottom =
    data[row.high * width + column.low] * (1 - column.share) +
    data[row.high * width + column.high] * column.share;
  return top * (1 - row.share) + bottom * row.share;
}

/** Degrees by which the page must be turned clockwise: at the right angle, rows of print and the gaps between them part most sharply. */
function layOf(small: GreyRaster): { slant: number; mayLieOnItsSide: boolean } {
  const dark = darkPoints(small);
  if (dark.length < 200) return { slant: 0, mayLieOnItsSide: false };
  const level = slantOf(dark, small);
  return { slant: level.candidate, mayLieOnItsSide: slantOf(turned(dark), small).score > level.score };
}

function slantOf(dark: Int16Array, small: GreyRaster): Scored {
  const sharpness = (degrees: number) => rowSharpness(dark, small, degrees);
  const coarse = bestOf(range(-MOST_SLANT, MOST_SLANT, 0.5), sharpness).candidate;
  return bestOf(range(coarse - 0.4, coarse + 0.4, 0.1), sharpness);
}

/** The points after a quarter turn clockwise. */
function turned(points: Int16Array): Int16Array {
  return points.map((_, at) => (at % 2 === 0 ? -points[at + 1] : points[at - 1]));
}

/** x and y of dark pixels in turn, with their centre as the origin. */
function darkPoints({ data, width, height }: GreyRaster): Int16Array {
  const points: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] < INK) points.push(x - (width >> 1), y - (height >> 1));
    }
  }
  return Int16Array.from(points);
}

function rowSharpness(points: Int16Array, { width, height }: GreyRaster, degrees: number): number {
  const sine = Math.sin((degrees * Math.PI) / 180);
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const middle = width + height;
  const rows = new Uint32Array(2 * middle);
  for (let at = 0; at < points.length; at += 2) {
    rows[Math.round(points[at] * sine + points[at + 1] * cosine) + middle]++;
  }
  let sharpness = 0;
  for (let row = 1; row < rows.length; row++) sharpness += (rows[row] - rows[row - 1]) ** 2;
  return sharpness;
}

interface Scored {
  candidate: number;
  score: number;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, at) => from + at * step);
}

/** The candidate of the highest score; of equals the one nearest to zero. */
function bestOf(candidates: readonly number[], score: (candidate: number) => number): Scored {
  return candidates
    .map((candidate) => ({ candidate, score: score(candidate) }))
    .reduce((best, next) =>
      next.score > best.score ||
      (next.score === best.score && Math.abs(next.candidate) < Math.abs(best.candidate))
        ? next
        : best,
    );
}
