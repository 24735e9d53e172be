import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import workerpool, { type Pool } from 'workerpool';

import type { DocumentReading, DocumentRequest } from './document-reading';

const MAX_PROCESSES = 2;
const MEMORY_MB = 384;
const MAX_BYTES = 30 * 1024 * 1024;

/**
 * Reads documents in child processes with bounded memory and time, so that a document made to do harm costs its own mail
 * only. The processes start with the first document and are replaced when they die.
 */
@Injectable()
export class DocumentReaders implements OnModuleDestroy {
  private pool: Pool | null = null;

  /**
   * @param timeoutMs after which the process is killed and the outcome is `too_large`.
   * @throws the signal's reason when aborted, or the error of a child process that cannot be started.
   */
  async read(request: DocumentRequest, signal: AbortSignal, timeoutMs = 10_000): Promise<DocumentReading> {
    signal.throwIfAborted();
    if (request.bytes.byteLength > MAX_BYTES) return unreadable('The file is larger than 30 MB.');
    this.pool ??= startPool();
    const task = this.pool.exec('read', [request]).timeout(timeoutMs);
    const cancel = () => void task.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return (await task) as DocumentReading;
    } catch (error) {
      signal.throwIfAborted();
      return verdictOn(error);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Ends the child processes; a later read starts new ones. */
  async close(): Promise<void> {
    const pool = this.pool;
    this.pool = null;
    await pool?.terminate(true);
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }
}

function startPool(): Pool {
  const extension = __filename.endsWith('.ts') ? 'ts' : 'js';
  const loader =
    extension === 'ts' ? ['--import', pathToFileURL(join(__dirname, 'source-loader.mts')).href] : [];
  return workerpool.pool(join(__dirname, `document-worker.${extension}`), {
    workerType: 'process',
    maxWorkers: MAX_PROCESSES,
    forkOpts: {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`, '--no-warnings', ...loader],
      serialization: 'advanced',
      // Nothing of the service's settings or secrets is known where foreign documents are read.
      env: { TZ: process.env.TZ },
    },
  });
}

function verdictOn(error: unknown): DocumentReading {
  if (error instanceof workerpool.Promise.TimeoutError) return unreadable('Reading the file took too long.');
  if (error instanceof Error && /terminated unexpectedly/i.test(error.message)) {
    return unreadable('The file exhausted the memory set aside for reading it, or crashed the reader.');
  }
  throw error;
}

function unreadable(detail: string): DocumentReading {
  return { outcome: 'too_large', detail, pages: [] };
}
