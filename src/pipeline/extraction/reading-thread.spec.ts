import { PermanentFailure, TransientFailure } from '../../failure';
import { Appraiser } from '../appraisal/appraiser';
import type { ParsedMail } from '../stages/parse';
import { readMail } from './reading';
import { ReadingThread } from './reading-thread';

const MAIL: ParsedMail = {
  from: { name: 'Musterbank', address: 'service@musterbank.example', domain: 'musterbank.example' },
  replyTo: null,
  to: [],
  subject: 'Anna Groß, Ihr Zeichen SB26-0108',
  date: new Date('2026-03-02T09:00:00Z'),
  messageId: null,
  blocks: [{ source: 'body', standing: 'current', text: 'Unsere Gesamtforderung beträgt 1.234,56 EUR.' }],
  hidden: [],
  attachments: [],
  flags: [],
};

describe('ReadingThread', () => {
  const thread = new ReadingThread();
  afterAll(() => thread.close());

  it('reads as the readers do here, mails at once included', async () => {
    const mails = ['1.234,56', '99,00', '7,50'].map((amount) => ({
      ...MAIL,
      blocks: [{ ...MAIL.blocks[0], text: `Unsere Gesamtforderung beträgt ${amount} EUR.` }],
    }));
    const appraiser = Appraiser.shipped();
    const expected = mails.map((mail) => readMail(mail, appraiser).extraction);
    expect(expected.map(({ claimAmount }) => claimAmount?.value)).toEqual(['1234.56', '99.00', '7.50']);
    expect(await Promise.all(mails.map((mail) => thread.read(mail)))).toEqual(expected);
  });

  it('tells what the readers throw', async () => {
    await expect(thread.read({ ...MAIL, blocks: null as never })).rejects.toMatchObject({
      name: 'TypeError',
    });
    expect(await thread.read(MAIL)).toMatchObject({ kind: 'claim_statement' });
  });

  it('fails transiently where the thread ends over a mail, and reads the next in a new one', async () => {
    const broken = thread.read(MAIL);
    const ended = thread.close();
    await expect(broken).rejects.toThrow(TransientFailure);
    await ended;
    expect(await thread.read(MAIL)).toMatchObject({ kind: 'claim_statement' });
  });

  it('breaks off a mail that is not read to its end, and reads those that wait behind it', async () => {
    class Impatient extends ReadingThread {
      override timeLimitMs = 1;
    }
    const impatient = new Impatient();
    const endless = impatient.read(MAIL);
    impatient.timeLimitMs = 30_000;
    const next = impatient.read(MAIL);
    await expect(endless).rejects.toThrow(PermanentFailure);
    expect(await next).toMatchObject({ kind: 'claim_statement' });
    await impatient.close();
  });
});
