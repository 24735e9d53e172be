import { Worker } from 'node:worker_threads';

const INTERVAL_MS = 50;

/**
 * Ends this process as soon as it holds more memory than that: Node's own limits leave out what native code and
 * WebAssembly take. A thread of its own looks, since a busy main thread would not.
 */
export function guardMemory(megabytes: number): void {
  const watch = `setInterval(() => {
    if (process.memoryUsage.rss() > ${megabytes * 2 ** 20}) process.kill(process.pid, 'SIGKILL');
  }, ${INTERVAL_MS})`;
  const options = { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } };
  new Worker(watch, options).unref();
}
