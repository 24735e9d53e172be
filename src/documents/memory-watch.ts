import { Worker } from 'node:worker_threads';

/**
 * Kills this process when it holds more memory than it may, buffers and native memory included, which no limit of the heap
 * counts. The watch runs in a thread of its own: a document that keeps the main thread busy cannot keep it from looking.
 */
export function watchMemory(maxMegabytes: number): void {
  new Worker(WATCH, { eval: true, execArgv: [], workerData: maxMegabytes * 1024 * 1024 }).unref();
}

const WATCH = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => {
    if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL');
  }, 10);
`;
