import { AsyncResource } from 'node:async_hooks';
import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  isIsolatedCircuitError,
  retry,
  type CircuitBreakerPolicy,
  type BulkheadPolicy,
  type RetryPolicy,
} from 'cockatiel';

import { DeferredFailure, failureCode, PermanentFailure, TransientFailure } from '../failure';
import { BreakerOpen } from './breaker-open';
import { POLICY_CATALOGUE, type Dependency } from './policy-catalogue';
import { AttemptTimedOut, TimeLimit } from './time-limit';

export type BreakerState = 'closed' | 'open' | 'half_open' | 'isolated';

/** When a breaker opens, and for how long it stays so before one call is let through. */
export interface BreakerThresholds {
  /** Consecutive transient failures. */
  failMax: number;
  resetTimeoutMs: number;
}

/** How a breaker stands, free of personal data. */
export interface BreakerSnapshot {
  name: Dependency;
  state: BreakerState;
  /** Consecutive transient failures; of a breaker that is not closed, those that opened it. */
  failures: number;
  /** Code or class of the last failure and of its cause. */
  lastError: string | null;
  /** Since when the dependency is up or down; a failed probe goes on with the same outage. */
  since: Date;
  nextProbeAt: Date | null;
}

const STATES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'isolated',
};
/** While somebody else's probe is under way, or the breaker is held by hand, nobody knows until when. */
const UNKNOWN_WAIT_MS = 1_000;

const transient = handleWhen(isTransient);

/** How this application calls one dependency: retries outside, each attempt counted by the breaker, within its time. */
export class DependencyPolicy {
  private breaker!: CircuitBreakerPolicy;
  private consecutive!: ConsecutiveBreaker;
  private readonly bulkhead: BulkheadPolicy;
  private readonly retry: RetryPolicy | null;
  private readonly timeLimit: TimeLimit;
  private lastError: string | null = null;
  private since = new Date();
  private nextProbeAt: Date | null = null;
  private unsubscribe: () => void = () => undefined;

  /** @param changed  is told after every change of state. */
  constructor(
    readonly name: Dependency,
    private readonly thresholds: BreakerThresholds,
    private readonly changed: (snapshot: BreakerSnapshot) => void,
  ) {
    const { attemptTimeoutMs, retries, concurrency } = POLICY_CATALOGUE[name];
    this.timeLimit = new TimeLimit(attemptTimeoutMs);
    this.bulkhead = bulkhead(concurrency, Infinity);
    const again = { maxAttempts: retries, backoff: new ExponentialBackoff() };
    this.retry = retries > 0 ? retry(transient, again) : null;
    this.arm();
  }

  /**
   * @throws BreakerOpen at once while the breaker is open, and where this very failure finds it open.
   * @throws TransientFailure where an attempt took too long.
   */
  execute<T>(call: () => Promise<T>): Promise<T> {
    if (this.breaker.state !== CircuitState.Closed && !this.isProbeDue) return Promise.reject(this.refusal());
    const end = this.retry ? this.retry.execute(() => this.attempt(call)) : this.attempt(call);
    return end.catch(this.hand);
  }

  /**
   * Lets the question be the one call of the half-open breaker, where that is due. A greeting is not yet work done: after
   * it the first failure of a call opens the breaker again.
   */
  async probe(ask: () => Promise<unknown>): Promise<void> {
    if (!this.isProbeDue) return;
    // The answer is the change of state.
    await this.breaker.execute(ask).catch(() => undefined);
    if (this.breaker.state === CircuitState.Closed) this.consecutive.state = this.thresholds.failMax - 1;
  }

  get isProbeDue(): boolean {
    return this.breaker.state === CircuitState.Open && Date.now() >= (this.nextProbeAt?.getTime() ?? 0);
  }

  get snapshot(): BreakerSnapshot {
    const { name, lastError, since, nextProbeAt } = this;
    return {
      name,
      state: STATES[this.breaker.state],
      failures: this.consecutive.state,
      lastError,
      since,
      nextProbeAt,
    };
  }

