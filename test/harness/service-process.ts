import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What every line of the log has, and some of what it may have. */
export interface LogLine {
  timestamp: string;
  level: string;
  service: string;
  environment: string;
  context: string;
  message: string;
  correlation_id: string;
  email_id?: string;
  job_id?: string;
  stage?: string;
  effect?: string;
}

/** A program of ours in a process of its own, and what it said. */
export class ServiceProcess {
  readonly lines: string[] = [];
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;

  private readonly said = new EventEmitter();

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.hear(line));
    }
  }

  /** @param program  arguments of node. */
  static spawn(
    program: string[],
    env: NodeJS.ProcessEnv = {},
    options: { uid?: number; gid?: number; cwd?: string } = {},
  ): ServiceProcess {
    const child = spawn(process.execPath, ['--no-warnings', ...program], {
      ...options,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServiceProcess(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** The lines of its log, and it must have said nothing else. */
  get log(): LogLine[] {
    return this.lines.map((line) => JSON.parse(line) as LogLine);
  }

  get messages(): string[] {
    return this.log.map(({ message }) => message);
  }

  /** Waits until it says something that matches, and gives the match; fails where it ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      const ended = await Promise.race([this.ended, once(this.said, 'line')]);
      if (!Array.isArray(ended) && !pattern.test(this.output))
        throw new Error(`The process ended (${ended}) without ${pattern}. It said:\n${this.output}`);
    }
  }

  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.child.kill(signal);
    return this.ended;
  }

  private hear(line: string): void {
    this.lines.push(line);
    this.said.emit('line');
  }
}

/** True while a process with this id runs; one that has ended and is not yet reaped has no command line any more. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}
