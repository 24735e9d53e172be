import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import type { MailJob } from '../drivers/queue/queue.module';
import { failureCode } from '../failure';
import { BreakerOutages, type Outage } from '../resilience/breaker-outages';
import { Settings } from '../settings';
import { Dispatcher } from './dispatcher';

const RELEASE_EVERY_MS = 500;
/** The most that are under way at a time. */
const MAX_WINDOW = 200;
/** A mail that has not ended after this has other troubles and holds nobody up. */
const UNDER_WAY_S = 60;

interface Held {
  dependency: string;
  due: number;
  underWay: number;
}

/**
 * Lets the mails go on that waited for a dependency, in order of arrival: one at first, then as many more as have come
 * to their end, so that what has just recovered is not knocked over again.
 */
@Injectable()
export class HeldMails {
  private readonly logger = new Logger(HeldMails.name);
  private readonly windows = new Map<string, number>();
  private releasing = false;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly outages: BreakerOutages,
    private readonly dispatcher: Dispatcher,
    private readonly settings: Settings,
  ) {}

  @Interval(RELEASE_EVERY_MS)
  async release(): Promise<void> {
    if (this.releasing) return;
    this.releasing = true;
    try {
      const held = await this.held();
      for (const dependency of this.windows.keys())
        if (!held.some((row) => row.dependency === dependency)) this.windows.delete(dependency);
      for (const row of held) await this.releaseFor(row);
    } catch (error) {
      this.logger.warn(`held mails wait on (${failureCode(error)})`);
    } finally {
      this.releasing = false;
    }
  }

  private async releaseFor({ dependency, due, underWay }: Held): Promise<void> {
    if (due === 0) return;
    const window = this.windows.get(dependency) ?? 1;
    const room = Math.min(window - underWay, due);
    if (room > 0) await this.dispatcher.put(await this.oldest(dependency, room));
    // Those of the last round have ended: twice as many may be under way in the next.
    if (underWay === 0 || underWay < window / 2)
      this.windows.set(dependency, Math.min(window * 2, MAX_WINDOW));
  }

  /** What waits for a dependency that is up again, or is waited for no longer. */
  private async held(): Promise<Held[]> {
    const down = (await this.outages.goingOn())
      .filter((outage) => !this.isGivenUp(outage))
      .map(({ name }) => name);
    return this.database.query(
      `SELECT held_by AS dependency, count(*) FILTER (WHERE enqueued_at IS NULL AND not_before <= now())::int AS due,
         count(*) FILTER (WHERE enqueued_at > now() - make_interval(secs => $2))::int AS "underWay"
       FROM waiting_mails WHERE held_by IS NOT NULL AND held_by <> ALL($1) GROUP BY held_by`,
      [down, UNDER_WAY_S],
    );
  }

  /** After so long without Claude the rules read alone: its mails go on while it is still down. */
  private isGivenUp({ name, openedAt }: Outage): boolean {
    const patience = name === 'claude' ? this.settings.claude?.fallbackAfterMs : undefined;
    return patience !== undefined && Date.now() - openedAt.getTime() >= patience;
  }

  private async oldest(dependency: string, count: number): Promise<MailJob[]> {
    return this.database.query(
      `SELECT email_id AS "emailId", correlation_id AS "correlationId" FROM waiting_mails
       WHERE held_by = $1 AND enqueued_at IS NULL AND not_before <= now() ORDER BY received_at LIMIT $2`,
      [dependency, count],
    );
  }
}
