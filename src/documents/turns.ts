/** Lets one in at a time. */
export class Turns {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];

  /**
   * Resolves when it is one's turn, with what ends it.
   * @param isUrgent  before all that are not, else after all.
   */
  async take(isUrgent = false): Promise<() => void> {
    if (this.isTaken) {
      await new Promise<void>((enter) => {
        if (isUrgent) this.waiting.unshift(enter);
        else this.waiting.push(enter);
      });
    }
    this.isTaken = true;
    return () => this.end();
  }

  private end(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.isTaken = false;
  }
}
