import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  isIsolatedCircuitError,
  isTaskCancelledError,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
  type CircuitBreakerPolicy,
  type IPolicy,
} from 'cockatiel';

import { DeferredFailure, failureCode, PermanentFailure, TransientFailure } from '../failure';
import { BreakerOpen } from './breaker-open';
import { POLICY_CATALOGUE, type Dependency } from './policy-catalogue';

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
  /** Consecutive transient failures, those of probes included. */
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
  private policy!: IPolicy;
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
    this.arm();
  }

  /**
   * @throws BreakerOpen at once while the breaker is open, and where this very failure finds it open.
   * @throws TransientFailure where an attempt took too long.
   */
  async execute<T>(call: () => Promise<T>): Promise<T> {
    if (this.breaker.state !== CircuitState.Closed && !this.isProbeDue) throw this.refusal();
    try {
      return await this.policy.execute(call);
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  /** Lets the question be the one call of the half-open breaker, where that is due. */
  async probe(ask: () => Promise<unknown>): Promise<void> {
    if (!this.isProbeDue) return;
    // The answer is the change of state.
    await this.breaker.execute(ask).catch(() => undefined);
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

  private arm(initialState?: unknown): void {
    this.unsubscribe();
    const { failMax, resetTimeoutMs } = this.thresholds;
    const { attemptTimeoutMs, retries, concurrency } = POLICY_CATALOGUE[this.name];
    this.consecutive = new ConsecutiveBreaker(failMax);
    this.breaker = circuitBreaker(transient, {
      halfOpenAfter: resetTimeoutMs,
      breaker: this.consecutive,
      initialState,
    });
    const subscription = this.breaker.onStateChange((state) => this.follow(state));
    this.unsubscribe = () => subscription.dispose();
    const attempt = wrap(
      bulkhead(concurrency, Infinity),
      this.breaker,
      timeout(attemptTimeoutMs, TimeoutStrategy.Aggressive),
    );
    const again = { maxAttempts: retries, backoff: new ExponentialBackoff() };
    this.policy = retries > 0 ? wrap(retry(transient, again), attempt) : attempt;
  }

  private follow(state: CircuitState): void {
    const wasDown = this.nextProbeAt !== null;
    const failure = this.breaker.lastFailure;
    if (state === CircuitState.Open) {
      if (failure && 'error' in failure) this.lastError = errorName(failure.error);
      this.nextProbeAt = new Date(Date.now() + this.thresholds.resetTimeoutMs);
      if (!wasDown) this.since = new Date();
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

  private failureOf(error: unknown): unknown {
    if (isBrokenCircuitError(error) || isIsolatedCircuitError(error)) return this.refusal();
    if (!isTransient(error)) return error;
    if (this.breaker.state !== CircuitState.Closed) return this.refusal(error);
    if (!isTaskCancelledError(error)) return error;
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
