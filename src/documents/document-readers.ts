import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { PermanentFailure } from '../failure';
import type { DocumentReading, DocumentRequest } from './document-reading';
import { type HtmlBytesReading, type HtmlSource, readHtmlBytes, unreadableHtml } from './html/html-bytes';
import { type MimeReading, readMime, readMimeHeaders } from './mime/mime-reader';
import { KnownFiles } from './known-files';
import { Sandbox, SandboxExhausted } from './sandbox';
import { ScanReaders } from './scan-readers';
import { Turns } from './turns';
import { WaitingTurns } from './waiting-turns';

/** A reading and the milliseconds that it took a process. */
export type TimedReading = DocumentReading & { ms: number };

const MAX_BYTES = 30 * 1024 * 1024;
/** What takes longer than some 100 ms would hold up everything else in this process. */
const MAX_MIME_BYTES_HERE = 1024 * 1024;
const MAX_HTML_BYTES_HERE = 200 * 1024;
/** Larger mails exhaust the quick lane by their size alone. */
const MAX_MIME_BYTES_QUICK = 8 * 1024 * 1024;
/**
 * Nearly every document is done in the quick lane; what exhausts it is tried once more where the slow ones wait for each other,
 * and for scans: all readers together hold 1 GB at most.
 */
const QUICK = { processes: 2, heapMb: 160, memoryMb: 220 };
const PATIENT = { processes: 1, heapMb: 320, memoryMb: 450 };
const QUICK_MS = 4_000;
/** A lane is held up where what runs in it takes longer; nearly every document takes a fifth of it. */
const HELD_UP_MS = 500;
/** Until a mail comes back to a lane that was held up, and between it and the next. */
const FIRST_TURN_MS = 3_000;
const TURN_MS = 300;
const BUSY = 'Other documents take long to read; the mail waits for its turn.';
const MIME_MS = 20_000;
const HTML_MS = 10_000;

/** What goes to a process. */
type Readable = Uint8Array | DocumentRequest | HtmlSource;

interface Limits {
  timeoutMs: number;
  /** Nothing of the mail has been read yet that would have to be read again. */
  mayDefer: boolean;
}

/**
 * Reads documents in child processes with bounded memory and time, so that a document made to do harm costs its own mail
 * only: mails beside it find the quick lane free again within seconds.
 */
@Injectable()
export class DocumentReaders implements OnModuleDestroy {
  private readonly turns = new Turns();
  private readonly quick = new Sandbox('document-worker', QUICK);
  private readonly patient = new Sandbox('document-worker', PATIENT);
  /** Files that exhausted the quick lane. */
  private readonly slow = new KnownFiles(200);
  private readonly waiting = new WaitingTurns('documents_waiting', BUSY, FIRST_TURN_MS, TURN_MS);
  /** Tasks in the patient lane, those that wait included. */
  private patients = 0;
  /** Reads what is an image. */
  readonly scans = new ScanReaders(async () => {
    const leave = await this.turns.take(true);
    await this.patient.rest();
    return leave;
  });

  /**
   * @param timeoutMs of a process's time, after which it is killed and the outcome is `too_large`.
   * @param mayDefer  where nothing of the mail has been read yet that would have to be read again.
   * @throws the signal's reason when aborted, TransientFailure where no child process can be started, or DeferredFailure
   * `documents_waiting` where documents that take long hold up the processes: the mail then waits in the inbox.
   */
  async read(
    request: DocumentRequest,
    signal: AbortSignal,
    timeoutMs = 10_000,
    mayDefer = true,
  ): Promise<TimedReading> {
    signal.throwIfAborted();
    if (request.bytes.byteLength > MAX_BYTES) return tooLarge('The file is larger than 30 MB.', 0);
    try {
      return await this.run<TimedReading>('read', request, signal, { timeoutMs, mayDefer });
    } catch (error) {
      if (error instanceof SandboxExhausted) return tooLarge(error.message, timeoutMs);
      throw error;
    }
  }

  /**
   * Takes a mail apart: a small one here, a large one in a child process. One that exhausts the process is known by its
   * headers alone.
   * @throws PermanentFailure `mime_unreadable` as readMime does.
   */
  async readMime(raw: Uint8Array, signal: AbortSignal, mayDefer = true): Promise<MimeReading> {
    if (raw.byteLength <= MAX_MIME_BYTES_HERE) return readMime(raw);
    const limits = { timeoutMs: MIME_MS, mayDefer };
    try {
      return raw.byteLength <= MAX_MIME_BYTES_QUICK
        ? await this.run<MimeReading>('readMime', raw, signal, limits)
        : await this.runPatiently<MimeReading>('readMime', raw, signal, limits);
    } catch (error) {
      if (error instanceof SandboxExhausted) return readMimeHeaders(raw);
      throw isPermanent(error) ? new PermanentFailure(error.code, error.message) : error;
    }
  }

  /** Reads the HTML of a letter: where it is small here, else in a child process. */
  async readHtml(source: HtmlSource, signal: AbortSignal, mayDefer = true): Promise<HtmlBytesReading> {
    if (source.bytes.byteLength <= MAX_HTML_BYTES_HERE) return readHtmlBytes(source);
    try {
      return await this.run<HtmlBytesReading>('readHtmlBytes', source, signal, {
        timeoutMs: HTML_MS,
        mayDefer,
      });
    } catch (error) {
      if (error instanceof SandboxExhausted) return unreadableHtml('it took too much time or memory');
      throw error;
    }
  }

  /** Ends the child processes; a later read starts new ones. */
  async close(): Promise<void> {
    await Promise.all([this.quick.close(), this.patient.close(), this.scans.close()]);
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  /** Quickly, and where that does not do, patiently. */
  private async run<T>(task: string, argument: Readable, signal: AbortSignal, limits: Limits): Promise<T> {
    const { timeoutMs, mayDefer } = limits;
    const bytes = argument instanceof Uint8Array ? argument : argument.bytes;
    if (this.slow.has(bytes)) return this.runPatiently<T>(task, argument, signal, limits);
    if (mayDefer && this.quick.isHeldUp(HELD_UP_MS)) throw this.waiting.next();
    const patience = mayDefer ? { ms: HELD_UP_MS, failure: () => this.waiting.next() } : undefined;
    try {
      const quickly = { timeoutMs: Math.min(QUICK_MS, timeoutMs), patience };
      return await this.quick.run<T>(task, argument, signal, quickly);
    } catch (error) {
      if (!(error instanceof SandboxExhausted) || timeoutMs <= QUICK_MS) throw error;
      // A mail that waits for the patient lane does not hold up the quick one once more.
      this.slow.add(bytes);
      return this.runPatiently<T>(task, argument, signal, limits);
    }
  }

  private async runPatiently<T>(
    task: string,
    argument: Readable,
    signal: AbortSignal,
    { timeoutMs, mayDefer }: Limits,
  ): Promise<T> {
    if (mayDefer && this.patients > 0) throw this.waiting.next();
    this.patients++;
    const leave = await this.turns.take();
    try {
      await this.scans.rest();
      return await this.patient.run<T>(task, argument, signal, { timeoutMs });
    } finally {
      leave();
      this.patients--;
    }
  }
}

function tooLarge(detail: string, ms: number): TimedReading {
  return { outcome: 'too_large', detail, pages: [], ms };
}

/** Between processes an error keeps its name and its code, not its class. */
function isPermanent(error: unknown): error is Error & { code: string } {
  return error instanceof Error && error.name === PermanentFailure.name && 'code' in error;
}
