import request from 'supertest';

import { MetricSampler } from '../../src/monitoring/metrics/metric-sampler';
import { MetricWriter } from '../../src/monitoring/metrics/metric-writer';
import { createDatabase } from '../harness/database-server';
import { creditorMail, INQUIRIES, mailOfOtherClient } from '../harness/creditor-mail';
import { ServiceProcess } from '../harness/service-process';
import { CompiledProduct } from '../harness/compiled-product';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

/** What one line of OpenMetrics may be. */
const SAMPLE = /^[a-z_]+(\{[a-z_]+="[^"\n\\]*"(,[a-z_]+="[^"\n\\]*")*\})? -?\d+(\.\d+)?(e[+-]?\d+)?$/;

describe('the metrics of a service', () => {
  let service: TestService;
  let routes: string[];

  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
    routes = [];
    for (const mail of [creditorMail(), mailOfOtherClient(), Buffer.from('From: x@y.example\r\n\r\nHallo')]) {
      const { body } = await service.deliver(mail).expect(202);
      routes.push((await service.reportOf(body.email_id)).route ?? '');
    }
    await service.deliver(Buffer.from('From: x@y.example\r\n\r\nHallo')).expect(200);
    await service.service.app.get(MetricSampler, { strict: false }).sample();
    await service.service.app.get(MetricWriter, { strict: false }).write();
  });
  afterAll(() => service.stop());

  it.each(['/metrics', '/metrics-summary?window=1h', '/reconciliation'])(
    '%s is not for strangers',
    async (path) => {
      await request(service.service.app.getHttpServer()).get(path).expect(401);
    },
  );

  it('are summed up as in the contract', async () => {
    for (const window of ['1h', '24h', '7d', '30d', '365d']) {
      const { body } = await service.api.get(`/metrics-summary?window=${window}`).expect(200);
      expect(Object.keys(body).sort()).toEqual([
        'breakers',
        'confidence',
        'error_rate',
        'processing_time',
        'queue_depth',
        'reconciliation',
        'routes',
        'token_usage',
        'window',
      ]);
      expect(body.queue_depth).toMatchObject({ latest: 0, min: 0 });
      expect(body.queue_depth.sample_count).toBeGreaterThan(0); // the sampler has a clock of its own
      const stages = Object.keys(body.processing_time.by_stage).sort();
      expect(stages).toEqual(['decide', 'extract', 'match', 'notify', 'parse', 'write']);
      expect(body.processing_time.total).toMatchObject({ sample_count: 3 });
      expect(body.processing_time.total.p95).toBeGreaterThan(0);
      expect(body.error_rate).toEqual({ errors: 0, total: 3, rate: 0, by_type: {} });
      expect(body.confidence.by_field.claim_amount.sample_count).toBeGreaterThan(0);
      const counted = Object.entries(body.routes).flatMap(([route, n]) =>
        Array<string>(n as number).fill(route),
      );
      expect(counted.sort()).toEqual([...routes].sort());
      expect(body.reconciliation).toMatchObject({ received: 4, duplicate: 1, in_flight: 0, unaccounted: 0 });
      expect(body.breakers).toEqual({ claude: 'closed', mongodb: 'closed', gcs: 'closed', smtp: 'closed' });
    }
  });

  it.each(['1d', '', '__proto__', '1h&window=7d'])('are not summed up over "%s"', async (window) => {
    const { body } = await service.api.get(`/metrics-summary?window=${window}`).expect(400);
    expect(body.detail).toBe('window: must be one of 1h, 24h, 7d, 30d, 365d');
  });

  it('go out as OpenMetrics', async () => {
    const { text, headers } = await service.api.get('/metrics').expect(200);
    expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const lines = text.split('\n');
    expect(lines.splice(-2)).toEqual(['# EOF', '']);
    for (const line of lines) if (!line.startsWith('# ')) expect(line).toMatch(SAMPLE);
    expect(text).toContain('creditor_answers_processing_time_seconds_count{stage="total"} 3');
    expect(text).toContain('http_time_seconds_count{method="POST",route="/webhook/email",status="202"} 3');
    expect(text).toContain('http_time_seconds_count{method="POST",route="/webhook/email",status="200"} 1');
    expect(text).toMatch(/http_time_seconds_count\{method="GET",route="\/reports\/:email_id",status="200"\}/);
    expect(text).toMatch(/call_time_seconds_count\{call="Mail.send",outcome="ok"\}/);
    expect(text).toMatch(/pool_use\{state="in_use"\} \d/);
    expect(text).toMatch(/event_loop_delay_seconds\{quantile="p99"\} \d/);
    expect(text).toMatch(/breaker_state\{breaker="smtp"\} 0/);
  });

  it('hold nothing of the mails', async () => {
    const { text } = await service.api.get('/metrics');
    const series = JSON.stringify(await sql(service.service.databaseUrl, 'SELECT * FROM metric_series'));
    for (const mark of ['Lindner', 'Petra', 'Kabelwerk', 'SB26', 'KN-7782104', '1234.56', '1.234,56', '@'])
      expect(text + series).not.toContain(mark);
  });

  it('are reconciled on demand', async () => {
    const { body } = await service.api.get('/reconciliation').expect(200);
    expect(body).toMatchObject({ received: 4, duplicate: 1, unaccounted: 0, unaccounted_ids: [] });
  });
});

describe('metrics of a service that stops', () => {
  it('are all written', async () => {
    const service = await TestService.start();
    const url = service.service.databaseUrl;
    for (let call = 0; call < 5; call += 1) await service.api.get('/reports').expect(200);
    await service.service.stop();
    const [{ n }] = await sql(
      url,
      `SELECT count(*)::int AS n FROM operational_metrics JOIN metric_series USING (series_id) WHERE labels ->> 'route' = '/reports'`,
    );
    expect(n).toBe(5);
  });
});

describe('npm run rollup', () => {
  it('tells how it is used, rolls a day up, and refuses what is no day', async () => {
    const product = CompiledProduct.make();
    const { url, drop } = await createDatabase();
    const run = async (...args: string[]) => {
      const child = ServiceProcess.spawn([product.file('src/reports/rollup-command'), ...args], {
        DATABASE_URL: url,
      });
      return { code: await child.ended, output: child.output };
    };
    await sql(
      url,
      `CREATE TABLE operational_metrics_20260601 PARTITION OF operational_metrics FOR VALUES FROM ('2026-06-01Z') TO ('2026-06-02Z')`,
    );
    await sql(url, `INSERT INTO metric_series (metric, labels) VALUES ('queue_age', '{}')`);
    await sql(
      url,
      `INSERT INTO operational_metrics VALUES ('2026-06-01T12:00Z', 4, 1), ('2026-06-01T12:00Z', 6, 1)`,
    );
    expect((await run('--help')).output).toContain('--day <YYYY-MM-DD>');
    expect(await run('--day', '2026-06-01')).toEqual({
      code: 0,
      output: '2026-06-01: 2 samples in 1 rows, 0 rows of prompts',
    });
    expect(await sql(url, 'SELECT avg FROM operational_metrics_daily')).toEqual([{ avg: 5 }]);
    expect(await run('--day', '2026-02-30')).toMatchObject({
      code: 1,
      output: expect.stringContaining('It must be a day'),
    });
    expect(await run('--day', '2126-02-01')).toMatchObject({
      code: 1,
      output: expect.stringContaining('not over yet'),
    });
    expect(await run()).toMatchObject({ code: 0 });
    await drop();
    product.remove();
  });
});
