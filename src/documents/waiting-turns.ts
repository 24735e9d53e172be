import { DeferredFailure } from '../failure';

/** Times at which mails come back that could not be read at once, one after the other. */
export class WaitingTurns {
  private last = 0;

  /**
   * @param firstMs  from now until the earliest of them: sooner, the job of the mail may not have left the queue yet.
   * @param everyMs  between two of them.
   */
  constructor(
    private readonly code: string,
    private readonly message: string,
    private readonly firstMs: number,
    private readonly everyMs: number,
  ) {}

  /** For the next one: it waits in the inbox meanwhile, holds up nobody and spends no attempt. */
  next(): DeferredFailure {
    this.last = Math.max(this.last + this.everyMs, Date.now() + this.firstMs);
    return new DeferredFailure(this.code, this.message, new Date(this.last));
  }
}
