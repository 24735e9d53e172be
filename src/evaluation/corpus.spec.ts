import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Corpus, CorpusDamaged } from './corpus';

const TRUTH = {
  file: '1.eml',
  kind: 'claim_statement',
  inquiry_id: 'INQ-1',
  claim_amount: '12.50',
  currency: 'EUR',
  ideal_route: 'auto_update',
  safe_routes: ['auto_update', 'manual_review'],
};

describe('a folder to evaluate', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'corpus-'));
    await mkdir(join(folder, 'emails'));
    await writeFile(join(folder, 'emails', '1.eml'), 'Subject: one\r\n\r\none');
    await writeFile(join(folder, 'inquiries.csv'), 'inquiry_id\r\n');
    await tell(TRUTH);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const tell = (...truths: unknown[]) =>
    writeFile(join(folder, 'truth.jsonl'), truths.map((truth) => JSON.stringify(truth)).join('\n'));

  it('needs no more of a truth than what is booked and where the mail goes', async () => {
    const { truths } = await Corpus.open(folder);
    expect(truths).toEqual([{ ...TRUTH, tags: [] }]);
  });

  it('names mails that no truth is told of', async () => {
    await writeFile(join(folder, 'emails', '2.eml'), '');
    expect((await Corpus.open(folder)).untold).toEqual(['2.eml']);
  });

  it.each(['truth.jsonl', 'inquiries.csv', 'emails'])('says that %s is missing', async (name) => {
    await rm(join(folder, name), { recursive: true });
    await expect(Corpus.open(folder)).rejects.toThrow(`${name} is missing`);
  });

  it('says that the folder is none', async () => {
    await expect(Corpus.open(join(folder, 'nowhere'))).rejects.toBeInstanceOf(CorpusDamaged);
  });

  it.each([
    ['an unknown kind', { ...TRUTH, kind: 'letter' }, /line 2: kind: /],
    ['a German amount', { ...TRUTH, claim_amount: '12,50' }, /line 2: claim_amount: .*1234\.56/],
    ['no safe route', { ...TRUTH, safe_routes: [] }, /line 2: safe_routes: /],
    ['no inquiry', { ...TRUTH, inquiry_id: undefined }, /line 2: inquiry_id: /],
    ['a file that is not there', { ...TRUTH, file: '9.eml' }, /line 2: emails\/9\.eml is missing/],
    ['a file elsewhere', { ...TRUTH, file: '../1.eml' }, /line 2: file: /],
    ['no object', 'text', /line 2: line: /],
  ])('names the line with %s', async (_, damaged, message) => {
    await tell(TRUTH, damaged);
    await expect(Corpus.open(folder)).rejects.toThrow(message);
  });

  it('names a line that is no JSON, and an empty file', async () => {
    await writeFile(join(folder, 'truth.jsonl'), '{');
    await expect(Corpus.open(folder)).rejects.toThrow('truth.jsonl line 1 is not JSON');
    await writeFile(join(folder, 'truth.jsonl'), '\n');
    await expect(Corpus.open(folder)).rejects.toThrow('truth.jsonl is empty');
  });
});
