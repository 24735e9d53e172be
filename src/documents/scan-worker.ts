import workerpool from 'workerpool';

import type { DocumentReading } from './document-reading';
import { readImage } from './image';
import { guardMemory } from './memory-guard';
import { readPdfScan } from './pdf-scan';
import { Recogniser } from './recogniser';
import type { ScanReader, ScanRequest } from './scan-reading';

/** What recognising the largest page takes, and half as much again. */
const MEMORY_MB = 520;

const READERS: Record<ScanRequest['format'], ScanReader> = { image: readImage, pdf: readPdfScan };

let recogniser: Promise<Recogniser> | null = null;

/** The child process in which scans are recognised. */
async function read(request: ScanRequest): Promise<DocumentReading> {
  recogniser ??= Recogniser.start().catch((error: unknown) => {
    recogniser = null;
    throw error;
  });
  const started = await recogniser;
  workerpool.workerEmit(null); // from here on the time counts
  try {
    return await READERS[request.format](request, started, (page) => workerpool.workerEmit(page));
  } catch {
    return { outcome: 'broken', detail: 'The scan could not be read.', pages: [] };
  }
}

guardMemory(MEMORY_MB);
workerpool.worker({ read });
