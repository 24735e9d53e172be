/** Thrown where an attempt has taken longer than it may. */
export class AttemptTimedOut extends Error {
  override name = 'AttemptTimedOut';
}

interface Attempt {
  deadline: number;
  giveUp: () => void;
}

/**
 * Gives every attempt the same time. The attempts of a policy end in the order in which they began, as far as their
 * deadlines go: one timer watches the oldest. cockatiel's own timeout costs 25 µs a call, a timer for each call one.
 */
export class TimeLimit {
  /** In order of their deadlines. */
  private readonly running = new Set<Attempt>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly ms: number) {}

  /** @throws AttemptTimedOut; the attempt itself is left to its end. */
  run<T>(call: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const attempt = { deadline: Date.now() + this.ms, giveUp: () => reject(new AttemptTimedOut()) };
      this.running.add(attempt);
      this.timer ??= setTimeout(() => this.giveUpOverdue(), this.ms).unref();
      call().then(
        (value) => {
          this.running.delete(attempt);
          resolve(value);
        },
        (error: Error) => {
          this.running.delete(attempt);
          reject(error);
        },
      );
    });
  }

  /** Ends the watch; for a policy that is not used any more. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private giveUpOverdue(): void {
    this.timer = undefined;
    for (const attempt of this.running) {
      const left = attempt.deadline - Date.now();
      if (left > 0) {
        this.timer = setTimeout(() => this.giveUpOverdue(), left).unref();
        return;
      }
      this.running.delete(attempt);
      attempt.giveUp();
    }
  }
}
