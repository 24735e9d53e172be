import { decodeText } from './charset';
import type { DocumentReading, DocumentRequest } from './document-reading';
import { readHtmlBytes } from './html/html-bytes';

const MAX_CHARS = 2_000_000;

/** Reads a text file in whatever charset it is. */
export function readText(request: DocumentRequest): DocumentReading {
  const { text } = decodeText(request.bytes, request.charset);
  const pages = [{ number: null, text: text.slice(0, MAX_CHARS), hidden: '' }];
  if (text.length > MAX_CHARS)
    return { outcome: 'too_large', detail: 'Only the beginning of the text was read.', pages };
  return { outcome: 'read', pages };
}

/** Reads a file of HTML as a browser would show it. */
export function readHtmlFile(request: DocumentRequest): DocumentReading {
  const { lines, hidden, unreadable } = readHtmlBytes(request);
  if (unreadable !== null)
    return { outcome: 'too_large', detail: `The HTML file was not read: ${unreadable}.`, pages: [] };
  const text = lines.map((line) => line.text).join('\n');
  return { outcome: 'read', pages: [{ number: null, text, hidden: hidden.join('\n') }] };
}
