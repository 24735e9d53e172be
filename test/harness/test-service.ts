import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';

import type { ProcessingReport } from '../../src/reports/report-queries';
import { Service } from '../../src/service';
import { Settings } from '../../src/settings';
import { sign } from '../../src/webhook/signature';
import { createDatabase } from './database-server';

export const API_TOKEN = 'token-of-the-tests-0123456789';
export const WEBHOOK_SECRET = `whsec_${Buffer.from('secret of the tests, 32 bytes ok').toString('base64')}`;
export const SAMPLES = join(__dirname, '..', '..', 'samples');

const TERMINAL = ['done', 'quarantined', 'failed'];

/** A whole service on a database of its own, and the calls that its users make. */
export class TestService {
  private constructor(
    readonly service: Service,
    readonly dataDir: string,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  /** @param env  overrides of the environment that the service would read. */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<TestService> {
    const database = await createDatabase();
    const dataDir = mkdtempSync(join(tmpdir(), 'creditor-service-'));
    const settings = Settings.parse({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      WEBHOOK_SECRET,
      API_TOKEN,
      STAFF_EMAIL: 'staff@office.example',
      ...env,
    });
    return new TestService(await Service.start(settings), dataDir, database.drop);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.dropDatabase();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** An authorised client. */
  get api() {
    const agent = request.agent(this.service.app.getHttpServer());
    return agent.set('Authorization', `Bearer ${API_TOKEN}`);
  }

  /** A signed delivery of raw bytes. */
  deliver(body: Buffer | string, contentType = 'message/rfc822', headers: Record<string, string> = {}) {
    const bytes = Buffer.from(body);
    return request(this.service.app.getHttpServer())
      .post('/webhook/email')
      .set({ ...signatureHeaders(bytes), 'Content-Type': contentType, ...headers })
      .serialize((content: unknown) => content as string) // the bytes as they were signed
      .send(bytes);
  }

  async importSamples(): Promise<void> {
    await this.importInquiries(await readFile(join(SAMPLES, 'inquiries.csv'), 'utf8'));
  }

  async importInquiries(csv: string): Promise<void> {
    await this.api.post('/inquiries/import').set('Content-Type', 'text/csv').send(csv).expect(200);
  }

  /** Waits until the mail has come to its end and gives its report. */
  async reportOf(emailId: string, patienceMs = 20_000): Promise<ProcessingReport> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { body } = await this.api.get(`/reports/${emailId}`).expect(200);
      if (TERMINAL.includes(body.status)) return body;
      if (Date.now() > deadline) throw new Error(`${emailId} is still ${body.status} after ${patienceMs} ms`);
      await sleep(20);
    }
  }
}

export function sampleMail(file: string): Buffer {
  return readFileSync(join(SAMPLES, 'emails', file));
}

/** The headers of Standard Webhooks; a test of its own holds them against its official library, which signs text alone. */
export function signatureHeaders(
  body: Buffer,
  secret = WEBHOOK_SECRET,
  at = new Date(),
  id = `msg_${randomUUID()}`,
) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign({ id, timestamp }, body, secret),
  };
}

/** For supertest's `parse`: the body of an answer as it came. */
export function bytesOf(response: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  buffer(response as unknown as NodeJS.ReadableStream).then(
    (body) => done(null, body),
    (error: Error) => done(error, Buffer.alloc(0)),
  );
}