  /** What cockatiel needs to make the same breaker again. */
  get memory(): unknown {
    return this.breaker.toJSON();
  }

  /** Opens as another process left it; the next probe is due when that one's was. */
  adopt(left: Pick<BreakerSnapshot, 'since' | 'lastError' | 'nextProbeAt'>, memory: unknown): void {
    this.arm(memory);
    this.since = left.since;
    this.lastError = left.lastError;
    this.nextProbeAt = left.nextProbeAt;
    this.changed(this.snapshot);
  }

  /** Held open by hand, until `reset`. */
  isolate(): void {
    this.breaker.isolate();
  }

  /** Closed by hand. */
  reset(): void {
    this.arm();
    this.since = new Date();
    this.nextProbeAt = null;
    this.changed(this.snapshot);
  }

  /** Ends what watches over the time of calls. */
  stop(): void {
    this.timeLimit.stop();
  }

  private attempt<T>(call: () => Promise<T>): Promise<T> {
    // Whoever frees a place starts the next call, which would else run, and name itself, as that one's.
    const own = this.bulkhead.executionSlots > 0 ? call : AsyncResource.bind(call);
    return this.bulkhead.execute(() => this.breaker.execute(() => this.timeLimit.run(own)));
  }

  private arm(initialState?: unknown): void {
    this.unsubscribe();
    const { failMax, resetTimeoutMs } = this.thresholds;
    this.consecutive = new ConsecutiveBreaker(failMax);
    this.breaker = circuitBreaker(transient, {
      halfOpenAfter: resetTimeoutMs,
      breaker: this.consecutive,
      initialState,
    });
    const subscription = this.breaker.onStateChange((state) => this.follow(state));
    this.unsubscribe = () => subscription.dispose();
  }

  private follow(state: CircuitState): void {
    const wasDown = this.nextProbeAt !== null;
    const failure = this.breaker.lastFailure;
    if (state === CircuitState.Open) {
      if (failure && 'error' in failure) this.lastError = errorName(failure.error);
      this.nextProbeAt = new Date(Date.now() + this.thresholds.resetTimeoutMs);
      if (!wasDown) this.since = new Date();
      // A fresh one in the same state: how the calls end that are under way now says nothing of what comes after.
      this.arm(this.breaker.toJSON());
      this.consecutive.state = this.thresholds.failMax;
    } else if (state !== CircuitState.HalfOpen) {
      this.nextProbeAt = null;
      this.since = new Date();
    }
    this.changed(this.snapshot);
  }

  private refusal(cause?: unknown): BreakerOpen {
    const soon = Date.now() + UNKNOWN_WAIT_MS;
    const until = new Date(Math.max(this.nextProbeAt?.getTime() ?? 0, soon));
    return new BreakerOpen(this.name, until, { cause });
  }

  /** A field, so that a call makes no function for it. */
  private readonly hand = (error: unknown): never => {
    throw this.failureOf(error);
  };

  private failureOf(error: unknown): unknown {
    if (isBrokenCircuitError(error) || isIsolatedCircuitError(error)) return this.refusal();
    if (!isTransient(error)) return error;
    if (this.breaker.state !== CircuitState.Closed) return this.refusal(error);
    if (!(error instanceof AttemptTimedOut)) return error;
    const { label } = POLICY_CATALOGUE[this.name];
    return new TransientFailure(`${this.name}_timeout`, `${label} did not answer in time.`, { cause: error });
  }
}

/** What nobody has classed counts as transient. */
function isTransient(error: unknown): boolean {
  return !(
    error instanceof DeferredFailure ||
    error instanceof PermanentFailure ||
    isBrokenCircuitError(error) ||
    isIsolatedCircuitError(error)
  );
}

function errorName(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause ? `${failureCode(error)}: ${failureCode(cause)}` : failureCode(error);
}
