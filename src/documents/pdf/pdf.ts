import type { PDFDocumentProxy } from 'pdfjs-dist';

import type { DocumentPage, DocumentReading, DocumentRequest, EnclosedFile } from '../document-reading';
import { openPdf } from './pdf-document';
import { readPdfPage } from './pdf-page';

type PdfLibrary = typeof import('pdfjs-dist');

const MAX_PAGES = 50;
const MAX_FILES = 20;
const MAX_CHARS = 2_000_000;

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
    const files = await enclosedFiles(document);
    return { ...(await readPages(pdf, document)), ...(files.length > 0 && { files }) };
  } finally {
    await document.loadingTask.destroy();
  }
}

/** Letters and tables that the document carries; the data of electronic invoices repeats what its pages show. */
async function enclosedFiles(document: PDFDocumentProxy): Promise<EnclosedFile[]> {
  const listed = (await document.getAttachments()) as Map<string, { filename: string }> | null;
  const wanted = [...(listed ?? [])]
    .filter(([, { filename }]) => !/\.xml$/i.test(filename))
    .slice(0, MAX_FILES);
  const files: EnclosedFile[] = [];
  for (const [id, { filename }] of wanted) {
    const content = (await document.getAttachmentContent(id)) as Uint8Array | null | undefined;
    if (content) files.push({ name: filename, mediaType: null, bytes: content, role: 'file' });
  }
  return files;
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
  const layers = await document.getOptionalContentConfig();
  let chars = 0;
  const last = Math.min(document.numPages, MAX_PAGES);
  for (let number = 1; number <= last && chars < MAX_CHARS; number++) {
    try {
      const handle = await document.getPage(number);
      const { page, isScan } = await readPdfPage(pdf, handle, number, layers);
      if (isScan) scans.push(number);
      chars += page.text.length;
      pages.push(page);
      handle.cleanup();
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
