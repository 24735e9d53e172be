import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';

import type { DocumentPage, DocumentReading, DocumentRequest } from './document-reading';
import { isGarbled } from './garbled-text';
import { openPdf } from './pdf-document';
import { type PlacedText, rowsOf } from './text-row';

type PdfLibrary = typeof import('pdfjs-dist');

const MAX_PAGES = 50;
const MAX_CHARS = 2_000_000;
/** Letters lower than this, in points, are not meant to be read. */
const MIN_LETTER_SIZE = 1.5;
/** A page with fewer characters may be a scan under a fax line or a stamp. */
const SPARSE_CHARS = 160;
/** Width and height in pixels from which an image may be a scanned page. */
const SCAN_SIDE = 600;

/** Reads the text of a PDF page by page, form fields included. Pages that are images make the outcome `unread`. */
export async function readPdf(request: DocumentRequest): Promise<DocumentReading> {
  const pdf = await import('pdfjs-dist/legacy/build/pdf.mjs');
  let document: PDFDocumentProxy;
  try {
    document = await openPdf(request.bytes);
  } catch (error) {
    return refusal(error);
  }
  try {
    return await readPages(pdf, document);
  } finally {
    await document.loadingTask.destroy();
  }
}

function refusal(error: unknown): DocumentReading {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException')
    return { outcome: 'encrypted', detail: 'The PDF asks for a password.', pages: [] };
  return { outcome: 'broken', detail: 'The file is no readable PDF.', pages: [] };
}

async function readPages(pdf: PdfLibrary, document: PDFDocumentProxy): Promise<DocumentReading> {
  const pages: DocumentPage[] = [];
  const scans: number[] = [];
  const failed: number[] = [];
  let chars = 0;
  const last = Math.min(document.numPages, MAX_PAGES);
  for (let number = 1; number <= last && chars < MAX_CHARS; number++) {
    try {
      const page = await document.getPage(number);
      const read = await readPage(pdf, page, number);
      const isSparse = read.text.length < SPARSE_CHARS;
      if (isGarbled(read.text) || (isSparse && (await isScan(pdf, page)))) scans.push(number);
      chars += read.text.length;
      pages.push(read);
      page.cleanup();
    } catch {
      failed.push(number);
    }
  }
  const more = scans.length > 0 ? { scans } : {};
  return { ...verdict(document.numPages, pages, scans, failed, chars), pages, ...more };
}

function verdict(
  total: number,
  pages: readonly DocumentPage[],
  scans: readonly number[],
  failed: readonly number[],
  chars: number,
): Omit<DocumentReading, 'pages'> {
  if (failed.length > 0) return { outcome: 'broken', detail: `Page ${failed.join(', ')} could not be read.` };
  if (scans.length > 0) return { outcome: 'unread', detail: `Page ${scans.join(', ')} has no text (scan).` };
  if (chars >= MAX_CHARS || total > MAX_PAGES) {
    return { outcome: 'too_large', detail: `Only the first ${pages.length} of ${total} pages were read.` };
  }
  if (pages.every((page) => page.text === '')) return { outcome: 'unread', detail: 'No page has text.' };
  return { outcome: 'read' };
}

async function readPage(pdf: PdfLibrary, page: PDFPageProxy, number: number): Promise<DocumentPage> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  const seen: PlacedText[] = [];
  const unseen: PlacedText[] = [];
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const [, , c, d, x, y] = pdf.Util.transform(viewport.transform, item.transform) as number[];
    const size = Math.hypot(c, d) || item.height;
    const run = { text: item.str, x, y, width: item.width, size: size || 1 };
    const isOnPage = x > -50 && y > -50 && x < viewport.width + 50 && y < viewport.height + 50;
    (size < MIN_LETTER_SIZE || !isOnPage ? unseen : seen).push(run);
  }
  seen.push(...(await fieldValues(page, viewport.transform, pdf)));
  return { number, text: rowsOf(seen), hidden: rowsOf(unseen) };
}

/** Values typed into form fields and free-text notes stand apart from the page's text. */
async function fieldValues(page: PDFPageProxy, transform: number[], pdf: PdfLibrary): Promise<PlacedText[]> {
  const annotations = (await page.getAnnotations()) as Annotation[];
  return annotations.flatMap((annotation) => {
    const value = annotation.subtype === 'FreeText' ? annotation.contentsObj?.str : annotation.fieldValue;
    if (
      typeof value !== 'string' ||
      value.trim() === '' ||
      annotation.hidden ||
      annotation.checkBox ||
      annotation.radioButton
    )
      return [];
    const [left, bottom, right, top] = annotation.rect;
    const size = Math.min(12, Math.max(6, (top - bottom) * 0.7));
    const [, , , , x, y] = pdf.Util.transform(transform, [
      1,
      0,
      0,
      1,
      left,
      bottom + (top - bottom - size) / 2 + 1,
    ]) as number[];
    return [{ text: value.replace(/\s+/g, ' '), x, y, width: right - left, size }];
  });
}

interface Annotation {
  subtype: string;
  rect: [left: number, bottom: number, right: number, top: number];
  fieldValue?: unknown;
  contentsObj?: { str: string };
  hidden?: boolean;
  checkBox?: boolean;
  radioButton?: boolean;
}

/** The page shows an image as large as a scan; a page with neither text nor image is simply blank. */
async function isScan(pdf: PdfLibrary, page: PDFPageProxy): Promise<boolean> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const { OPS } = pdf;
  return fnArray.some((operator, at) => {
    if (operator === OPS.paintImageXObject) {
      const [, width, height] = argsArray[at] as [string, number, number];
      return width >= SCAN_SIDE && height >= SCAN_SIDE;
    }
    return operator === OPS.paintImageMaskXObject || operator === OPS.paintInlineImageXObject;
  });
}
