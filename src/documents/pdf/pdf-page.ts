import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';

import type { DocumentPage } from '../document-reading';
import { isGarbled } from '../garbled-text';
import { textOfPage } from '../page-layout';
import { rowsOf } from '../text-row';
import type { Box, Matrix } from './affine';
import { undrawnValues } from './annotations';
import { directionsOf } from './directions';
import type { PaintFont } from './glyph-run';
import { ImagePixels } from './image-pixels';
import { Painter } from './painter';
import type { Painting } from './painting';
import { isMostlyImage, saysMore } from './scan-signs';
import { sightOf } from './visibility';

type PdfLibrary = typeof import('pdfjs-dist');
type Layers = Awaited<ReturnType<PDFDocumentProxy['getOptionalContentConfig']>>;

/** A page as its text says it. */
export interface PdfPage {
  page: DocumentPage;
  /** Its image must be looked at: the text does not say what a person sees. */
  isScan: boolean;
}

/** Reads what a person sees of a page, form fields and notes included; text that nobody sees is set aside. */
export async function readPdfPage(
  pdf: PdfLibrary,
  page: PDFPageProxy,
  number: number,
  layers: Layers,
): Promise<PdfPage> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const viewport = transform as unknown as Matrix;
  const sheet: Box = { left: 0, top: 0, right: width, bottom: height };
  const painting = await paintingOf(pdf, page, viewport, layers);
  const { seen, unseen } = sightOf(painting, sheet, await ImagePixels.of(page, painting));
  const drawn = new Set(painting.texts.map(({ annotation }) => annotation));
  const values = await undrawnValues(page, viewport, drawn);
  const { upright, aside } = directionsOf(seen);
  const text = textOfPage([...upright, ...values], aside);
  const concealed = rowsOf(unseen);
  // Under the image of a page, a scanner lays what it recognised itself: that is compared with what the image shows.
  const isLayer = concealed !== '' && isMostlyImage(painting, sheet);
  return {
    page: { number, text, hidden: isLayer ? '' : concealed, ...(isLayer && { layer: concealed }) },
    isScan: isLayer || isGarbled(text) || saysMore(text, seen, painting, sheet),
  };
}

async function paintingOf(
  pdf: PdfLibrary,
  page: PDFPageProxy,
  viewport: Matrix,
  layers: Layers,
): Promise<Painting> {
  const operators = await page.getOperatorList();
  const fonts = page.commonObjs as unknown as FontStore;
  const painter = new Painter(pdf, {
    viewport,
    fontNamed: (name) => (fonts.has(name) ? fonts.get(name) : null),
    isShown: (layer) => layers.isVisible(layer) !== false,
  });
  return painter.follow(operators);
}

/** The part of pdfjs's store that is used here. */
interface FontStore {
  has(name: string): boolean;
  get(name: string): PaintFont | null;
}
