import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import workerpool, { type Pool } from 'workerpool';

/** Starts child processes of a script of this folder with the first task; those that die are replaced. */
export function startReaderPool(script: string, processes: number, heapMegabytes: number): Pool {
  const extension = __filename.endsWith('.ts') ? 'ts' : 'js';
  const loader =
    extension === 'ts' ? ['--import', pathToFileURL(join(__dirname, 'source-loader.mts')).href] : [];
  return workerpool.pool(join(__dirname, `${script}.${extension}`), {
    workerType: 'process',
    maxWorkers: processes,
    forkOpts: {
      execArgv: [`--max-old-space-size=${heapMegabytes}`, '--no-warnings', ...loader],
      serialization: 'advanced',
      // What decoders say of foreign bytes is nobody's log.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Nothing of the service's settings or secrets is known where foreign documents are read.
      env: { TZ: process.env.TZ },
    },
  });
}

/** A sentence for staff on how a task ended that killed its process. @throws what has another cause. */
export function verdictOn(error: unknown): string {
  if (
    error instanceof workerpool.Promise.TimeoutError ||
    error instanceof workerpool.Promise.CancellationError
  )
    return 'Reading the file took too long.';
  if (error instanceof Error && /terminated unexpectedly/i.test(error.message))
    return 'The file exhausted the memory set aside for reading it, or crashed the reader.';
  throw error;
}
