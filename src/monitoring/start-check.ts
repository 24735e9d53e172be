import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { runUnasked } from '../correlation';
import { Probes } from './probes';

/** Asks every dependency once at the start and says what is wrong with it. Does not wait: mail is accepted all the same. */
@Injectable()
export class StartCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(StartCheck.name);

  constructor(private readonly probes: Probes) {}

  onApplicationBootstrap(): void {
    for (const name of this.probes.names) void runUnasked(() => this.check(name));
  }

  private async check(name: string): Promise<void> {
    try {
      await this.probes.ask(name);
    } catch (error) {
      this.logger.warn(`${name} is not ready: ${error instanceof Error ? error.message : 'no reason told'}`);
    }
  }
}
