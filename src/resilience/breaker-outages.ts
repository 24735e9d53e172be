import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import type { BreakerSnapshot } from './dependency-policy';
import type { Dependency } from './policy-catalogue';

/** An outage that goes on. */
export interface Outage {
  id: string;
  name: Dependency;
  /** Held open by hand. */
  isolated: boolean;
  lastError: string | null;
  openedAt: Date;
  nextProbeAt: Date | null;
  /** The open breaker as cockatiel keeps it; null where it was only held by hand. */
  memory: unknown;
  /** True while a living instance has its breaker open for it. */
  held: boolean;
}

/** An outage that ended no longer ago, and of whose end nobody was told, is the same when it begins again. */
const SAME_WITHIN_S = 600;
/** An instance that has not been heard of for so long is gone. */
export const SILENT_AFTER_S = 10;

/** The outages of dependencies, each once over all instances. */
@Injectable()
export class BreakerOutages {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Enters an outage; or finds the one that another instance has entered, or that has seemed to be over. */
  async open(snapshot: BreakerSnapshot, memory: unknown): Promise<string> {
    const { name, failures, lastError, since, nextProbeAt } = snapshot;
    const rows: { id: string }[] = await this.database.query(
      `WITH revived AS (
         UPDATE breaker_openings SET closed_at = NULL, held_mails = NULL, last_error = $3, memory = $4, next_probe_at = $6
         WHERE id = (SELECT id FROM breaker_openings WHERE name = $1 ORDER BY id DESC LIMIT 1) AND alerted
           AND closed_at > now() - make_interval(secs => $7) AND closed_mail_at IS NULL AND mail_claimed_at IS NULL
         RETURNING id),
       entered AS (
         INSERT INTO breaker_openings AS outage (name, isolated, alerted, failures, last_error, memory, opened_at, next_probe_at)
         SELECT $1, false, true, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM revived)
         ON CONFLICT (name) WHERE closed_at IS NULL DO UPDATE SET
           alerted = true, failures = greatest(outage.failures, excluded.failures),
           last_error = excluded.last_error, memory = excluded.memory, next_probe_at = excluded.next_probe_at
         RETURNING id)
       SELECT id FROM revived UNION ALL SELECT id FROM entered`,
      [name, failures, lastError, JSON.stringify(memory), since, nextProbeAt, SAME_WITHIN_S],
    );
    return rows[0].id;
  }

  /** Keeps what is known of an outage that goes on. */
  async renew(id: string, { nextProbeAt }: BreakerSnapshot, memory: unknown): Promise<void> {
    await this.database.query(
      'UPDATE breaker_openings SET memory = $2, next_probe_at = $3 WHERE id = $1 AND closed_at IS NULL',
      [id, JSON.stringify(memory), nextProbeAt],
    );
  }

  /** Ends an outage unless another living instance has its breaker open still, or it is held by hand. */
  async close(id: string, instance: string): Promise<void> {
    await this.database.query(
      `UPDATE breaker_openings AS outage SET closed_at = now(),
         held_mails = (SELECT count(*) FROM waiting_mails WHERE held_by = outage.name)
       WHERE id = $1 AND closed_at IS NULL AND NOT isolated AND NOT EXISTS (
         SELECT FROM breaker_states s WHERE s.name = outage.name AND s.instance <> $2
           AND s.state IN ('open', 'half_open') AND s.seen_at > now() - make_interval(secs => $3))`,
      [id, instance, SILENT_AFTER_S],
    );
  }

  async isolate(name: Dependency): Promise<void> {
    await this.database.query(
      `INSERT INTO breaker_openings (name, isolated, alerted) VALUES ($1, true, false)
       ON CONFLICT (name) WHERE closed_at IS NULL DO UPDATE SET isolated = true`,
      [name],
    );
  }

  /** Ends whatever keeps the dependency from being called, for every instance. */
  async release(name: Dependency): Promise<void> {
    await this.database.query(
      `UPDATE breaker_openings SET closed_at = now(), isolated = false,
         held_mails = (SELECT count(*) FROM waiting_mails WHERE held_by = $1)
       WHERE name = $1 AND closed_at IS NULL`,
      [name],
    );
  }

  async goingOn(): Promise<Outage[]> {
    return this.database.query(
      `SELECT id, name, isolated, last_error AS "lastError", opened_at AS "openedAt", next_probe_at AS "nextProbeAt", memory,
         EXISTS (SELECT FROM breaker_states s WHERE s.name = outage.name AND s.state <> 'closed'
           AND s.seen_at > now() - make_interval(secs => $1)) AS held
       FROM breaker_openings AS outage WHERE closed_at IS NULL`,
      [SILENT_AFTER_S],
    );
  }
}
