import workerpool from 'workerpool';

import { readCsv } from './csv';
import type { DocumentFormat, DocumentReading, DocumentRequest } from './document-reading';
import { readPdf } from './pdf';

/** The child process in which documents are read: it may die of a document without harm to anything else. */
const READERS: Record<
  DocumentFormat,
  (request: DocumentRequest) => DocumentReading | Promise<DocumentReading>
> = {
  pdf: readPdf,
  csv: readCsv,
};

async function read(request: DocumentRequest): Promise<DocumentReading> {
  try {
    return await READERS[request.format](request);
  } catch {
    return { outcome: 'broken', detail: 'The file could not be read.', pages: [] };
  }
}

workerpool.worker({ read });
