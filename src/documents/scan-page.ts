import type { DocumentPage, Recognition } from './document-reading';
import { type GreyRaster, rotateGrey } from './grey-raster';
import { type CleanPage, cleanUp } from './page-clean-up';
import type { RecognisedPage, RecognisedWord, Recogniser } from './recogniser';
import { layOut } from './page-layout';

/** Below it a page may lie upside down. */
const DOUBTFUL_PAGE = 0.7;
/** Below it a word of noise is as likely as one of print; a page of such words has no text. */
const LEGIBLE_PAGE = 0.35;
/** A figure stays, however doubtful: that it is there counts. */
const LEGIBLE_WORD = 0.2;

/** Share of dark pixels on the back of a letter, dust and holes included. */
const BLANK_INK = 0.0003;
/** Shades by which the faintest print differs from its paper. */
const FAINT = 20;

/** Recognises a page in whichever way up it lies. Rows of tables stay rows. */
export async function readScanPage(
  recogniser: Recogniser,
  raster: GreyRaster,
  number: number,
): Promise<DocumentPage> {
  const clean = await cleanUp(raster);
  if (isBlank(clean.raster))
    return { number, text: '', hidden: '', recognition: { confidence: 1, rows: [] } };
  const page = await recogniseUpright(recogniser, clean);
  const words = page.words.filter(({ text, confidence }) => confidence >= LEGIBLE_WORD || /\d/.test(text));
  if (page.confidence < LEGIBLE_PAGE || words.length === 0) return illegible(number);
  const rows = layOut(words).map(({ text, runs }) => ({ text: mendBlanks(text), runs }));
  return {
    number,
    text: rows.map(({ text }) => text).join('\n'),
    hidden: '',
    recognition: recognitionOf(rows, page.confidence),
  };
}

/** Something stands there that could not be recognised. */
function illegible(number: number): DocumentPage {
  return { number, text: '', hidden: '', recognition: { confidence: 0, rows: [] } };
}

/** Hardly a pixel is darker than the paper, which is most of the page. */
function isBlank({ data }: GreyRaster): boolean {
  const counts = new Uint32Array(256);
  for (const shade of data) counts[shade]++;
  let paper = 255;
  for (let seen = counts[paper]; seen * 2 < data.length; seen += counts[paper]) paper--;
  const dark = counts.subarray(0, Math.max(0, paper - FAINT)).reduce((sum, count) => sum + count, 0);
  return dark < data.length * BLANK_INK;
}

/** Only what was hardly recognised is turned: of a page that lies right, nothing is as sure as its words. */
async function recogniseUpright(
  recogniser: Recogniser,
  { raster, mayLieOnItsSide }: CleanPage,
): Promise<RecognisedPage> {
  let best = await recogniser.recognise(raster);
  const isTurned = best.isTurned || mayLieOnItsSide;
  if (best.confidence >= DOUBTFUL_PAGE && !best.isTurned) return best;
  if (best.isTurned) best = { ...best, confidence: 0 };
  for (const degrees of isTurned ? [90, 270, 180] : [180, 90, 270]) {
    const turned = await recogniser.recognise(await rotateGrey(raster, degrees));
    if (turned.confidence > best.confidence) best = turned;
    if (best.confidence >= DOUBTFUL_PAGE) break;
  }
  return best;
}

function recognitionOf(
  rows: readonly { text: string; runs: RecognisedWord[] }[],
  confidence: number,
): Recognition {
  return {
    confidence: rounded(confidence),
    rows: rows.flatMap(({ text, runs }) => {
      const figures = runs.filter((run) => /\d/.test(run.text)).map((run) => run.confidence);
      return figures.length === 0 ? [] : [{ text, confidence: rounded(Math.min(...figures)) }];
    }),
  };
}

/** Blanks that the recogniser saw inside of an amount; only where thousands and cents leave no other reading. */
function mendBlanks(row: string): string {
  return row
    .replace(/(?<![\d.,])(\d{1,3}) ?\. ?(\d{3}) ?, ?(\d{2})(?![\d.,]*\d)/g, '$1.$2,$3')
    .replace(/(?<![\d.,] ?)(\d{1,3})(?: , ?|, )(\d{2}) ?(?=€|EUR\b|Euro\b)/g, '$1,$2 ');
}

function rounded(confidence: number): number {
  return Math.round(confidence * 1000) / 1000;
}
