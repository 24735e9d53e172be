import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';

import { DocumentReaders } from '../../documents/document-readers';
import { centsOf } from '../../money';
import { KINDS, type Kind } from '../../pipeline/stages/extraction';
import { type ParsedMail, ParseStage } from '../../pipeline/stages/parse';
import { Corpus } from '../corpus';

/** A mail to learn from. */
export interface Lesson {
  mail: ParsedMail;
  /** Whose hand it is from. */
  group: string;
  kind: Kind;
  /** The total now claimed, 0 for none any more; null where none is stated. */
  cents: number | null;
  /** True for an office's post as it comes, false for letters that were written to learn from and hold more traps. */
  natural: boolean;
  /** Whether a careful case worker would let it be booked; null where that hangs on the inquiry and not on the words. */
  book: boolean | null;
}

const LETTER = z.object({
  kind: z.enum(KINDS),
  /** The subject in the first line. */
  text: z.string(),
  /** The texts of its attachments. */
  attached: z.array(z.string()).default([]),
  /** The total as it is spelled in the text; `0.00` for nothing. */
  total: z.string().nullable(),
  book: z.boolean().nullable(),
});

/** Reads folders: of letters (`*.jsonl`), one hand a file, or of mails with their truth. A folder called `post` holds what comes, not what was written to learn from. */
export async function lessonsOf(directories: string[]): Promise<Lesson[]> {
  const documents = new DocumentReaders();
  const parse = new ParseStage(documents);
  try {
    const lessons: Lesson[] = [];
    for (const directory of directories) {
      const files = await readdir(directory);
      const read = files.includes('truth.jsonl') ? mailsOf(directory) : lettersOf(directory, files);
      for await (const { raw, ...lesson } of read) {
        const mail = await parse.run(raw, new AbortController().signal);
        lessons.push({ mail, ...lesson });
      }
    }
    return lessons;
  } finally {
    await documents.close();
  }
}

const POST = 'post';

type RawLesson = Omit<Lesson, 'mail'> & { raw: Buffer };

async function* lettersOf(directory: string, files: string[]): AsyncGenerator<RawLesson> {
  for (const file of files.filter((name) => name.endsWith('.jsonl')).sort()) {
    const lines = (await readFile(join(directory, file), 'utf8')).split('\n').filter(Boolean);
    for (const line of lines) {
      const { kind, text, attached, total, book } = LETTER.parse(JSON.parse(line));
      yield {
        raw: await messageOf(text, attached),
        group: file,
        kind,
        cents: total === null ? null : centsAsSpelled(total),
        natural: basename(directory) === POST,
        book,
      };
    }
  }
}

async function* mailsOf(directory: string): AsyncGenerator<RawLesson> {
  const corpus = await Corpus.open(directory);
  for (const truth of corpus.truths) {
    const writes =
      truth.safe_routes.includes('auto_update') || truth.safe_routes.includes('update_and_notify');
    const cents = truth.claim_amount === null ? null : centsOf(truth.claim_amount);
    yield {
      raw: await corpus.message(truth),
      group: basename(directory),
      kind: truth.kind,
      cents,
      natural: true,
      // Without one inquiry nothing is booked whatever the mail says.
      book: writes ? true : cents !== null || truth.inquiry_id === null ? null : false,
    };
  }
}

function messageOf(text: string, attached: string[]): Promise<Buffer> {
  const [subject, ...body] = text.split('\n');
  const composer = new MailComposer({
    from: { name: 'Creditor', address: 'office@creditor.example' },
    subject,
    text: body.join('\n').trim(),
    attachments: attached.map((content, at) => ({ filename: `${at + 1}.txt`, content })),
  });
  return composer.compile().build();
}

/** The last separator with two digits or a dash behind it parts the cents; all others part thousands. */
function centsAsSpelled(total: string): number {
  const [, whole = '', cents = ''] = /^(.*?)(?:[.,](\d{2}|-{1,2}|–))?$/u.exec(total.trim()) ?? [];
  return Number(whole.replace(/\D/g, '')) * 100 + (/\d/.test(cents) ? Number(cents) : 0);
}
