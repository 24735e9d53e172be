import { randomUUID } from 'node:crypto';

import type { ProcessingReport } from '../reports/report-queries';
import { sign } from '../webhook/signature';

const TERMINAL = new Set(['done', 'quarantined', 'failed']);

/** Talks to the service as its users do: over HTTP, signed and with the token. */
export class DemoClient {
  constructor(
    private readonly url: string,
    private readonly webhookSecret: string,
    private readonly apiToken: string,
  ) {}

  /** @returns the email id. */
  async deliver(message: Buffer): Promise<string> {
    const id = `demo_${randomUUID()}`;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      'content-type': 'message/rfc822',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign({ id, timestamp }, message, this.webhookSecret),
    };
    const answer = await this.call('/webhook/email', {
      method: 'POST',
      headers,
      body: new Uint8Array(message),
    });
    return ((await answer.json()) as { email_id: string }).email_id;
  }

  async importInquiries(csv: Buffer): Promise<{ imported: number }> {
    const answer = await this.call('/inquiries/import', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: new Uint8Array(csv),
    });
    return (await answer.json()) as { imported: number };
  }

  /** The report, or null while the mail is under way. */
  async endedReport(emailId: string): Promise<ProcessingReport | null> {
    const answer = await this.call(`/reports/${emailId}`, {});
    const report = (await answer.json()) as ProcessingReport;
    return TERMINAL.has(report.status) ? report : null;
  }

  private async call(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.apiToken}`, ...(init.headers as Record<string, string>) };
    const answer = await fetch(this.url + path, { ...init, headers });
    if (!answer.ok)
      throw new Error(`${init.method ?? 'GET'} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }
}
