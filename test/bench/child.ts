import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { cpuMs } from './cpu-time';

const ROOT = join(__dirname, '..', '..', '..');

/** A process that listens, as an operator would start it. */
export class Child {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    /** From spawn to the first answer of /health/ready. */
    readonly readyAfterMs: number,
  ) {}

  /** @param more  options of node. */
  static service(env: NodeJS.ProcessEnv, more: string[] = []): Promise<Child> {
    return Child.start(
      [
        '--enable-source-maps',
        ...more,
        '--import',
        join(ROOT, 'dist/src/instrument.js'),
        join(ROOT, 'dist/src/main.js'),
      ],
      env,
    );
  }

  static bare(env: NodeJS.ProcessEnv): Promise<Child> {
    return Child.start([join(__dirname, 'bare-app.js')], env);
  }

  private static async start(args: string[], env: NodeJS.ProcessEnv): Promise<Child> {
    const port = await freePort();
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, PORT: String(port), LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}`;
    while (!(await answers(`${url}/health/ready`))) {
      if (child.exitCode !== null) throw new Error(`${args.at(-1)} ended with ${child.exitCode}`);
      await sleep(10);
    }
    return new Child(child, url, performance.now() - started);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Resident memory in bytes. */
  get rss(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  /** CPU time so far, in ms. */
  get cpuMs(): number {
    return cpuMs(this.process.pid ?? 0);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
