import { Injectable, Logger } from '@nestjs/common';

import { RunEvents } from './run-events';

/** One line for each stage that ended. */
@Injectable()
export class RunLog {
  private readonly logger = new Logger(RunLog.name);

  constructor(events: RunEvents) {
    events.on('stage', ({ name, duration_ms, attempt, outcome }) =>
      this.logger.log({ message: `${name} ${outcome}`, stage: name, duration_ms, attempt, outcome }),
    );
  }
}
