import type { DocumentReaders } from '../../documents/document-readers';
import { decodeText } from '../../documents/charset';
import type { DocumentFormat, DocumentReading } from '../../documents/document-reading';
import type { AttachmentReading } from '../stages/parse';
import { readHtmlDocument } from './body-reader';
import { HtmlBomb } from './html-document';
import { imageSize } from './image-size';
import type { MediaKind } from './media-kind';
import { type MailScans, withScans } from './mail-scans';
import type { MimePart } from './mime-part';

/** What a reader got out of an attachment. */
export type ReadAttachment = Pick<AttachmentReading, 'outcome' | 'detail'> &
  Partial<Pick<DocumentReading, 'pages'>>;

/** What reading an attachment may need of its mail. */
export interface AttachmentContext {
  documents: DocumentReaders;
  scans: MailScans;
  signal: AbortSignal;
  /** Milliseconds that this mail may still spend on documents. */
  timeLeft: () => number;
  /** Content-IDs of images that the body shows. */
  shownContentIds: ReadonlySet<string>;
}

type AttachmentReader = (
  part: MimePart,
  context: AttachmentContext,
) => ReadAttachment | Promise<ReadAttachment>;

/** Reads an attachment by its kind; enclosed messages are none of its business. */
export function readAttachment(
  kind: Exclude<MediaKind, 'message'>,
  part: MimePart,
  context: AttachmentContext,
): ReadAttachment | Promise<ReadAttachment> {
  return READERS[kind](part, context);
}

/** One entry a format: a new reader replaces its entry. */
const READERS: Record<Exclude<MediaKind, 'message'>, AttachmentReader> = {
  pdf: readPdf,
  csv: inChildProcess('csv'),
  text: readText,
  html: readHtmlFile,
  image: readImage,
  docx: unread('A Word document, which is not read.'),
  xlsx: unread('An Excel workbook, which is not read.'),
  office: unread('An office document of an older or other format, which is not read.'),
  rtf: unread('An RTF document, which is not read.'),
  zip: unread('A ZIP archive, which is not opened.'),
  tnef: unread('A winmail.dat of Outlook (TNEF), which is not opened.'),
  signed: unread('An S/MIME container, which is not opened.'),
  unknown: unread('A format that is not known.'),
  encrypted: () => ({ outcome: 'encrypted', detail: 'The content is encrypted.' }),
  empty: () => ({ outcome: 'broken', detail: 'The file is empty.' }),
  furniture: () => ({ outcome: 'irrelevant' }),
};

const MAX_TEXT_CHARS = 2_000_000;
/** A drawn letterhead or an icon; a scanned page or a photographed letter is larger both ways. */
const LOGO = { width: 700, height: 300, bytes: 30_000 };
const SPACER_BYTES = 10_000;

function unread(detail: string): AttachmentReader {
  return () => ({ outcome: 'unread', detail });
}

function inChildProcess(
  format: DocumentFormat,
): (part: MimePart, context: AttachmentContext) => Promise<DocumentReading> {
  return async (part, { documents, signal, timeLeft }) => {
    const budget = timeLeft();
    if (budget <= 0)
      return { outcome: 'too_large', detail: 'The documents of this mail take too long to read.', pages: [] };
    const request = { format, bytes: part.content, charset: part.parameters.charset ?? null };
    return documents.read(request, signal, budget);
  };
}

async function readPdf(part: MimePart, context: AttachmentContext): Promise<ReadAttachment> {
  const reading = await inChildProcess('pdf')(part, context);
  if (!reading.scans) return reading;
  return withScans(reading, await context.scans.read({ format: 'pdf', bytes: part.content }, reading.scans));
}

function readText(part: MimePart): ReadAttachment {
  const { text } = decodeText(part.content, part.parameters.charset ?? null);
  const pages = [{ number: null, text: text.slice(0, MAX_TEXT_CHARS), hidden: '' }];
  if (text.length > MAX_TEXT_CHARS)
    return { outcome: 'too_large', detail: 'Only the beginning of the text was read.', pages };
  return { outcome: 'read', pages };
}

function readHtmlFile(part: MimePart): ReadAttachment {
  try {
    const { text, hidden } = readHtmlDocument(decodeText(part.content, part.parameters.charset ?? null).text);
    return { outcome: 'read', pages: [{ number: null, text, hidden: hidden.join('\n') }] };
  } catch (error) {
    if (!(error instanceof HtmlBomb)) throw error;
    return { outcome: 'too_large', detail: `The HTML file was not read: ${error.message}.` };
  }
}

function readImage(
  part: MimePart,
  { shownContentIds, scans }: AttachmentContext,
): ReadAttachment | Promise<ReadAttachment> {
  const isShown = part.contentId !== null && shownContentIds.has(part.contentId);
  const size = imageSize(part.content);
  const isSmall =
    size === null
      ? part.content.length < LOGO.bytes
      : size.height < LOGO.height || size.width < LOGO.width / 3;
  const isSpacer = part.content.length < SPACER_BYTES && /png|gif/.test(part.mediaType);
  const isLogo = isSmall && (isShown || isSpacer);
  return isLogo ? { outcome: 'irrelevant' } : scans.read({ format: 'image', bytes: part.content });
}
