import { Pool } from 'pg';

import type { QueueConnection } from './queue-backend';
import { onLost } from './redis';

/** Whether the queue may have forgotten jobs that were put: a Redis that comes back may have less than before. */
export class QueueMemory {
  /** A process that starts does not know what happened before. */
  private doubted = true;

  constructor(connection: QueueConnection) {
    if (!(connection instanceof Pool)) onLost(connection, () => this.doubt());
  }

  doubt(): void {
    this.doubted = true;
  }

  /** Whoever is told that it is in doubt sees to it. */
  takeDoubt(): boolean {
    const { doubted } = this;
    this.doubted = false;
    return doubted;
  }
}
