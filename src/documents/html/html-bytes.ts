import { decodeText } from '../charset';
import { HtmlBomb } from './html-document';
import { type HtmlReading, readHtml } from './html-text';

/** HTML as it comes in a mail or a file. */
export interface HtmlSource {
  bytes: Uint8Array;
  /** As declared around it, or null; it may declare one itself. */
  charset: string | null;
}

/** What a browser would show of it. */
export interface HtmlBytesReading extends HtmlReading {
  /** The charset was another than declared. */
  repaired: boolean;
  /** Why it was not read, for staff; null where it was. */
  unreadable: string | null;
}

export function readHtmlBytes({ bytes, charset }: HtmlSource): HtmlBytesReading {
  const { text, repaired } = decodeText(bytes, charset ?? declaredIn(bytes));
  try {
    return { ...readHtml(text), repaired, unreadable: null };
  } catch (error) {
    if (!(error instanceof HtmlBomb)) throw error;
    return unreadableHtml(error.message);
  }
}

export function unreadableHtml(reason: string): HtmlBytesReading {
  return { lines: [], hidden: [], shownContentIds: new Set(), repaired: false, unreadable: reason };
}

function declaredIn(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 2_000)).toString('latin1');
  return /<meta[^>]{1,200}charset=["']?([\w-]{3,20})/i.exec(start)?.[1] ?? null;
}
