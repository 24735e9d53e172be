import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { Settings } from '../settings';
import { wrappedMethods } from '../wrap-method';
import { BREAKER } from './breaker';
import { DependencyPolicy, type BreakerSnapshot } from './dependency-policy';
import { DEPENDENCIES, isDependency, type Dependency } from './policy-catalogue';

type Listener = (snapshot: BreakerSnapshot) => void;

/** The policies of one application, one for each dependency. */
@Injectable()
export class Policies implements OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private readonly byName: ReadonlyMap<Dependency, DependencyPolicy>;

  /** The dependencies that this application calls. */
  readonly bound = new Set<Dependency>();

  constructor({ circuitBreaker }: Settings) {
    const tell: Listener = (snapshot) => this.listeners.forEach((listener) => listener(snapshot));
    this.byName = new Map(
      DEPENDENCIES.map((name) => [name, new DependencyPolicy(name, circuitBreaker, tell)]),
    );
  }

  onModuleDestroy(): void {
    for (const policy of this.all) policy.stop();
  }

  get(name: Dependency): DependencyPolicy {
    return this.byName.get(name)!;
  }

  get all(): DependencyPolicy[] {
    return [...this.byName.values()];
  }

  /** Tells of every change of state from now on. */
  onChange(listener: Listener): void {
    this.listeners.add(listener);
  }

  /**
   * Gives every method of the instance that wears `@Breaker` its policy.
   *
   * @throws Error for a name that is not in the catalogue.
   */
  bind(instance: object): void {
    for (const { argument, label, bind } of wrappedMethods<DependencyPolicy>(instance, BREAKER)) {
      if (!isDependency(argument))
        throw new Error(
          `${label} wears @Breaker('${argument}'); policy-catalogue.ts has only ${DEPENDENCIES.join(', ')}`,
        );
      bind(instance, this.get(argument));
      this.bound.add(argument);
    }
  }
}
