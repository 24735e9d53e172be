import type { DocumentReaders, TimedReading } from '../../documents/document-readers';
import { readCompoundFile } from '../../documents/compound-file';
import type { DocumentFormat } from '../../documents/document-reading';
import type { AttachmentReading } from '../stages/parse';
import { imageSize } from './image-size';
import type { MediaKind } from './media-kind';
import { type MailScans, withScans } from './mail-scans';
import type { MimePart } from '../../documents/mime/mime-part';

/** What a reader got out of an attachment. */
export type ReadAttachment = Pick<AttachmentReading, 'outcome' | 'detail'> &
  Partial<Pick<TimedReading, 'pages' | 'files' | 'ms'>>;

/** What reading an attachment may need of its mail. */
export interface AttachmentContext {
  documents: DocumentReaders;
  scans: MailScans;
  signal: AbortSignal;
  /** Milliseconds that this mail may still spend on documents. */
  timeLeft: () => number;
  /** Nothing of this mail has been read yet that would have to be read again. */
  mayDefer: boolean;
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
  docx: inChildProcess('docx'),
  xlsx: inChildProcess('xlsx'),
  rtf: inChildProcess('rtf'),
  text: inChildProcess('text'),
  html: inChildProcess('html'),
  zip: inChildProcess('zip'),
  tnef: inChildProcess('tnef'),
  signed: inChildProcess('cms'),
  image: readImage,
  compound: (part) => readCompoundFile(part.content),
  office: unread('An office document of another program than Word and Excel, which is not read.'),
  unknown: unread('A format that is not known.'),
  encrypted: () => ({ outcome: 'encrypted', detail: 'The content is encrypted.' }),
  empty: () => ({ outcome: 'broken', detail: 'The file is empty.' }),
  furniture: () => ({ outcome: 'irrelevant' }),
};

/** A drawn letterhead or an icon; a scanned page or a photographed letter is larger both ways. */
const LOGO = { width: 700, height: 300, bytes: 30_000 };
const SPACER_BYTES = 10_000;
const OUT_OF_TIME = 'The documents of this mail take too long to read.';

function unread(detail: string): AttachmentReader {
  return () => ({ outcome: 'unread', detail });
}

function inChildProcess(
  format: DocumentFormat,
): (part: MimePart, context: AttachmentContext) => Promise<TimedReading> {
  return async (part, { documents, signal, timeLeft, mayDefer }) => {
    const budget = timeLeft();
    if (budget <= 0) return { outcome: 'too_large', detail: OUT_OF_TIME, pages: [], ms: 0 };
    const request = { format, bytes: part.content, charset: part.parameters.charset ?? null };
    return documents.read(request, signal, budget, mayDefer);
  };
}

async function readPdf(part: MimePart, context: AttachmentContext): Promise<ReadAttachment> {
  const reading = await inChildProcess('pdf')(part, context);
  if (!reading.scans) return reading;
  return withScans(reading, await context.scans.read({ format: 'pdf', bytes: part.content }, reading.scans));
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
