import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Settings } from '../../settings';

/** A calendar day and the instants between which it lies; 23 to 25 hours apart. */
export interface CalendarDay {
  /** YYYY-MM-DD */
  day: string;
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** Calendar days in the office's time zone, as the database counts them. */
@Injectable()
export class Calendar {
  /** Days without a gap that were asked for before: they never change. */
  private known: CalendarDay[] = [];

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly settings: Settings,
  ) {}

  async day(day: string): Promise<CalendarDay> {
    return (await this.days(day, day))[0];
  }

  /** The days in which a span lies, the earliest first. */
  async daysOf(from: Date, to: Date): Promise<CalendarDay[]> {
    if (!covers(this.known, from, to)) this.known = await this.query(from, to);
    return this.known.filter((day) => day.from <= to && day.to > from);
  }

  private query(from: Date, to: Date): Promise<CalendarDay[]> {
    return this.database.query(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, day AT TIME ZONE $3 AS from, (day + interval '1 day') AT TIME ZONE $3 AS to
       FROM generate_series(date_trunc('day', $1::timestamptz AT TIME ZONE $3), $2::timestamptz AT TIME ZONE $3, interval '1 day') AS day
       ORDER BY 1`,
      [from, to, this.settings.timeZone],
    );
  }

  /** Both inclusive, the earliest first. */
  async days(first: string, last: string): Promise<CalendarDay[]> {
    return this.database.query(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, day AT TIME ZONE $3 AS from, (day + interval '1 day') AT TIME ZONE $3 AS to
       FROM generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') AS day ORDER BY 1`,
      [first, last, this.settings.timeZone],
    );
  }

  /** The day in which an instant lies, or one so many days before it. */
  async dayOf(time: Date, daysBefore = 0): Promise<string> {
    const rows: { day: string }[] = await this.database.query(
      `SELECT to_char($1::timestamptz AT TIME ZONE $2 - make_interval(days => $3), 'YYYY-MM-DD') AS day`,
      [time, this.settings.timeZone, daysBefore],
    );
    return rows[0].day;
  }
}

function covers(days: CalendarDay[], from: Date, to: Date): boolean {
  const [first, last] = [days[0], days.at(-1)];
  return first !== undefined && last !== undefined && first.from <= from && last.to > to;
}
