import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import workerpool, { type Pool } from 'workerpool';

/** The task took more memory or time than it may; the process that ran it is gone. */
export class SandboxExhausted extends Error {}

/** What the processes of a sandbox may use, each. */
export interface SandboxLimits {
  processes: number;
  /** Objects of JavaScript alone, and all memory that is resident, in megabytes. */
  heapMb: number;
  memoryMb: number;
}

/** From asking a process to end until it is killed, and until nobody waits for its end any more. */
const KILL_MS = 100;
const CLOSE_MS = 2_000;

/** Child processes for work on foreign bytes. They start with the first task, and those that die are replaced. */
export class Sandbox {
  private pool: Pool | null = null;

  constructor(private readonly limits: SandboxLimits) {}

  /**
   * Runs a task of the worker.
   * @param timeoutMs  from the moment that a process takes the task, not from now.
   * @throws SandboxExhausted, the signal's reason when aborted, or what the task threw.
   */
  async run<T>(task: string, argument: unknown, signal: AbortSignal, timeoutMs: number): Promise<T> {
    signal.throwIfAborted();
    this.pool ??= startPool(this.limits);
    const running = this.pool.exec(task, [argument]).timeout(timeoutMs);
    const cancel = () => void running.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return (await running) as T;
    } catch (error) {
      signal.throwIfAborted();
      throw exhaustion(error) ?? error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Ends the processes; a later task starts new ones. */
  async close(): Promise<void> {
    const pool = this.pool;
    this.pool = null;
    try {
      await pool?.terminate(true, CLOSE_MS);
    } catch (error) {
      // A process that is being killed just now is reported late or never; it dies all the same.
      if (!(error instanceof workerpool.Promise.TimeoutError)) throw error;
    }
  }
}

function startPool({ processes, heapMb, memoryMb }: SandboxLimits): Pool {
  const extension = __filename.endsWith('.ts') ? 'ts' : 'js';
  const loader = pathToFileURL(join(__dirname, 'source-loader.mts')).href;
  const fromSource = extension === 'ts' ? ['--experimental-transform-types', '--import', loader] : [];
  return workerpool.pool(join(__dirname, `document-worker.${extension}`), {
    workerType: 'process',
    maxWorkers: processes,
    workerTerminateTimeout: KILL_MS,
    forkArgs: [String(memoryMb)],
    forkOpts: {
      execArgv: [`--max-old-space-size=${heapMb}`, '--expose-gc', '--no-warnings', ...fromSource],
      serialization: 'advanced',
      // Nothing of the service's settings or secrets is known where foreign documents are read.
      env: { TZ: process.env.TZ },
    },
  });
}

function exhaustion(error: unknown): SandboxExhausted | null {
  if (error instanceof workerpool.Promise.TimeoutError)
    return new SandboxExhausted('Reading the file took too long.');
  if (error instanceof Error && /terminated unexpectedly/i.test(error.message)) {
    return new SandboxExhausted(
      'The file exhausted the memory set aside for reading it, or crashed the reader.',
    );
  }
  return null;
}
