import { readCms } from './cms';
import { readCsv } from './csv';
import type { DocumentFormat, DocumentReading, DocumentRequest } from './document-reading';
import { readDocx } from './docx';
import { HtmlBomb } from './html/html-document';
import { readHtmlBytes } from './html/html-bytes';
import { readMime } from './mime/mime-reader';
import { readPdf } from './pdf/pdf';
import { readRtf } from './rtf';
import { serveTasks } from './sandbox-process';
import { readHtmlFile, readText } from './text';
import { readTnef } from './tnef';
import { readXlsx } from './xlsx';
import { readZip } from './zip';
import { ArchiveBomb, ArchiveLocked } from './zip-archive';

/** The child process in which documents are read: it may die of a document without harm to anything else. */
const READERS: Record<
  DocumentFormat,
  (request: DocumentRequest) => DocumentReading | Promise<DocumentReading>
> = {
  pdf: readPdf,
  csv: readCsv,
  docx: readDocx,
  xlsx: readXlsx,
  rtf: readRtf,
  text: readText,
  html: readHtmlFile,
  zip: readZip,
  tnef: readTnef,
  cms: readCms,
};

/** In bytes: beyond it memory is collected, which costs some 20 ms, more than most documents do. */
const LEFT_BEHIND = 60e6;

async function read(request: DocumentRequest): Promise<DocumentReading & { ms: number }> {
  // What the documents before left behind must not count against this one.
  const { heapUsed, external } = process.memoryUsage();
  if (heapUsed + external > LEFT_BEHIND) globalThis.gc?.();
  const started = performance.now();
  const reading = await attempt(request);
  return { ...reading, ms: performance.now() - started };
}

async function attempt(request: DocumentRequest): Promise<DocumentReading> {
  try {
    return await READERS[request.format](request);
  } catch (error) {
    if (error instanceof ArchiveBomb) return { outcome: 'too_large', detail: error.message, pages: [] };
    if (error instanceof HtmlBomb)
      return { outcome: 'too_large', detail: `The file was not read: ${error.message}.`, pages: [] };
    if (error instanceof ArchiveLocked)
      return { outcome: 'encrypted', detail: 'The file asks for a password.', pages: [] };
    return { outcome: 'broken', detail: 'The file could not be read.', pages: [] };
  }
}

serveTasks({ read, readMime, readHtmlBytes });
