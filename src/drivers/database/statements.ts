import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** Runs SQL: on any connection of the pool, or within one transaction. */
export interface StatementRunner {
  /**
   * @param sql  one statement of a bounded number of texts; what varies comes in `values`, as $1, $2 …
   * @returns the rows, with the types that the driver gives them (bigint and numeric as text).
   */
  run<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * The statements that every mail needs, on the pool beneath TypeORM. Each is prepared once a connection: to parse and plan
 * them costs the server more than to run them.
 */
@Injectable()
export class Statements implements StatementRunner {
  private readonly pool: Pool;

  constructor(@InjectDataSource() database: DataSource) {
    this.pool = (database.driver as PostgresDriver).master as Pool;
  }

  run<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return runPrepared<Row>(this.pool, sql, values);
  }

  /** Commits what `work` does, or nothing of it where it throws. */
  async transaction<T>(work: (transaction: StatementRunner) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // The pool listens to idle connections alone; without a listener a connection that breaks off ends the process.
    const onError = (error: Error) => (broken ??= error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const result = await work({ run: (sql, values = []) => runPrepared(client, sql, values) });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollback: Error) => (broken = rollback));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }
}

const names = new Map<string, string>();

async function runPrepared<Row extends object>(
  target: Pool | PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await target.query<Row>({ name: nameOf(text), text, values: [...values] });
  return rows;
}

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known) return known;
  const name = `s${names.size + 1}`;
  names.set(sql, name);
  return name;
}
