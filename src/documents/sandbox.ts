import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import { scriptOf } from './script';

import { TransientFailure } from '../failure';

/** A process loads its libraries within a second or two, on a machine that has too much to do within ten. */
const START_MS = 60_000;

/** The task took more memory or time than it may; the process that ran it is gone. The message is a sentence for staff. */
export class SandboxExhausted extends Error {}

/** What the processes of a sandbox may use, each. */
export interface SandboxLimits {
  processes: number;
  /** Objects of JavaScript alone, and all memory that is resident, in megabytes. */
  heapMb: number;
  memoryMb: number;
}

/** What a process is asked, and what it answers. An error keeps its name and its code, not its class. */
export interface SandboxRequest {
  task: string;
  argument: unknown;
}
export type SandboxReply = { value: unknown } | { error: { name: string; message: string; code?: unknown } };
/** What a process tells before it answers: that it is up, and how far a task is. */
export interface SandboxProgress {
  progress: unknown;
}
export interface SandboxReady {
  ready: true;
}

/** What may be asked of a sandbox beside the task itself. */
export interface SandboxOptions {
  /** From the moment that a process takes the task, in milliseconds. */
  timeoutMs: number;
  /** Until a process takes the task; it is then given up with what this makes. */
  patience?: { ms: number; failure: () => Error };
  /** Is given what the task tells before its end. */
  progressed?: (progress: unknown) => void;
}

/** A task from its call to its end. */
interface Pending extends SandboxRequest {
  timeoutMs: number;
  /** Set while no process has taken it. */
  impatience?: NodeJS.Timeout;
  progressed?: (progress: unknown) => void;
  settle: (outcome: SandboxReply | { failure: unknown }) => void;
}

/**
 * Child processes for work on foreign bytes, each at one task at a time. They start when there is work, and those that die are
 * replaced. Killing is the only way to end a task: what runs wild in a process does not hear a polite request.
 */
export class Sandbox {
  private readonly processes = new Map<ChildProcess, Pending | null>();
  private readonly waiting: Pending[] = [];
  private readonly ready = new WeakSet<ChildProcess>();
  /** When each took its latest task. */
  private readonly begun = new WeakMap<ChildProcess, number>();

  /** @param script  in this folder, which the processes run; see `sandbox-process.ts`. */
  constructor(
    private readonly script: string,
    private readonly limits: SandboxLimits,
  ) {}

  /**
   * Runs a task of the script.
   * @throws SandboxExhausted, the signal's reason when aborted, what the task threw, or TransientFailure `reader_not_started`
   * where no process comes up: that says nothing of the file.
   */
  run<T>(task: string, argument: unknown, signal: AbortSignal, options: SandboxOptions): Promise<T> {
    const { timeoutMs, patience, progressed } = options;
    signal.throwIfAborted();
    return new Promise<T>((resolve, reject) => {
      const abort = () => this.abandon(pending, signal.reason);
      const settle: Pending['settle'] = (outcome) => {
        signal.removeEventListener('abort', abort);
        clearTimeout(pending.impatience);
        if ('value' in outcome) resolve(outcome.value as T);
        else reject('error' in outcome ? revived(outcome.error) : (outcome.failure as Error));
      };
      const pending: Pending = { task, argument, timeoutMs, progressed, settle };
      signal.addEventListener('abort', abort, { once: true });
      if (patience)
        pending.impatience = setTimeout(() => this.abandon(pending, patience.failure()), patience.ms);
      this.waiting.push(pending);
      this.assign();
    });
  }

  /** True where every process there may be has been at one task for so long: what comes now would wait. */
  isHeldUp(ms: number): boolean {
    const since = Date.now() - ms;
    const held = [...this.processes].filter(
      ([child, pending]) =>
        pending !== null && !child.killed && this.ready.has(child) && (this.begun.get(child) ?? 0) < since,
    );
    return held.length >= this.limits.processes;
  }

