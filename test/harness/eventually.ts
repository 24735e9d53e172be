import { setTimeout as sleep } from 'node:timers/promises';

/** For what signals nothing: tries until it succeeds, and gives its result. */
export async function eventually<T>(work: () => T | Promise<T>, patienceMs = 15_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(25);
    }
  }
}
