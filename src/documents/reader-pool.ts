import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import workerpool, { type Pool } from 'workerpool';

/** Beyond its time a task is given up, whatever has become of its process. */
const PATIENCE_MS = 5_000;

/** Child processes of a script of this folder, which start with the first task; those that die are replaced. */
export class ReaderPool {
  private readonly pool: Pool;
  private free: number;
  /** workerpool's own queue stands still once a process has died: it waits for the exit of one that is gone. So none queues there. */
  private readonly waiting: (() => void)[] = [];

  constructor(script: string, processes: number, heapMegabytes: number) {
    this.pool = startPool(script, processes, heapMegabytes);
    this.free = processes;
  }

  /**
   * Runs the script's `read`.
   * @param timeoutMs from when a process is free, after which it is killed.
   * @param run  is told how to cancel, and gives the listener for what the process emits.
   * @throws the signal's reason when aborted, else what `verdictOn` judges.
   */
  async read<Answer>(
    request: unknown,
    signal: AbortSignal,
    timeoutMs: number,
    run?: (cancel: () => void) => (payload: unknown) => void,
  ): Promise<Answer> {
    await this.seat();
    let patience: NodeJS.Timeout | undefined;
    const cancel = () => void task?.cancel();
    let task: ReturnType<Pool['exec']> | undefined;
    try {
      signal.throwIfAborted();
      task = this.pool.exec('read', [request], { on: run?.(cancel) });
      signal.addEventListener('abort', cancel, { once: true });
      patience = setTimeout(cancel, timeoutMs + PATIENCE_MS);
      return (await task.timeout(timeoutMs)) as Answer;
    } finally {
      clearTimeout(patience);
      signal.removeEventListener('abort', cancel);
      // By then workerpool has taken a process that died off its list.
      setImmediate(() => this.leave());
    }
  }

  async terminate(): Promise<void> {
    await this.pool.terminate(true);
  }

  private async seat(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((seated) => this.waiting.push(seated));
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}

/** A sentence for staff on how a task ended that killed its process. @throws what has another cause. */
export function verdictOn(error: unknown): string {
  const { TimeoutError, CancellationError } = workerpool.Promise;
  if (error instanceof TimeoutError || error instanceof CancellationError)
    return 'Reading the file took too long.';
  if (error instanceof Error && /terminated unexpectedly/i.test(error.message))
    return 'The file exhausted the memory set aside for reading it, or crashed the reader.';
  throw error;
}

function startPool(script: string, processes: number, heapMegabytes: number): Pool {
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
