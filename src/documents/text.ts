import { decodeText } from './charset';
import type { DocumentReading, DocumentRequest } from './document-reading';
import { HtmlBomb } from './html/html-document';
import { readHtml } from './html/html-text';

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
  return readMarkup(decodeText(request.bytes, request.charset ?? declaredIn(request.bytes)).text);
}

/** Reads markup that a document carries in place of text. */
export function readMarkup(markup: string): DocumentReading {
  try {
    const { lines, hidden } = readHtml(markup);
    const text = lines.map((line) => line.text).join('\n');
    return { outcome: 'read', pages: [{ number: null, text, hidden: hidden.join('\n') }] };
  } catch (error) {
    if (!(error instanceof HtmlBomb)) throw error;
    return { outcome: 'too_large', detail: `The HTML file was not read: ${error.message}.`, pages: [] };
  }
}

function declaredIn(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 2_000)).toString('latin1');
  return /<meta[^>]{1,200}charset=["']?([\w-]{3,20})/i.exec(start)?.[1] ?? null;
}
