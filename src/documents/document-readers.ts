import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import type { DocumentReading, DocumentRequest } from './document-reading';
import { ReaderPool, verdictOn } from './reader-pool';
import { ScanReaders } from './scan-readers';

const MAX_PROCESSES = 2;
const MEMORY_MB = 384;
const MAX_BYTES = 30 * 1024 * 1024;

/**
 * Reads documents in child processes with bounded memory and time, so that a document made to do harm costs its own mail
 * only. The processes start with the first document and are replaced when they die.
 */
@Injectable()
export class DocumentReaders implements OnModuleDestroy {
  /** Reads what is an image. */
  readonly scans = new ScanReaders();
  private pool: ReaderPool | null = null;

  /**
   * @param timeoutMs after which the process is killed and the outcome is `too_large`.
   * @throws the signal's reason when aborted, or the error of a child process that cannot be started.
   */
  async read(request: DocumentRequest, signal: AbortSignal, timeoutMs = 10_000): Promise<DocumentReading> {
    signal.throwIfAborted();
    if (request.bytes.byteLength > MAX_BYTES) return unreadable('The file is larger than 30 MB.');
    this.pool ??= new ReaderPool('document-worker', MAX_PROCESSES, MEMORY_MB);
    try {
      return await this.pool.read<DocumentReading>(request, signal, timeoutMs);
    } catch (error) {
      signal.throwIfAborted();
      return unreadable(verdictOn(error));
    }
  }

  /** Ends the child processes; a later read starts new ones. */
  async close(): Promise<void> {
    const pool = this.pool;
    this.pool = null;
    await Promise.all([pool?.terminate(), this.scans.close()]);
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }
}

function unreadable(detail: string): DocumentReading {
  return { outcome: 'too_large', detail, pages: [] };
}
