import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { PermanentFailure } from '../failure';
import type { DocumentReading, DocumentRequest } from './document-reading';
import { type HtmlBytesReading, type HtmlSource, readHtmlBytes, unreadableHtml } from './html/html-bytes';
import { type MimeReading, readMime, readMimeHeaders } from './mime/mime-reader';
import { Sandbox, SandboxExhausted } from './sandbox';
import { ScanReaders } from './scan-readers';
import { Turns } from './turns';

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
const MIME_MS = 20_000;
const HTML_MS = 10_000;

/**
 * Reads documents in child processes with bounded memory and time, so that a document made to do harm costs its own mail
 * only: mails beside it find the quick lane free again within seconds.
 */
@Injectable()
export class DocumentReaders implements OnModuleDestroy {
  private readonly turns = new Turns();
  private readonly quick = new Sandbox('document-worker', QUICK);
  private readonly patient = new Sandbox('document-worker', PATIENT);
  /** Reads what is an image. */
  readonly scans = new ScanReaders(async () => {
    const leave = await this.turns.take(true);
    await this.patient.rest();
    return leave;
  });

  /**
   * @param timeoutMs of a process's time, after which it is killed and the outcome is `too_large`.
   * @throws the signal's reason when aborted, or TransientFailure where no child process can be started.
   */
  async read(request: DocumentRequest, signal: AbortSignal, timeoutMs = 10_000): Promise<TimedReading> {
    signal.throwIfAborted();
    if (request.bytes.byteLength > MAX_BYTES) return tooLarge('The file is larger than 30 MB.', 0);
    try {
      return await this.run<TimedReading>('read', request, signal, timeoutMs);
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
  async readMime(raw: Uint8Array, signal: AbortSignal): Promise<MimeReading> {
    if (raw.byteLength <= MAX_MIME_BYTES_HERE) return readMime(raw);
    try {
      return raw.byteLength <= MAX_MIME_BYTES_QUICK
        ? await this.run<MimeReading>('readMime', raw, signal, MIME_MS)
        : await this.runPatiently<MimeReading>('readMime', raw, signal, MIME_MS);
    } catch (error) {
      if (error instanceof SandboxExhausted) return readMimeHeaders(raw);
      throw isPermanent(error) ? new PermanentFailure(error.code, error.message) : error;
    }
  }

  /** Reads the HTML of a letter: where it is small here, else in a child process. */
  async readHtml(source: HtmlSource, signal: AbortSignal): Promise<HtmlBytesReading> {
    if (source.bytes.byteLength <= MAX_HTML_BYTES_HERE) return readHtmlBytes(source);
    try {
      return await this.run<HtmlBytesReading>('readHtmlBytes', source, signal, HTML_MS);
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

  private async run<T>(task: string, argument: unknown, signal: AbortSignal, timeoutMs: number): Promise<T> {
    try {
      return await this.quick.run<T>(task, argument, signal, Math.min(QUICK_MS, timeoutMs));
    } catch (error) {
      if (!(error instanceof SandboxExhausted) || timeoutMs <= QUICK_MS) throw error;
      return await this.runPatiently<T>(task, argument, signal, timeoutMs);
    }
  }

  private async runPatiently<T>(
    task: string,
    argument: unknown,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<T> {
    const leave = await this.turns.take();
    try {
      await this.scans.rest();
      return await this.patient.run<T>(task, argument, signal, timeoutMs);
    } finally {
      leave();
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
