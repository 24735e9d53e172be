import { Injectable, Logger } from '@nestjs/common';

import { Statements } from '../drivers/database/statements';
import type { MailJob } from '../drivers/queue/queue.module';
import { failureCode } from '../failure';
import { Every } from '../monitoring/scheduled';
import { Settings } from '../settings';
import { Dispatcher } from './dispatcher';

const RELEASE_EVERY_MS = 500;
/** No two rounds begin closer together, however many instances release. */
const ROUND_S = 0.45;
/** The most that are under way at a time. */
const MAX_UNDER_WAY = 200;
/** A mail that has not ended after this has other troubles and holds nobody up. */
const UNDER_WAY_S = 60;

/** Mails that waited for one dependency. */
interface Held {
  dependency: string;
  underWay: number;
}

/**
 * Lets the mails go on that waited for a dependency, in order of arrival: one at first, then as many more as have come
 * to their end, so that what has just recovered is not knocked over again.
 */
@Injectable()
export class HeldMails {
  private readonly logger = new Logger(HeldMails.name);
  private releasing = false;

  constructor(
    private readonly statements: Statements,
    private readonly dispatcher: Dispatcher,
    private readonly settings: Settings,
  ) {}

  @Every(RELEASE_EVERY_MS)
  async release(): Promise<void> {
    if (this.releasing) return;
    this.releasing = true;
    try {
      for (const held of await this.due()) {
        const room = (await this.beginRound(held)) - held.underWay;
        if (room > 0) await this.dispatcher.put(await this.oldest(held.dependency, room));
      }
    } catch (error) {
      this.logger.warn(`held mails wait on (${failureCode(error)})`);
    } finally {
      this.releasing = false;
    }
  }

  /** What waits for a dependency that is up again, or is waited for no longer: after so long without Claude its mails are read without. */
  private due(): Promise<Held[]> {
    const { claude } = this.settings;
    return this.statements.run<Held>(
      `SELECT held_by AS dependency, count(*) FILTER (WHERE enqueued_at > now() - make_interval(secs => $1))::int AS "underWay"
       FROM waiting_mails WHERE held_by IS NOT NULL
         AND NOT EXISTS (SELECT FROM breaker_openings WHERE name = held_by AND closed_at IS NULL
           AND (name <> 'claude' OR opened_at > coalesce(now() - make_interval(secs => $2), '-infinity')))
       GROUP BY held_by HAVING bool_or(enqueued_at IS NULL AND not_before <= now())`,
      [UNDER_WAY_S, claude ? claude.fallbackAfterMs / 1000 : null],
    );
  }

  /**
   * Begins the next round, for all instances: twice as many mails as in the last one where half of those have ended, one
   * after an outage.
   *
   * @returns how many may be under way; 0 where it is too soon, or another instance was quicker.
   */
  private async beginRound({ dependency, underWay }: Held): Promise<number> {
    const rows = await this.statements.run<{ size: number }>(
      `INSERT INTO release_rounds AS round (dependency, size, begun_at) VALUES ($1, 1, now())
       ON CONFLICT (dependency) DO UPDATE SET begun_at = now(), size = CASE
         WHEN EXISTS (SELECT FROM breaker_openings WHERE name = $1 AND closed_at > round.begun_at) THEN 1
         WHEN $2::int <= round.size / 2 THEN least(round.size * 2, $3::int) ELSE round.size END
       WHERE round.begun_at < now() - make_interval(secs => $4)
       RETURNING size`,
      [dependency, underWay, MAX_UNDER_WAY, ROUND_S],
    );
    return rows[0]?.size ?? 0;
  }

  private oldest(dependency: string, count: number): Promise<MailJob[]> {
    return this.statements.run<MailJob>(
      `SELECT email_id AS "emailId", correlation_id AS "correlationId" FROM waiting_mails
       WHERE held_by = $1 AND enqueued_at IS NULL AND not_before <= now() ORDER BY received_at LIMIT $2`,
      [dependency, count],
    );
  }
}
