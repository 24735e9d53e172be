import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The sample set that comes with the repository: inquiries, mails, and what a case worker would take from each. */
const DIRECTORY = join(__dirname, '..', '..', '..', 'samples');

/** What a careful case worker would take from a mail; see samples/README.md. */
export interface Truth {
  file: string;
  inquiry_id: string | null;
  claim_amount: string | null;
  currency: string | null;
  safe_routes: string[];
}

export interface SampleMail {
  file: string;
  message: Buffer;
  truth: Truth;
}

export function sampleInquiries(): Buffer {
  return readFileSync(join(DIRECTORY, 'inquiries.csv'));
}

export function sampleMails(): SampleMail[] {
  const truths = readFileSync(join(DIRECTORY, 'truth.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Truth);
  return readdirSync(join(DIRECTORY, 'emails')).flatMap((file) => {
    const truth = truths.find((candidate) => candidate.file === file);
    return truth ? [{ file, message: readFileSync(join(DIRECTORY, 'emails', file)), truth }] : [];
  });
}
