import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Calendar, type CalendarDay } from '../monitoring/metrics/calendar';
import type { Span } from '../monitoring/metrics/metric-history';

/** Where each delivery is: `received` is the sum of all others. */
export interface MailCounts {
  received: number;
  auto_update: number;
  update_and_notify: number;
  manual_review: number;
  no_action: number;
  quarantined: number;
  failed: number;
  duplicate: number;
  in_flight: number;
  /** In none of these places: lost, were it not for this. */
  unaccounted: number;
}

/** All mails ever received, and the ids of those that are in no place. */
export type Reconciled = MailCounts & { unaccounted_ids: string[] };

type Place = Exclude<keyof MailCounts, 'received' | 'duplicate'>;

const NONE: Readonly<MailCounts> = {
  received: 0,
  auto_update: 0,
  update_and_notify: 0,
  manual_review: 0,
  no_action: 0,
  quarantined: 0,
  failed: 0,
  duplicate: 0,
  in_flight: 0,
  unaccounted: 0,
};
/** Days that are counted again each time: a repeat may be delivered late, a mail be replayed. */
const RECENT_DAYS = 7;
const MAX_IDS = 100;

/** Holds what was received against what became of it, mail by mail. */
@Injectable()
export class Reconciliation {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly calendar: Calendar,
  ) {}

  /** Of the mails received in a span; settled days as they were last counted, all else now. */
  async of(span: Span): Promise<MailCounts> {
    const days = await this.calendar.daysOf(span.from, span.to);
    const settled: { day: string; counts: MailCounts }[] = await this.database.query(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, counts FROM mail_reconciliations WHERE settled AND day = ANY($1)`,
      [days.filter(({ from, to }) => from >= span.from && to <= span.to).map(({ day }) => day)],
    );
    const known = new Set(settled.map(({ day }) => day));
    const open = days.filter(({ day }) => !known.has(day)).map((day) => within(day, span));
    return [...settled.map(({ counts }) => counts), await this.count(open)].reduce(sum, { ...NONE });
  }

  /** Counts the days that are not settled and the recent ones, and keeps the result; with `everything`, all days. */
  async check(everything = false, now = new Date()): Promise<Reconciled> {
    const today = await this.calendar.dayOf(now);
    for (const day of await this.daysToCheck(
      everything,
      await this.calendar.dayOf(now, RECENT_DAYS),
      today,
    )) {
      const counts = await this.count([day]);
      const settled = day.day < today && counts.in_flight === 0 && counts.unaccounted === 0;
      await this.database.query(
        `INSERT INTO mail_reconciliations (day, counts, settled) VALUES ($1, $2, $3)
         ON CONFLICT (day) DO UPDATE SET counts = excluded.counts, settled = excluded.settled, checked_at = now()`,
        [day.day, JSON.stringify(counts), settled],
      );
    }
    const rows: { counts: MailCounts }[] = await this.database.query(
      'SELECT counts FROM mail_reconciliations',
    );
    const total = rows.map(({ counts }) => counts).reduce(sum, { ...NONE });
    return { ...total, unaccounted_ids: total.unaccounted > 0 ? await this.unaccountedIds() : [] };
  }

  private async daysToCheck(everything: boolean, recent: string, today: string): Promise<CalendarDay[]> {
    const rows: { first: Date | null; settled: string[] }[] = await this.database.query(
      `SELECT (SELECT min(received_at) FROM inbox) AS first,
         ARRAY(SELECT to_char(day, 'YYYY-MM-DD') FROM mail_reconciliations WHERE settled AND day < $1 AND NOT $2) AS settled`,
      [recent, everything],
    );
    const { first, settled } = rows[0];
    if (!first) return [];
    const known = new Set(settled);
    const days = await this.calendar.days(await this.calendar.dayOf(first), today);
    return days.filter(({ day }) => !known.has(day));
  }

  private async count(spans: Span[]): Promise<MailCounts> {
    const rows: { place: Place; mails: number; duplicates: number }[] = await this.database.query(
      `SELECT place, count(*)::int AS mails, sum(duplicates)::int AS duplicates FROM (
         SELECT duplicates, ${PLACE} AS place FROM unnest($1::timestamptz[], $2::timestamptz[]) AS span ("from", "to")
         JOIN inbox i ON received_at >= span.from AND received_at < span.to ${PLACES}) AS placed
       GROUP BY place`,
      [spans.map(({ from }) => from), spans.map(({ to }) => to)],
    );
    return rows
      .map(({ place, mails, duplicates }) => ({
        ...NONE,
        received: mails + duplicates,
        duplicate: duplicates,
        [place]: mails,
      }))
      .reduce(sum, { ...NONE });
  }

  private async unaccountedIds(): Promise<string[]> {
    const rows: { email_id: string }[] = await this.database.query(
      `SELECT i.email_id FROM mail_reconciliations m JOIN inbox i ON received_at >= m.day - interval '1 day' AND received_at < m.day + interval '2 days'
       ${PLACES} WHERE (m.counts ->> 'unaccounted')::int > 0 AND ${PLACE} = 'unaccounted' GROUP BY i.email_id LIMIT $1`,
      [MAX_IDS],
    );
    return rows.map(({ email_id }) => email_id);
  }
}

const PLACES =
  'LEFT JOIN reports r ON r.email_id = i.email_id LEFT JOIN waiting_mails w ON w.email_id = i.email_id';
const PLACE = `CASE
  WHEN r.status = 'done' AND r.route IN ('auto_update', 'update_and_notify', 'manual_review', 'no_action') THEN r.route
  WHEN r.status IN ('quarantined', 'failed') THEN r.status
  WHEN w.email_id IS NOT NULL THEN 'in_flight' ELSE 'unaccounted' END`;

function sum(left: MailCounts, right: MailCounts): MailCounts {
  const keys = Object.keys(NONE) as (keyof MailCounts)[];
  return Object.fromEntries(keys.map((key) => [key, left[key] + right[key]])) as unknown as MailCounts;
}

function within({ from, to }: CalendarDay, span: Span): Span {
  return { from: from < span.from ? span.from : from, to: to > span.to ? span.to : to };
}
