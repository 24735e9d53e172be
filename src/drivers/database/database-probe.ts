import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { Probe, type ProbeDetails } from '../../monitoring/probe';

/** Asks the database for an answer, and whether it would keep anything. */
@Injectable()
export class DatabaseProbe {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  @Probe('database')
  async answer(): Promise<ProbeDetails> {
    const [{ version, readOnly }]: { version: string; readOnly: string }[] = await this.database.query(
      `SELECT current_setting('server_version') AS version, current_setting('transaction_read_only') AS "readOnly"`,
    );
    if (readOnly === 'on')
      throw new Error('The database keeps nothing: it is a standby, or default_transaction_read_only is set');
    return { version };
  }
}
