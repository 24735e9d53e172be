import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { Corpus } from '../../src/evaluation/corpus';
import { Evaluation } from '../../src/evaluation/evaluation';
import { judge, type Verdict } from '../../src/evaluation/verdict';
import { InquiryImport } from '../../src/inquiries/inquiry-import';
import { MailDatabase } from '../harness/mail-database';
import { otherAmounts, otherNames, otherReferences } from './exchange';
import { asHtml, asPlain, attached, formAlone, setTo } from './form';
import { type Encoding, Letter } from './letter';
import { inquiriesCsv, inquiryLines, type Mutation, type Sample } from './sample';

const SAMPLES = join(__dirname, '..', '..', 'samples');
/** What the rules and the match alone would book: a stricter question than any office asks. */
const ANY_ERROR = 1;

/** What documents hold does not change with how the mail is put into bytes. */
const same: Mutation = (sample) => (sample.letter.isText ? sample : null);
const UTF8: Encoding = { charset: 'utf-8', transfer: 'base64' };
const MUTATIONS: [name: string, mutation: Mutation, encoding: Encoding][] = [
  ['other amounts', otherAmounts, UTF8],
  ['other names', otherNames, UTF8],
  ['other references', otherReferences, UTF8],
  ['UTF-8 in base64', same, UTF8],
  ['UTF-8 in 8 bits', same, { charset: 'utf-8', transfer: '8bit' }],
  ['windows-1252 in quoted-printable', same, { charset: 'windows-1252', transfer: 'quoted-printable' }],
  ['windows-1252 undeclared', same, { charset: 'windows-1252', transfer: '8bit', declared: false }],
  ['UTF-16', same, { charset: 'utf-16', transfer: 'base64' }],
  ['lines of 50 characters', setTo(50), UTF8],
  ['a line a paragraph', setTo(Infinity), UTF8],
  ['HTML in place of text', asHtml, UTF8],
  ['text in place of HTML', asPlain, UTF8],
  ['the plain form alone', formAlone('plain'), UTF8],
  ['the HTML form alone', formAlone('html'), UTF8],
  ['a text file in place of the body', attached('plain'), UTF8],
  ['an HTML file in place of the body', attached('html'), UTF8],
];

describe('sample mails, changed', () => {
  let database: MailDatabase;
  let evaluation: Evaluation;
  let samples: Sample[];
  let unchanged: Verdict[];

  beforeAll(async () => {
    database = await MailDatabase.open();
    evaluation = new Evaluation(database.source, ANY_ERROR);
    const corpus = await Corpus.open(SAMPLES);
    const inquiries = inquiryLines((await buffer(corpus.inquiries())).toString());
    samples = await Promise.all(
      corpus.truths.map(async (truth) => ({
        letter: await Letter.read(await corpus.message(truth)),
        truth,
        inquiries,
      })),
    );
    await importInquiries(inquiriesCsv(inquiries));
    unchanged = [];
    for (const truth of corpus.truths) unchanged.push(await judged(await corpus.message(truth), truth));
  }, 120_000);
  afterAll(async () => {
    await evaluation.close();
    await database.close();
  });

  it('are booked rightly before', () => {
    expect(unchanged.filter(({ wrongWrite }) => wrongWrite).map(({ file }) => file)).toEqual([]);
  });

  it.each(MUTATIONS)(
    '%s: no wrong write, the same way, nothing misread',
    async (_, mutation, encoding) => {
      const mutated = samples.map((sample) => mutation(sample));
      const inquiries = mutated.find((sample) => sample !== null)!.inquiries;
      await importInquiries(inquiriesCsv(inquiries));
      const wrong: string[] = [];
      const strayed: string[] = [];
      const misread: string[] = [];
      let tried = 0;
      for (const [at, sample] of mutated.entries()) {
        const raw = sample?.letter.write(encoding);
        if (!sample || !raw) continue;
        tried += 1;
        const verdict = await judged(raw, sample.truth);
        if (verdict.wrongWrite) wrong.push(verdict.file);
        misread.push(...lost(unchanged[at], verdict));
        const [before, after] = [wayOf(unchanged[at]), wayOf(verdict)];
        if (before !== after)
          strayed.push(`${verdict.file} ${before} → ${after}: ${verdict.reading.decision.reasons.join(' ')}`);
      }
      expect(tried).toBeGreaterThan(5);
      expect({ wrong, strayed, misread }).toEqual({ wrong: [], strayed: [], misread: [] });
    },
    60_000,
  );

  async function judged(raw: Uint8Array, truth: Sample['truth']): Promise<Verdict> {
    return judge(truth, await evaluation.read(raw, new AbortController().signal));
  }

  async function importInquiries(csv: string): Promise<void> {
    const { rejected } = await new InquiryImport(database.source).import(Readable.from([csv]));
    expect(rejected).toEqual([]);
  }
});

/** What was read rightly before and is not any more. */
function lost(before: Verdict, { file, fields, kindRight }: Verdict): string[] {
  const wrong = fields.filter(({ right }, at) => !right && before.fields[at].right);
  const told = wrong.map(({ name, expected, got }) => `${file} ${name}: ${expected} → ${got}`);
  return before.kindRight && !kindRight ? [`${file} kind`, ...told] : told;
}

function wayOf({ reading }: Verdict): string {
  const { claim, route } = reading.decision;
  return claim ? 'booked' : route;
}
