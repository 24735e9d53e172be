import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** What the admin is told of when it begins and when it is over. */
export type AlarmName = 'mails_unaccounted' | 'queue_age' | 'error_rate' | 'disk_full' | 'rollup_missed';

/** An alarm that the admin is to be told of, once. */
export interface AlarmAlert {
  id: string;
  event: 'raised' | 'cleared';
  name: AlarmName;
  /** The host that it concerns; empty where it concerns all. */
  scope: string;
  /** A sentence; free of personal data. */
  detail: string;
  raisedAt: Date;
  clearedAt: Date | null;
}

/** An alarm of one host that nobody has renewed for so long: the host is gone. */
const GONE_AFTER_S = 600;
/** A sender that has not told of its success after this is taken for dead. */
const CLAIM_S = 120;
/** What ended longer ago than this is no news any more. */
const STALE_H = 24;

/** Alarms that go on, each once over all instances, and which of them the admin is still to be told of. */
@Injectable()
export class Alarms {
  private readonly logger = new Logger(Alarms.name);

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Raises an alarm, or keeps it up where it is raised already. */
  async raise(name: AlarmName, detail: string, scope = ''): Promise<void> {
    const rows: { raised: boolean }[] = await this.database.query(
      `INSERT INTO alarms AS alarm (name, scope, detail) VALUES ($1, $2, $3)
       ON CONFLICT (name, scope) WHERE cleared_at IS NULL DO UPDATE SET seen_at = now()
       RETURNING raised_at = seen_at AS raised`,
      [name, scope, detail],
    );
    if (rows[0].raised) this.logger.error({ message: `alarm ${name}: ${detail}`, alarm: name });
  }

  async clear(name: AlarmName, scope = ''): Promise<void> {
    const [rows]: [{ name: string }[], number] = await this.database.query(
      `UPDATE alarms SET cleared_at = now() WHERE name = $1 AND cleared_at IS NULL
         AND (scope = $2 OR (scope <> '' AND seen_at < now() - make_interval(secs => $3)))
       RETURNING name`,
      [name, scope, GONE_AFTER_S],
    );
    if (rows.length > 0) this.logger.log(`alarm ${name} is over`);
  }

  async isRaised(name: AlarmName, scope = ''): Promise<boolean> {
    const rows: unknown[] = await this.database.query(
      'SELECT FROM alarms WHERE name = $1 AND scope = $2 AND cleared_at IS NULL',
      [name, scope],
    );
    return rows.length > 0;
  }

  /** The oldest that nobody is at, now ours to send; null where there is none. */
  async claim(): Promise<AlarmAlert | null> {
    const [rows]: [AlarmAlert[], number] = await this.database.query(
      `UPDATE alarms SET mail_claimed_at = now() WHERE id = (
         SELECT id FROM alarms
         WHERE (mail_claimed_at IS NULL OR mail_claimed_at < now() - make_interval(secs => $1))
           AND (cleared_at IS NULL OR cleared_at > now() - make_interval(hours => $2))
           AND (raised_mail_at IS NULL OR (cleared_at IS NOT NULL AND cleared_mail_at IS NULL))
         ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, CASE WHEN raised_mail_at IS NULL THEN 'raised' ELSE 'cleared' END AS event, name, scope, detail,
         raised_at AS "raisedAt", cleared_at AS "clearedAt"`,
      [CLAIM_S, STALE_H],
    );
    return rows[0] ?? null;
  }

  async sent({ id, event }: AlarmAlert): Promise<void> {
    const column = event === 'raised' ? 'raised_mail_at' : 'cleared_mail_at';
    await this.database.query(`UPDATE alarms SET ${column} = now(), mail_claimed_at = NULL WHERE id = $1`, [
      id,
    ]);
  }

  /** Kept for a later try. */
  async giveBack({ id }: AlarmAlert): Promise<void> {
    await this.database.query('UPDATE alarms SET mail_claimed_at = NULL WHERE id = $1', [id]);
  }
}
