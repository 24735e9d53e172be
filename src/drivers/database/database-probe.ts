import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Probe, type ProbeDetails } from '../../monitoring/probe';

/** Asks the database for an answer. */
@Injectable()
export class DatabaseProbe {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  @Probe('database')
  async answer(): Promise<ProbeDetails> {
    const rows: { version: string }[] = await this.database.query(
      `SELECT current_setting('server_version') AS version`,
    );
    return { version: rows[0].version };
  }
}
