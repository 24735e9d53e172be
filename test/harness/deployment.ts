import { rm } from 'node:fs/promises';

import type { ProcessingReport } from '../../src/reports/report-queries';
import { ClaudeServer } from './claude-server';
import { CloudStorageServer } from './cloud-storage-server';
import { CompiledProduct } from './compiled-product';
import { INQUIRIES } from './creditor-mail';
import { createDatabase } from './database-server';
import { eventually } from './eventually';
import { MailServer } from './mail-server';
import { MongoServer } from './mongo-server';
import { SentryServer } from './sentry-server';
import { ServiceProcess } from './service-process';
import { sql } from './sql';
import { temporaryFolder } from './temporary-folder';
import { API_TOKEN, signatureHeaders, WEBHOOK_SECRET } from './test-service';

const TERMINAL = ['done', 'quarantined', 'failed'];

/** The product as an operator runs it: processes of several roles, beside everything that they may be connected to. */
export class Deployment {
  readonly processes: ServiceProcess[] = [];
  private url = '';

  private constructor(
    private readonly product: CompiledProduct,
    readonly dataDir: string,
    readonly database: Awaited<ReturnType<typeof createDatabase>>,
    readonly mails: MailServer,
    readonly mongo: MongoServer,
    readonly cloud: CloudStorageServer,
    readonly claude: ClaudeServer,
    readonly sentry: SentryServer,
  ) {}

  static async open(): Promise<Deployment> {
    return new Deployment(
      CompiledProduct.make(),
      temporaryFolder('deployment'),
      await createDatabase(),
      await MailServer.start(),
      await MongoServer.start(),
      await CloudStorageServer.start('archive'),
      await ClaudeServer.start(),
      await SentryServer.start(),
    );
  }

  /**
   * Starts a process and waits until it listens; the first one that takes requests is asked by `call`.
   * @param more  options of node.
   */
  async start(
    role: 'all' | 'web' | 'worker',
    env: NodeJS.ProcessEnv = {},
    more: string[] = [],
  ): Promise<ServiceProcess> {
    const program = [...more, '--import', this.product.file('src/instrument'), this.product.file('src/main')];
    const service = ServiceProcess.spawn(program, {
      ...{ ROLE: role, PORT: '0', DATA_DIR: this.dataDir, DATABASE_URL: this.database.url },
      ...{ WEBHOOK_SECRET, API_TOKEN, ENVIRONMENT: 'acceptance' },
      ...{ STAFF_EMAIL: 'staff@office.example', ADMIN_EMAIL: 'admin@office.example' },
      ...{ MONGODB_URL: this.mongo.url(), GCS_BUCKET: 'archive', GCS_API_ENDPOINT: this.cloud.url },
      ...{ CIRCUIT_BREAKER_RESET_TIMEOUT: '1', CIRCUIT_BREAKER_FAIL_MAX: '2' },
      ...{ ...this.mails.env, ...this.claude.env, ...this.sentry.env, ...env },
    });
    this.processes.push(service);
    const [, url] = await service.says(/Listening on (http[^"\s]+)/);
    if (role !== 'worker') this.url ||= url;
    return service;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((service) => service.kill('SIGTERM')));
    await Promise.all(
      [this.mails, this.mongo, this.cloud, this.claude, this.sentry].map((server) => server.stop()),
    );
    await this.database.drop();
    this.product.remove();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** A compiled source file, for a process that is started otherwise. */
  program(source: string): string {
    return this.product.file(source);
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${API_TOKEN}`, ...init.headers },
    });
  }

  importInquiries(csv = INQUIRIES): Promise<Response> {
    return this.call('/inquiries/import', {
      method: 'POST',
      body: csv,
      headers: { 'Content-Type': 'text/csv' },
    });
  }

  deliver(mail: Buffer, headers: Record<string, string> = {}): Promise<Response> {
    const signed = { ...signatureHeaders(mail), 'Content-Type': 'message/rfc822', ...headers };
    return this.call('/webhook/email', { method: 'POST', body: new Uint8Array(mail), headers: signed });
  }

  /** The report of a mail that has come to its end. */
  reportOf(emailId: string, patienceMs = 40_000): Promise<ProcessingReport> {
    return eventually(async () => {
      const report = (await (await this.call(`/reports/${emailId}`)).json()) as ProcessingReport;
      if (!TERMINAL.includes(report.status)) throw new Error(`${emailId} is still ${report.status}`);
      return report;
    }, patienceMs);
  }

  rows<Row extends object>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return sql<Row>(this.database.url, statement, values);
  }

  /** Every line of every process. */
  get log() {
    return this.processes.flatMap((service) => service.log);
  }
}
