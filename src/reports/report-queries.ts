import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { moneyString } from '../money';
import type { Findings } from './report.entity';
import { encodeCursor, type ReportFilter } from './report-filter';

/** The report of the contract, as it goes out. */
export interface ProcessingReport extends Partial<Findings> {
  email_id: string;
  correlation_id: string;
  job_id: string | null;
  status: string;
  kind: string | null;
  route: string | null;
  written: boolean;
  written_amount: string | null;
  currency: string | null;
  inquiry_id: string | null;
  attempts: number;
  created_at: string;
  updated_at: string;
}

/** A page of a list; `next_cursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

interface Row {
  email_id: string;
  correlation_id: string;
  job_id: string | null;
  status: string;
  kind: string | null;
  route: string | null;
  written: boolean | null;
  written_cents: string | null;
  currency: string | null;
  inquiry_id: string | null;
  attempts: number | null;
  findings: Partial<Findings> | null;
  received_at: Date;
  updated_at: Date | null;
  /** With microseconds, as the cursor needs it. */
  position: string;
}

/** A mail without a report row has been received and not begun. */
const SELECT = `
  SELECT i.email_id, i.correlation_id, r.job_id, coalesce(r.status, 'received') AS status, r.kind, r.route, r.written, r.written_cents,
    r.currency, r.inquiry_id, r.attempts, r.findings, i.received_at, r.updated_at,
    to_char(i.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS position
  FROM inbox i LEFT JOIN reports r USING (email_id)`;

/** Reads reports: one, or a page of those that a filter lets through, the newest first. */
@Injectable()
export class ReportQueries {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async find(emailId: string): Promise<ProcessingReport | null> {
    const rows: Row[] = await this.database.query(`${SELECT} WHERE i.email_id = $1`, [emailId]);
    return rows[0] ? reportOf(rows[0]) : null;
  }

  async list(filter: ReportFilter): Promise<Page<ProcessingReport>> {
    const { conditions, values } = conditionsOf(filter);
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const rows: Row[] = await this.database.query(
      `${SELECT} ${where} ORDER BY i.received_at DESC, i.email_id DESC LIMIT ${filter.limit + 1}`,
      values,
    );
    const shown = rows.slice(0, filter.limit);
    const last = rows.length > filter.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(reportOf),
      next_cursor: last ? encodeCursor(last.position, last.email_id) : null,
    };
  }
}

function conditionsOf(filter: ReportFilter): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const conditions = [
    filter.status && `coalesce(r.status, 'received') = ${place(filter.status)}`,
    filter.route && `r.route = ${place(filter.route)}`,
    filter.kind && `r.kind = ${place(filter.kind)}`,
    filter.q && `r.search LIKE ${place(`%${filter.q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)}`,
    filter.from && `i.received_at >= ${place(filter.from)}`,
    filter.to && `i.received_at < ${place(filter.to)}`,
    filter.after &&
      `(i.received_at, i.email_id) < (${place(filter.after.receivedAt)}, ${place(filter.after.emailId)})`,
  ].filter((condition) => typeof condition === 'string' && condition !== '');
  return { conditions: conditions as string[], values };
}

function reportOf(row: Row): ProcessingReport {
  const findings = row.findings ?? {};
  return {
    email_id: row.email_id,
    correlation_id: row.correlation_id,
    job_id: row.job_id,
    status: row.status,
    kind: row.kind,
    route: row.route,
    written: row.written ?? false,
    written_amount: row.written_cents === null ? null : moneyString(Number(row.written_cents)),
    currency: row.currency,
    inquiry_id: row.inquiry_id,
    extracted_fields: findings.extracted_fields ?? {},
    missing_fields: findings.missing_fields ?? [],
    reasons: findings.reasons ?? [],
    flags: findings.flags ?? [],
    candidates: findings.candidates ?? [],
    attachments: findings.attachments ?? [],
    extractor: findings.extractor,
    stages: findings.stages ?? [],
    attempts: row.attempts ?? 0,
    created_at: row.received_at.toISOString(),
    updated_at: (row.updated_at ?? row.received_at).toISOString(),
  };
}
