import { DataSource } from 'typeorm';
import { Client } from 'pg';

import { Calendar } from '../../src/monitoring/metrics/calendar';
import type { Metrics } from '../../src/monitoring/metrics/metrics';
import { Reconciliation } from '../../src/reports/reconciliation';
import { Settings } from '../../src/settings';

const STAGES = ['parse', 'extract', 'match', 'decide', 'write', 'notify', 'total'];
const ROUTES = ['auto_update', 'update_and_notify', 'manual_review', 'no_action'];
const FIELDS = ['client_name', 'creditor_name', 'office_reference', 'creditor_reference', 'claim_amount'];

/** The database of a bench of metrics. */
export interface MetricBench {
  source: DataSource;
  settings: Settings;
  client: Client;
}

/** A busy office's mix: some 60 series, times spread over two orders of magnitude. */
export function sampleOf(index: number, record: Metrics['record']): void {
  const spread = ((index * 7919) % 10_007) / 10_007;
  const value = 0.5 * Math.exp(5 * spread);
  const turn = index % 4;
  if (turn < 2) return record('processing_time', value, { stage: STAGES[(index >> 2) % STAGES.length] });
  if (turn === 2)
    return record('confidence', 1 - spread / 3, {
      field: FIELDS[(index >> 2) % FIELDS.length],
      route: ROUTES[(index >> 4) % ROUTES.length],
    });
  return record('http_time', value, {
    method: 'GET',
    route: '/reports/:email_id',
    status: index % 32 === 3 ? '404' : '200',
  });
}

/** Fills a day with samples as the writer would have written them. */
export async function fillDay({ client }: MetricBench, from: Date, rows: number): Promise<void> {
  await client.query(
    `INSERT INTO operational_metrics (recorded_at, value, series_id)
     SELECT $1::timestamptz + make_interval(secs => g * 86399.0 / $2), 0.5 * exp(5 * random()), 1 + (g % 997 * 31 % 60)
     FROM generate_series(1, $2::integer) AS g`,
    [from, rows],
  );
}

/** The running day and mails of a month, so that the summary has to read what it reads in an office. */
export async function fillToday({ client, source }: MetricBench): Promise<void> {
  await source.query(
    `INSERT INTO operational_metrics_running
       (grain, slot, series_id, min, max, sum, sample_count, histogram_buckets, histogram_counts)
     SELECT 'day', date_trunc('day', now(), 'Europe/Berlin'), series_id, 0.5, 74, 1e5, 3000,
       ARRAY(SELECT generate_series(-17, 107)::smallint), ARRAY(SELECT 24 FROM generate_series(-17, 107))
     FROM metric_series ON CONFLICT DO NOTHING`,
  );
  await client.query(
    `WITH mail AS (
       INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw)
       SELECT gen_random_uuid(), now() - make_interval(secs => g * 432), 'correlation-1', sha256(g::text::bytea), 'rfc822', 0, ''
       FROM generate_series(1, 6000) AS g RETURNING *)
     INSERT INTO reports (email_id, correlation_id, status, route) SELECT email_id, correlation_id, 'done', 'auto_update' FROM mail`,
  );
  await client.query('VACUUM ANALYZE');
  await new Reconciliation(source, new Calendar(source, Settings.parse({}))).check(true);
}
