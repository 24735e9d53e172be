import type { Canvas } from '@napi-rs/canvas';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';

import { type GreyRaster, greyOfPixels } from '../grey-raster';
import { openPdf } from './pdf-document';
import type { ScanReader } from '../scan-reading';
import { readScanPage } from '../scan-page';

/** A4 at 210 dpi, in pixels. */
const LONG_SIDE = 2_450;
/** An image on a page, in pixels: A4 at 600 dpi; larger ones are left out of the page. */
const MAX_IMAGE_PIXELS = 40_000_000;

/** Draws the wanted pages of a PDF and recognises them. */
export const readPdfScan: ScanReader = async ({ bytes, pages, maxPages }, recogniser, emit) => {
  const document = await openPdf(bytes, { maxImageSize: MAX_IMAGE_PIXELS });
  try {
    const wanted = pages.slice(0, maxPages);
    for (const number of wanted) {
      emit(await readScanPage(recogniser, await draw(document, number), number));
    }
    if (wanted.length === pages.length) return { outcome: 'read', pages: [] };
    const detail = `Only ${wanted.length} of ${pages.length} scanned pages were read.`;
    return { outcome: 'too_large', detail, pages: [] };
  } finally {
    await document.loadingTask.destroy();
  }
};

async function draw(document: PDFDocumentProxy, number: number): Promise<GreyRaster> {
  const page: PDFPageProxy = await document.getPage(number);
  const size = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: LONG_SIDE / Math.max(size.width, size.height) });
  const width = Math.max(1, Math.floor(viewport.width));
  const height = Math.max(1, Math.floor(viewport.height));
  const factory = document.canvasFactory as CanvasFactory;
  const surface = factory.create(width, height);
  try {
    await page.render({ canvas: surface.canvas, viewport }).promise;
    const pixels = surface.canvas.getContext('2d').getImageData(0, 0, width, height);
    return await greyOfPixels(pixels.data, width, height);
  } finally {
    factory.destroy(surface);
    page.cleanup();
  }
}

/** The part of pdfjs's canvas factory for Node.js that is used here; its types speak of browsers. */
interface CanvasFactory {
  create(width: number, height: number): { canvas: Canvas };
  destroy(surface: { canvas: Canvas }): void;
}
