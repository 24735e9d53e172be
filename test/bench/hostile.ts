import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { sign } from '../../src/webhook/signature';
import { mailWith, nestedMail } from '../harness/attached-mail';
import { creditorMail, CREDITOR_TEXT, INQUIRIES } from '../harness/creditor-mail';
import { HOSTILE_FILES } from '../harness/hostile-file';
import { docxFile, paragraph } from '../harness/office-file';
import { pdfFile } from '../harness/pdf-file';
import { Child } from './child';
import { drawnPage } from './drawn-page';
import { median, SECRET, tell, TOKEN } from './run';

const ROUNDS = 5;
const POLL_MS = 10;
const PATIENCE_MS = 150_000;

interface Report {
  status: string;
  route: string | null;
  written: boolean;
}

/** Good mails alone, then beside hostile ones that came just before them; and the memory of the service with all its readers. */
export async function measureHostile(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-reading-'));
  const service = await Child.service({
    DATA_DIR: dataDir,
    API_TOKEN: TOKEN,
    WEBHOOK_SECRET: SECRET,
    LOG_LEVEL: 'warn',
  });
  try {
    const office = new Office(service.url);
    await office.importInquiries();
    const good = goodMails();
    for (const mail of Object.values(good)) await office.msUntilDone(mail());
    const alone = await rounds(office, good);
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, treeMemory(service.pid))), 50);
    const hostile = await Promise.all((await hostileMails()).map((mail) => office.deliver(mail)));
    const beside = await rounds(office, good);
    const reports = await Promise.all(hostile.map((id) => office.reportOf(id)));
    clearInterval(watch);
    compare(alone, beside);
    const held = reports.filter(({ written, route }) => !written && route === 'manual_review').length;
    tell('hostile mails, left to a person', `${held} of ${hostile.length}`);
    tell('memory of the service and its readers (aim: 1200 MB)', `${peak.toFixed(0)} MB`);
  } finally {
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What an office asks of the service. */
class Office {
  constructor(private readonly url: string) {}

  async importInquiries(): Promise<void> {
    const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/csv' };
    const answer = await fetch(`${this.url}/inquiries/import`, { method: 'POST', headers, body: INQUIRIES });
    if (!answer.ok) throw new Error(`Import: ${answer.status}`);
  }

  async deliver(mail: Buffer): Promise<string> {
    const [id, timestamp] = [`msg_${randomUUID()}`, String(Math.floor(Date.now() / 1000))];
    const answer = await fetch(`${this.url}/webhook/email`, {
      method: 'POST',
      headers: {
        'Content-Type': 'message/rfc822',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': sign({ id, timestamp }, mail, SECRET),
      },
      body: new Uint8Array(mail),
    });
    return ((await answer.json()) as { email_id: string }).email_id;
  }

  async reportOf(emailId: string): Promise<Report> {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
      const answer = await fetch(`${this.url}/reports/${emailId}`, { headers });
      const report = (await answer.json()) as Report;
      if (/^(done|quarantined|failed)$/.test(report.status)) return report;
    }
    throw new Error('A mail does not come to its end.');
  }

  async msUntilDone(mail: Buffer): Promise<number> {
    const started = performance.now();
    const report = await this.reportOf(await this.deliver(mail));
    if (!report.written) throw new Error(`A good mail was not booked: ${JSON.stringify(report)}`);
    return performance.now() - started;
  }
}

type Mails = Record<string, () => Buffer>;

/** A clear answer by itself, and beside a file that says nothing against it. */
function goodMails(): Mails {
  const lines = CREDITOR_TEXT.trim().split('\r\n');
  const pdf = pdfFile(
    lines.map((line, at) => `BT /F 10 Tf 50 ${780 - at * 15} Td (${line}) Tj ET`).join('\n'),
  );
  const docx = docxFile(lines.map((line) => paragraph(line)).join(''));
  const scan = scanOf(lines);
  return {
    text: () => creditorMail(),
    PDF: () => mailWith('saldo.pdf', pdf),
    DOCX: () => mailWith('saldo.docx', docx),
    scan: () => mailWith('saldo.png', scan, 'image/png'),
  };
}

function scanOf(lines: readonly string[]): Buffer {
  const texts = lines.map((text, at) => ({ text, x: 120, y: 200 + at * 60 }));
  return drawnPage({ width: 1240, height: 1754, size: 26 }, texts);
}

async function hostileMails(): Promise<Buffer[]> {
  const files = Object.entries(HOSTILE_FILES);
  const mails = await Promise.all(files.map(async ([name, build]) => mailWith(name, await build())));
  return [...mails, nestedMail(50)];
}

/** Milliseconds from delivery to the end, by kind of mail. */
async function rounds(office: Office, good: Mails): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [kind, mail] of Object.entries(good))
      times.set(kind, [...(times.get(kind) ?? []), await office.msUntilDone(mail())]);
  }
  return times;
}

function compare(alone: Map<string, number[]>, beside: Map<string, number[]>): void {
  for (const [kind, usual] of alone) {
    const times = beside.get(kind) ?? [];
    const figures = [median(usual), median(times), Math.max(...times)].map((ms) => ms.toFixed(0));
    tell(`good mail (${kind}), ms alone / beside hostile ones / at most`, figures.join(' / '));
  }
}

/** Megabytes that a process and all below it hold, PostgreSQL aside. */
function treeMemory(root: number): number {
  const below = new Map<number, number>();
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = statusOf(entry);
    if (status === null || /^Name:\s+postgres/m.test(status)) continue;
    parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
    below.set(Number(entry), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isBelow(parents.get(pid)));
  let sum = 0;
  for (const [pid, kilobytes] of below) if (isBelow(pid)) sum += kilobytes;
  return sum / 1024;
}

/** Null where the process has ended meanwhile. */
function statusOf(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return null;
  }
}
