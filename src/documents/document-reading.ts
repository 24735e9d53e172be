/** Formats that are read in a child process. */
export type DocumentFormat =
  'pdf' | 'csv' | 'docx' | 'xlsx' | 'rtf' | 'text' | 'html' | 'zip' | 'tnef' | 'cms';

/** How well a page that is an image was recognised. Confidences run from 0 to 1. */
export interface Recognition {
  /** Mean over the words of the page. */
  confidence: number;
  /** Rows with figures, verbatim, each with the confidence of its worst word that has a digit. */
  rows: { text: string; confidence: number }[];
}

/** A page, or the whole of a document without pages. */
export interface DocumentPage {
  /** From 1; null where the format has no pages. */
  number: number | null;
  /** Name of the sheet, where the format has sheets. */
  sheet?: string;
  /** Rows as lines, columns parted by tabs. */
  text: string;
  /** Text on it that nobody can see, empty as a rule. */
  hidden: string;
  /** Text that lies under the image of the page, as a scanner recognised it, or as somebody wants it to be read. */
  layer?: string;
  /** Set where the text was recognised in an image. */
  recognition?: Recognition;
}

/** A file that a document carries: a member of an archive, what a signature encloses, an image in place of text. */
export interface EnclosedFile {
  /** As the document names it, paths and all; null where it has no name. Never a place to write to. */
  name: string | null;
  /** As the document declares it, or null. */
  mediaType: string | null;
  bytes: Uint8Array;
  /** `text`: words of the letter itself. `message`: all of the mail, as MIME. `file`: hangs on it. */
  role: 'file' | 'text' | 'message';
}

/** What a reader got out of a document. Pages are what could be read, also where the outcome is not `read`. */
export interface DocumentReading {
  outcome: 'read' | 'unread' | 'broken' | 'encrypted' | 'too_large';
  /** A sentence for staff where the document was not read to its end. */
  detail?: string;
  pages: DocumentPage[];
  /** To be read in their turn. */
  files?: EnclosedFile[];
  /** Numbers of the pages that are images and were not recognised, if any. */
  scans?: number[];
}

/** What goes to the child process. */
export interface DocumentRequest {
  format: DocumentFormat;
  bytes: Uint8Array;
  /** Of the part that carried it, or null. */
  charset: string | null;
}
