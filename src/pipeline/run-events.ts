import { Injectable } from '@nestjs/common';

import type { ReportStatus, StageRecord } from '../reports/report.entity';
import type { Outcome } from './run-journal';

/** How an attempt at a mail ended. */
export interface AttemptEnd {
  emailId: string;
  attempt: number;
  /** `processing` where a further attempt follows. */
  status: ReportStatus;
  /** From the opening of the report to its end. */
  durationMs: number;
  /** The failure's code; null where it went well. */
  failure: string | null;
  /** What was thrown, where the mail came to no good end. */
  error?: unknown;
  /** The stage that failed; null where none did, or the failure lay outside of the stages. */
  failedIn: string | null;
  /** What was found, where the walk came to its end. */
  outcome: Outcome | null;
}

interface Events {
  /** The address that the mail says it is from; told as soon as it is known. */
  sender: string;
  stage: StageRecord;
  attempt: AttemptEnd;
}

type Listener<T> = (event: T) => void;

/** Tells those who listen of each stage and attempt that ended, after it is in the report. */
@Injectable()
export class RunEvents {
  private readonly listeners: { [Name in keyof Events]: Set<Listener<Events[Name]>> } = {
    sender: new Set(),
    stage: new Set(),
    attempt: new Set(),
  };

  /** A listener must not throw: what it is told of is over. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    this.listeners[name].add(listener);
  }

  tell<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.listeners[name]) listener(event);
  }
}
