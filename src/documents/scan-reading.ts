import type { DocumentPage, DocumentReading } from './document-reading';
import type { Recogniser } from './recogniser';

/** What goes to the process that recognises. */
export interface ScanRequest {
  format: 'image' | 'pdf';
  bytes: Uint8Array;
  /** Numbers of the pages that are wanted of a PDF; an image is read from its first page on. */
  pages: number[];
  /** Further pages are left unread, which makes the outcome `too_large`. */
  maxPages: number;
}

/** Hands each page over as soon as it is read, so that what follows cannot take it along; the reading that is returned has none. */
export type ScanReader = (
  request: ScanRequest,
  recogniser: Recogniser,
  emit: (page: DocumentPage) => void,
) => Promise<DocumentReading>;
