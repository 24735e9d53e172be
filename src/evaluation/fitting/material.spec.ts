import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lessonsOf } from './material';

const LETTER = {
  kind: 'claim_statement',
  text: 'Müller, 4711\n\nder Rückstand steht in der Anlage.',
  attached: ['Rückstand\t1.512,30 €'],
  total: '1.512,30',
  book: true,
};

describe('letters to learn from', () => {
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'letters-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const lessons = async (...letters: object[]) => {
    await writeFile(join(folder, 'hand.jsonl'), letters.map((letter) => JSON.stringify(letter)).join('\n'));
    return lessonsOf([folder]);
  };

  it('are mails as they come: a subject, a body, attachments, and nothing wrong with their form', async () => {
    const [{ mail, ...truth }] = await lessons(LETTER);
    expect(mail.blocks.map(({ source, text }) => [source, text])).toEqual([
      ['subject', 'Müller, 4711'],
      ['body', 'der Rückstand steht in der Anlage.'],
      ['attachment:1.txt', 'Rückstand\t1.512,30 €'],
    ]);
    expect(mail.flags).toEqual([]);
    expect(truth).toEqual({
      ...{ group: 'hand.jsonl', kind: 'claim_statement', cents: 151_230, natural: false, book: true },
    });
  });

  it.each([
    ['0.00', 0],
    ['870,-', 87_000],
    ["1'204.50", 120_450],
    ['2 300', 230_000],
    [null, null],
  ])('spell a total as %j', async (total, cents) => {
    const [lesson] = await lessons({ ...LETTER, attached: undefined, total });
    expect(lesson.cents).toBe(cents);
  });
});
