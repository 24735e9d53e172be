import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { SILENT_AFTER_S } from './breaker-outages';
import type { BreakerSnapshot, BreakerState } from './dependency-policy';
import { DEPENDENCIES, type Dependency } from './policy-catalogue';

/** A breaker over all instances, as `GET /breakers` shows it. */
export interface BreakerReport {
  name: Dependency;
  /** The worst of all instances'. */
  state: BreakerState;
  held_mails: number;
  instances: InstanceReport[];
}

interface InstanceReport {
  instance: string;
  state: BreakerState;
  failures: number;
  last_error: string | null;
  since: Date;
  next_probe_at: Date | null;
  seen_at: Date;
}

const WORST_FIRST: BreakerState[] = ['isolated', 'open', 'half_open', 'closed'];

/** How the breakers of every instance stand. */
@Injectable()
export class BreakerStates {
  /** Of this application; a name that the next start does not have. */
  readonly instance = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Writes this instance's, and says by it that it lives; forgets those of instances that are long gone. */
  async save(snapshots: BreakerSnapshot[]): Promise<void> {
    await this.database.query(
      `WITH gone AS (DELETE FROM breaker_states WHERE instance <> $1 AND seen_at < now() - interval '1 minute')
       INSERT INTO breaker_states (instance, name, state, failures, last_error, since, next_probe_at)
       SELECT $1, name, state, failures, "lastError", since, "nextProbeAt" FROM jsonb_to_recordset($2::jsonb)
         AS s (name text, state text, failures integer, "lastError" text, since timestamptz, "nextProbeAt" timestamptz)
       ON CONFLICT (instance, name) DO UPDATE SET state = excluded.state, failures = excluded.failures,
         last_error = excluded.last_error, since = excluded.since, next_probe_at = excluded.next_probe_at, seen_at = now()`,
      [this.instance, JSON.stringify(snapshots)],
    );
  }

  /** This instance ends; an outage that it saw stays for the next one to take over. */
  async leave(): Promise<void> {
    await this.database.query('DELETE FROM breaker_states WHERE instance = $1', [this.instance]);
  }

  async report(): Promise<BreakerReport[]> {
    const instances: (InstanceReport & { name: Dependency })[] = await this.database.query(
      `SELECT name, instance, state, failures, last_error, since, next_probe_at, seen_at FROM breaker_states
       WHERE seen_at > now() - make_interval(secs => $1) ORDER BY instance`,
      [SILENT_AFTER_S],
    );
    const held: { name: string; mails: number }[] = await this.database.query(
      `SELECT held_by AS name, count(*)::int AS mails FROM waiting_mails
       WHERE held_by IS NOT NULL AND enqueued_at IS NULL GROUP BY held_by`,
    );
    return DEPENDENCIES.map((name) => {
      const own = instances.filter((row) => row.name === name).map(({ name: _, ...row }) => row);
      return {
        name,
        state: WORST_FIRST.find((state) => own.some((row) => row.state === state)) ?? 'closed',
        held_mails: held.find((row) => row.name === name)?.mails ?? 0,
        instances: own,
      };
    });
  }
}
