import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { failureCode } from '../failure';
import { wrappedMethods, type Method } from '../wrap-method';
import { ErrorTracking } from './sentry/error-tracking';
import { TRACED } from './traced';

/** One call of a method that wears `@Traced`. */
export interface TracedCall {
  name: string;
  durationMs: number;
  /** `ok`, or the failure's code. */
  outcome: string;
}

/** Must not throw: what it is told of is over. */
type Listener = (call: TracedCall) => void;

/** Where the calls of one application's `@Traced` methods arrive. */
@Injectable()
export class TracedCalls implements OnModuleInit {
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly errors: ErrorTracking,
  ) {}

  onModuleInit(): void {
    for (const { instance } of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const made: unknown = instance;
      if (made && typeof made === 'object') this.bind(made);
    }
  }

  bind(instance: object): void {
    for (const { bind } of wrappedMethods<TracedCalls>(instance, TRACED)) bind(instance, this);
  }

  /** Tells of every traced call from now on, until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  get isListening(): boolean {
    return this.listeners.size > 0 || this.errors.isTracing;
  }

  observe(name: string, method: Method, instance: object, args: unknown[]): Promise<unknown> {
    const timed = () => this.timed(name, () => method.apply(instance, args) as Promise<unknown>);
    return this.errors.span(name, 'function', timed);
  }

  private async timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    let outcome = 'ok';
    try {
      return await work();
    } catch (error) {
      outcome = failureCode(error);
      throw error;
    } finally {
      const call = { name, durationMs: performance.now() - started, outcome };
      for (const listener of this.listeners) listener(call);
    }
  }
}
