import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SAMPLES = join(__dirname, '..', '..', '..', 'samples');
const LARGEST_TEXT_MAIL = 6_000;

export function inquiriesCsv(): Buffer {
  return readFileSync(join(SAMPLES, 'inquiries.csv'));
}

/** The sample mails; `text` leaves out those with attachments. */
export function sampleMails(which: 'all' | 'text'): string[] {
  const mails = readdirSync(join(SAMPLES, 'emails')).map((file) =>
    readFileSync(join(SAMPLES, 'emails', file), 'latin1'),
  );
  return which === 'all' ? mails : mails.filter((mail) => mail.length < LARGEST_TEXT_MAIL);
}

/** The same mail as a new one: with a Message-ID of its own. */
export function renewed(mail: string): Buffer {
  return Buffer.from(
    mail.replace(/^Message-ID:.*$/im, `Message-ID: <${randomUUID()}@bench.example>`),
    'latin1',
  );
}
