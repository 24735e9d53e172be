import type { DocumentPage, DocumentReading } from '../../documents/document-reading';
import { isGarbled } from '../../documents/garbled-text';
import type { ScanReaders } from '../../documents/scan-readers';
import type { ScanRequest } from '../../documents/scan-reading';
import { amountsIn, isSubset, wordsOf } from './spelled-amounts';

/** For all scans of a mail, and for one file, in milliseconds. */
const MAIL_TIME_MS = 180_000;
const FILE_TIME_MS = 120_000;
const MAX_PAGES = 30;
/** Share of its words that recognition may misread in a page of clean print. */
const MISREAD = 0.1;

/** The scans of one mail: they share a place with the recogniser, a budget of time and one of pages. */
export class MailScans {
  private pages = 0;
  private leave: (() => void) | null = null;
  /** Milliseconds that are left. */
  time = MAIL_TIME_MS;

  constructor(
    private readonly readers: ScanReaders,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws DeferredFailure with the first scan where other mails are before this one. */
  async read(request: Pick<ScanRequest, 'format' | 'bytes'>, pages: number[] = []): Promise<DocumentReading> {
    const maxPages = MAX_PAGES - this.pages;
    const budget = Math.min(this.time, FILE_TIME_MS);
    if (maxPages <= 0 || budget <= 0)
      return { outcome: 'too_large', detail: 'The mail has more scanned pages than are read.', pages: [] };
    this.leave ??= this.readers.enter();
    const started = performance.now();
    const reading = await this.readers.read({ ...request, pages, maxPages }, this.signal, budget);
    this.time -= performance.now() - started;
    this.pages += reading.pages.length;
    return reading;
  }

  get haveBegun(): boolean {
    return this.leave !== null;
  }

  /** Gives the place back. */
  close(): void {
    this.leave?.();
    this.leave = null;
  }
}

/** Puts recognised pages in the place of those without text; what else the text reader said stands. */
export function withScans<Reading extends DocumentReading>(text: Reading, scanned: DocumentReading): Reading {
  const recognised = new Map(scanned.pages.map((page) => [page.number, page]));
  const pages = text.pages.map((page) => {
    const scan = recognised.get(page.number);
    return scan ? joined(page, scan) : unconfirmed(page);
  });
  // `unread` of the text reader says no more than that there are scans.
  const { outcome, detail } = text.outcome === 'unread' ? scanned : text;
  const illegible = text.pages.filter(
    (page) => isGarbled(page.text) && recognised.get(page.number)?.text === '',
  );
  return outcome === 'read' && illegible.length > 0
    ? { ...text, outcome: 'unread', detail: illegibleDetail(illegible), pages }
    : { ...text, outcome, detail, pages };
}

/** The image was not looked at: nothing says that the text under it is what it shows. */
function unconfirmed(page: DocumentPage): DocumentPage {
  return page.layer === undefined ? page : { ...page, hidden: `${page.hidden}\n${page.layer}`.trim() };
}

/** Something is written there: the image that shows nothing of it is not what a person would see. */
function illegibleDetail(pages: readonly DocumentPage[]): string {
  return `Page ${pages.map(({ number }) => number).join(', ')} has text that could not be recognised.`;
}

/**
 * What was recognised stands for the page, unless it says no more than the text that is printed there: behind that lay a picture.
 * Text under the image is of somebody else's recognition: it is never read, and told as hidden where it names other amounts.
 */
function joined(page: DocumentPage, scan: DocumentPage): DocumentPage {
  const { layer, ...printed } = page;
  const recognition = scan.recognition ? { recognition: scan.recognition } : {};
  const isPicture = saysAllOf(printed.text, scan.text);
  const shown =
    scan.text === ''
      ? { ...printed, ...recognition }
      : isPicture
        ? printed
        : { ...scan, hidden: page.hidden };
  if (layer === undefined) return shown;
  const isConfirmed = isSubset(amountsIn(layer), amountsIn(`${scan.text}\n${printed.text}`));
  return { ...shown, layer, hidden: isConfirmed ? page.hidden : `${page.hidden}\n${layer}`.trim() };
}

function saysAllOf(printed: string, recognised: string): boolean {
  if (printed.trim() === '' || isGarbled(printed)) return false;
  const said = new Set(wordsOf(printed));
  const words = wordsOf(recognised);
  const missing = words.filter((word) => !said.has(word)).length;
  return missing <= words.length * MISREAD && isSubset(amountsIn(recognised), amountsIn(printed));
}
