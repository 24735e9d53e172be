/** Formats that are read in a child process. */
export type DocumentFormat = 'pdf' | 'csv';

/** A page, or the whole of a document without pages. */
export interface DocumentPage {
  /** From 1; null where the format has no pages. */
  number: number | null;
  /** Rows as lines, columns parted by tabs. */
  text: string;
  /** Text on it that nobody can see, empty as a rule. */
  hidden: string;
}

/** What a reader got out of a document. Pages are what could be read, also where the outcome is not `read`. */
export interface DocumentReading {
  outcome: 'read' | 'unread' | 'broken' | 'encrypted' | 'too_large';
  /** A sentence for staff where the document was not read to its end. */
  detail?: string;
  pages: DocumentPage[];
}

/** What goes to the child process. */
export interface DocumentRequest {
  format: DocumentFormat;
  bytes: Uint8Array;
  /** Of the part that carried it, or null. */
  charset: string | null;
}
