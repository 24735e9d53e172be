import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** The mails that were accepted and have not ended. */
export interface Waiting {
  all: number;
  /** Of them, those that wait for a dependency. */
  held: number;
  /** How long the oldest has been waiting, in seconds; 0 where none is. */
  oldestS: number;
}

/** Looks at the inbox's list of what has not ended: the truth, whatever the queue knows. */
@Injectable()
export class WaitingMails {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async look(): Promise<Waiting> {
    const rows: Waiting[] = await this.database.query(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE held_by IS NOT NULL AND enqueued_at IS NULL)::int AS held,
         coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS "oldestS"
       FROM waiting_mails`,
    );
    return rows[0];
  }
}
