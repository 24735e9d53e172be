import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import type { Dependency } from './policy-catalogue';

/** Something that the admin is to be told of, once. */
export interface OutageAlert {
  id: string;
  event: 'opened' | 'closed';
  name: Dependency;
  failures: number;
  lastError: string | null;
  openedAt: Date;
  closedAt: Date | null;
  nextProbeAt: Date | null;
  /** Mails that waited for it when it closed; null before. */
  heldMails: number | null;
  /** Mails that wait for it or are on their way since. */
  remainingMails: number;
}

/** A sender that has not told of its success after this is taken for dead; above the time that one mail may take. */
const CLAIM_S = 120;
/** The second mail waits until the held mails are through, but not longer than this. */
const THROUGH_WITHIN_S = 600;
/** What ended longer ago than this is no news any more. */
const STALE_H = 24;

/** Which outages the admin is still to be told of; claimed by one instance at a time, so that each mail is sent once. */
@Injectable()
export class OutageAlerts {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The oldest that nobody is at, now ours to send; null where there is none. */
  async claim(): Promise<OutageAlert | null> {
    const [rows]: [OutageAlert[], number] = await this.database.query(
      `UPDATE breaker_openings AS outage SET mail_claimed_at = now() WHERE id = (
         SELECT id FROM breaker_openings o
         WHERE alerted AND (mail_claimed_at IS NULL OR mail_claimed_at < now() - make_interval(secs => $1))
           AND (closed_at IS NULL OR closed_at > now() - make_interval(hours => $3))
           AND (opened_mail_at IS NULL OR (closed_mail_at IS NULL AND closed_at IS NOT NULL AND (
             closed_at < now() - make_interval(secs => $2)
             OR NOT EXISTS (SELECT FROM waiting_mails w WHERE w.held_by = o.name))))
         ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, CASE WHEN opened_mail_at IS NULL THEN 'opened' ELSE 'closed' END AS event, name, failures,
         last_error AS "lastError", opened_at AS "openedAt", closed_at AS "closedAt", next_probe_at AS "nextProbeAt",
         held_mails AS "heldMails",
         (SELECT count(*)::int FROM waiting_mails w WHERE w.held_by = outage.name) AS "remainingMails"`,
      [CLAIM_S, THROUGH_WITHIN_S, STALE_H],
    );
    return rows[0] ?? null;
  }

  async sent({ id, event }: OutageAlert): Promise<void> {
    const column = event === 'opened' ? 'opened_mail_at' : 'closed_mail_at';
    await this.database.query(
      `UPDATE breaker_openings SET ${column} = now(), mail_claimed_at = NULL WHERE id = $1`,
      [id],
    );
  }

  /** Kept for a later try. */
  async giveBack({ id }: OutageAlert): Promise<void> {
    await this.database.query('UPDATE breaker_openings SET mail_claimed_at = NULL WHERE id = $1', [id]);
  }
}
