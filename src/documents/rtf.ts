import type { DocumentReading, DocumentRequest } from './document-reading';
import { readRtfText } from './rtf-text';
import { readHtmlFile } from './text';

/** Reads a document in Rich Text Format. */
export function readRtf(request: DocumentRequest): DocumentReading {
  const { text, hidden, isHtml } = readRtfText(request.bytes);
  if (isHtml) return readHtmlFile({ format: 'html', bytes: Buffer.from(text, 'utf8'), charset: 'utf-8' });
  if (text === '') return { outcome: 'unread', detail: 'The RTF document has no text.', pages: [] };
  return { outcome: 'read', pages: [{ number: null, text, hidden }] };
}
