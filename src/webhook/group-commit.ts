/** The most that goes together. */
export interface BatchLimits {
  items: number;
  bytes: number;
}

interface Waiting<Item, Result> {
  item: Item;
  size: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** A batch that takes longer than this, on a connection that hangs say, is not waited for by those behind it. */
const PATIENCE_MS = 250;

/**
 * Lets what comes while others are under way go together: one round trip and one commit for many. Nothing waits for
 * company: what comes first goes at once.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private isUnderWay = false;

  /**
   * @param commit  gives the results in the order of the items. Where it fails, each item is tried by itself, so that one
   *   never fails its neighbours.
   */
  constructor(
    private readonly commit: (items: Item[]) => Promise<Result[]>,
    private readonly limits: BatchLimits,
  ) {}

  run(item: Item, size: number): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = { item, size, resolve, reject };
      // What fills a batch alone goes at once: the small ones do not stand behind it.
      if (size >= this.limits.bytes) return void this.settle([waiting]);
      this.waiting.push(waiting);
      if (!this.isUnderWay) void this.empty();
    });
  }

  private async empty(): Promise<void> {
    this.isUnderWay = true;
    while (this.waiting.length > 0) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
      await Promise.race([this.settle(this.take()), patience]);
      clearTimeout(timer);
    }
    this.isUnderWay = false;
  }

  private take(): Waiting<Item, Result>[] {
    let bytes = 0;
    const over = this.waiting.findIndex(({ size }, index) => {
      bytes += size;
      return index > 0 && (bytes > this.limits.bytes || index >= this.limits.items);
    });
    return this.waiting.splice(0, over < 0 ? this.waiting.length : over);
  }

  /** Never fails: whoever waits is told. */
  private async settle(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.commit(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index]));
    } catch (error) {
      if (batch.length === 1) batch[0].reject(error);
      else await Promise.all(batch.map((waiting) => this.settle([waiting])));
    }
  }
}
