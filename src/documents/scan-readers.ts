import { TransientFailure } from '../failure';
import type { DocumentPage, DocumentReading } from './document-reading';
import { Sandbox, SandboxExhausted } from './sandbox';
import type { ScanRequest } from './scan-reading';
import { WaitingTurns } from './waiting-turns';

/**
 * One page keeps a processor busy for seconds: a second process would take it from everything else. The memory is what
 * recognising the largest page takes, and half as much again.
 */
const LIMITS = { processes: 1, heapMb: 256, memoryMb: 520 };
const MAX_BYTES = 30 * 1024 * 1024;
/** A mail whose scan is read, and one that waits; a third would hold a place among the mails under way for nothing. */
const MAX_MAILS = 2;
/** Mails that wait come back one after the other. */
const TURN_MS = 3_000;
/** A clean page takes about two seconds, one that lies on its side ten. */
const PAGE_TIME_MS = 30_000;

/** The child process that recognises scans, and the turns that mails take with it. */
export class ScanReaders {
  private readonly sandbox = new Sandbox('scan-worker', LIMITS);
  private mails = 0;
  private readonly waiting = new WaitingTurns('scans_waiting', BUSY, TURN_MS, TURN_MS);

  /** @param takeTurn  resolves when the memory that recognising takes is free, with what gives it back. */
  constructor(private readonly takeTurn: () => Promise<() => void>) {}

  /**
   * Takes a place for all scans of a mail; the function that is returned gives it back.
   * @throws DeferredFailure where others are before it: the mail then waits in the inbox and holds up nobody.
   */
  enter(): () => void {
    if (this.mails >= MAX_MAILS) {
      throw this.waiting.next();
    }
    this.mails++;
    let left = false;
    return () => {
      if (!left) this.mails--;
      left = true;
    };
  }

  /**
   * Recognises pages in their order. Where a page takes too long or kills the process, those before it are kept.
   * @param timeoutMs for all pages, from when the first is begun.
   * @throws the signal's reason when aborted, or TransientFailure where the process or its recogniser cannot be started.
   */
  async read(
    request: ScanRequest,
    signal: AbortSignal,
    timeoutMs: number,
    pageTimeMs = PAGE_TIME_MS,
  ): Promise<DocumentReading> {
    signal.throwIfAborted();
    if (request.bytes.byteLength > MAX_BYTES) return tooLarge('The file is larger than 30 MB.', []);
    const pages: DocumentPage[] = [];
    const leave = await this.takeTurn();
    const overdue = new AbortController();
    let pageTimer: NodeJS.Timeout | undefined;
    let hasBegun = false;
    const nextPage = (page: unknown) => {
      hasBegun = true;
      if (page) pages.push(page as DocumentPage);
      clearTimeout(pageTimer);
      pageTimer = setTimeout(() => overdue.abort(new SandboxExhausted(TOO_LONG)), pageTimeMs);
    };
    try {
      const either = AbortSignal.any([signal, overdue.signal]);
      const options = { timeoutMs, progressed: nextPage };
      const reading = await this.sandbox.run<DocumentReading>('read', request, either, options);
      return { ...legibility(pages, reading), pages };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SandboxExhausted)) throw error;
      if (!hasBegun) throw new TransientFailure('recogniser_not_started', NOT_STARTED, { cause: error });
      return tooLarge(error.message, pages);
    } finally {
      clearTimeout(pageTimer);
      leave();
    }
  }

  /** Ends the child process where it has nothing to do. */
  async rest(): Promise<void> {
    await this.sandbox.rest();
  }

  /** Ends the child process; a later read starts another. */
  async close(): Promise<void> {
    await this.sandbox.close();
  }
}

const NOT_STARTED = 'The program that recognises scans could not be started.';
const BUSY = 'Other scans are being read; the mail waits for its turn.';
const TOO_LONG = 'Reading the file took too long.';

function tooLarge(detail: string, pages: DocumentPage[]): DocumentReading {
  return { outcome: 'too_large', detail, pages };
}

/** A page on which something stands that could not be recognised may be the one that counts. */
function legibility(
  pages: readonly DocumentPage[],
  { outcome, detail }: DocumentReading,
): Omit<DocumentReading, 'pages'> {
  const illegible = pages.filter((page) => page.recognition?.confidence === 0).map((page) => page.number);
  if (outcome !== 'read') return { outcome, detail };
  if (illegible.length > 0)
    return {
      outcome: 'unread',
      detail: `The image of page ${illegible.join(', ')} could not be recognised.`,
    };
  return { outcome };
}
