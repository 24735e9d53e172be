import type { DocumentPage, DocumentReading } from './document-reading';
import { readImage } from './image';
import { readPdfScan } from './pdf/pdf-scan';
import { Recogniser } from './recogniser';
import { serveTasks } from './sandbox-process';
import type { ScanReader, ScanRequest } from './scan-reading';

const READERS: Record<ScanRequest['format'], ScanReader> = { image: readImage, pdf: readPdfScan };

let recogniser: Promise<Recogniser> | null = null;

/** Tells null when the recogniser is up and the first page begins, then each page. */
async function read(
  request: ScanRequest,
  tell: (page: DocumentPage | null) => void,
): Promise<DocumentReading> {
  recogniser ??= Recogniser.start().catch((error: unknown) => {
    recogniser = null;
    throw error;
  });
  const started = await recogniser;
  tell(null);
  try {
    return await READERS[request.format](request, started, tell);
  } catch {
    return { outcome: 'broken', detail: 'The scan could not be read.', pages: [] };
  }
}

serveTasks({ read });