  /** Ends the processes that have nothing to do, and with them the memory that they hold. */
  async rest(): Promise<void> {
    const idle = [...this.processes].filter(([child, pending]) => pending === null && !child.killed);
    await Promise.all(
      idle.map(([child]) => {
        const end = once(child, 'exit');
        child.kill('SIGKILL');
        return end;
      }),
    );
  }

  /** Ends the processes and what they do; a later task starts new ones. */
  async close(): Promise<void> {
    const failure = new Error('The sandbox was closed.');
    for (const pending of this.waiting.splice(0)) pending.settle({ failure });
    const ends = [...this.processes.keys()].map((child) => once(child, 'exit'));
    for (const [child, pending] of this.processes) {
      pending?.settle({ failure });
      child.kill('SIGKILL');
    }
    await Promise.all(ends);
  }

  private assign(): void {
    while (this.waiting.length > 0) {
      const idle = [...this.processes].find(([child, pending]) => pending === null && !child.killed)?.[0];
      if (idle === undefined && this.processes.size >= this.limits.processes) return;
      const pending = this.waiting.shift();
      if (pending !== undefined) this.give(idle ?? this.start(), pending);
    }
  }

  private start(): ChildProcess {
    const child = startProcess(this.script, this.limits);
    this.processes.set(child, null);
    const end = (failure: unknown) => {
      this.processes.get(child)?.settle({ failure });
      this.processes.delete(child);
      this.assign();
    };
    child.once('exit', () => end(this.ready.has(child) ? new SandboxExhausted(DIED) : notStarted()));
    child.once('error', (error) => {
      if (child.pid === undefined) end(notStarted(error));
    });
    return child;
  }

  private give(child: ChildProcess, pending: Pending): void {
    const { task, argument, settle, timeoutMs } = pending;
    clearTimeout(pending.impatience);
    this.begun.set(child, Date.now());
    let timer: NodeJS.Timeout;
    const allow = (ms: number, failure: () => Error) => {
      clearTimeout(timer);
      timer = setTimeout(() => this.abandon(pending, failure()), ms);
    };
    const begin = () => allow(timeoutMs, () => new SandboxExhausted('Reading the file took too long.'));
    const hear = (message: unknown) => {
      const heard = message as SandboxReply | SandboxProgress | SandboxReady;
      if ('progress' in heard) return pending.progressed?.(heard.progress);
      if ('ready' in heard) {
        this.ready.add(child);
        return begin();
      }
      this.processes.set(child, null);
      pending.settle(heard);
      this.assign();
    };
    pending.settle = (outcome) => {
      clearTimeout(timer);
      child.off('message', hear);
      settle(outcome);
    };
    if (this.ready.has(child)) begin();
    else allow(START_MS, notStarted);
    this.processes.set(child, pending);
    child.on('message', hear);
    // A process that dies before it hears the request says so by its exit.
    child.send({ task, argument } satisfies SandboxRequest, () => undefined);
  }

  private abandon(pending: Pending, failure: unknown): void {
    const at = this.waiting.indexOf(pending);
    if (at >= 0) this.waiting.splice(at, 1);
    for (const [child, running] of this.processes) if (running === pending) child.kill('SIGKILL');
    pending.settle({ failure });
  }
}

function notStarted(cause?: unknown): TransientFailure {
  return new TransientFailure(
    'reader_not_started',
    'The process that reads documents could not be started.',
    { cause },
  );
}

const DIED = 'The file exhausted the memory set aside for reading it, or crashed the reader.';

function startProcess(script: string, { heapMb, memoryMb }: SandboxLimits): ChildProcess {
  const { file, execArgv } = scriptOf(__dirname, script);
  return fork(file, [String(memoryMb)], {
    execArgv: [`--max-old-space-size=${heapMb}`, '--expose-gc', '--no-warnings', ...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Nothing of the service's settings or secrets is known where foreign documents are read.
    env: { TZ: process.env.TZ },
  });
}

function revived({ name, message, code }: { name: string; message: string; code?: unknown }): Error {
  return Object.assign(new Error(message), { name, code });
}
