import type { Extraction } from '../stages/extract';
import { ExtractStage } from '../stages/extract';
import type { ParsedMail } from '../stages/parse';
import sentences from './owing.sentences.json';

describe('640 euro in other words', () => {
  it.each(sentences.owed)('are claimed: %s', async (sentence) => {
    const { claimAmount, kind, currency } = await read(sentence);
    expect({ value: claimAmount?.value, kind, currency: currency?.value }).toEqual({
      value: '640.00',
      kind: 'claim_statement',
      currency: 'EUR',
    });
    expect(claimAmount?.confidence).toBeGreaterThanOrEqual(0.6);
  });

  it.each(sentences.notOwed)('are not claimed: %s', async (sentence) => {
    const { claimAmount } = await read(sentence);
    expect(['0.00', undefined]).toContain(claimAmount?.value);
  });

  it.each([
    ['unsere Rechnung über 640,00 EUR ist bislang nicht bezahlt worden.'],
    ['die Rechnung ist bis heute nicht bezahlt, 640 Euro'],
    ['der Datensatz wurde mit 640,00 EUR eingestellt; spätere Zahlungen sind uns nicht bekannt.'],
    ['noch 640,00 EUR, dann wäre alles erledigt.'],
  ])('are not denied: %s', async (sentence) => {
    const { kind, claimAmount } = await read(sentence);
    expect(kind).not.toBe('no_claim');
    expect(claimAmount?.value).not.toBe('0.00');
  });
});

describe('sums that no label names', () => {
  it.each([
    ['a rule above the sum', 'Wasser 2024     512,00\nZinsen           15,00\nMahngebuehr 2 x 8,00     16,00\n              ------\n               543,00 EUR', '543.00'],
    ['a sum in prose behind a labelled claim', 'wir fordern den Eigenanteil von 600,00 € sowie 40,00 € Pauschale, mithin 640,00 €.', '640.00'],
    ['a part named right before the sum', 'die Bücher sind nicht bezahlt - zusammen 43,00 €. Dazu plus 5,00 € Mahnspesen,\nalso 48,00 €.', '48.00'],
    ['parts to be added by the reader', 'wir fordern 600,00 € sowie 40,00 € Mahnkosten.', undefined],
    ['the column of the rest', 'Posten\tBetrag\tgezahlt\tRest\nStrom\t500,00\t100,00\t400,00\nGas\t300,00\t60,00\t240,00\nSumme\t800,00\t160,00\t640,00', '640.00'],
    ['two sums that nothing tells apart', 'Käufe\t700,00\t640,00\nGesamtbetrag EUR\t739,80\t664,85', undefined],
    ['bookings with a rising balance, paid at last', 'Datum\tText\tSoll\tHaben\tSaldo\n01.02.2026\tStrom\t640,00\t\t640,00\n01.03.2026\tZahlung\t\t640,00\t0,00', undefined],
    ['an account below zero', 'the wallet has a negative balance of EUR -640.00.', '640.00'],
  ])('%s', async (_, text, value) => {
    expect((await read(text)).claimAmount?.value).toBe(value);
  });

  it('assumes euro where a German letter names no currency, and says so', async () => {
    const { currency, concerns } = await read('Offen sind noch 640,00.');
    expect(currency).toMatchObject({ value: 'EUR', confidence: 0.6 });
    expect(concerns).toContain('currency_missing');
    expect((await read("Offener Saldo: 1'640.00. Freundliche Grüsse")).currency).toBeNull();
    expect((await read('The balance due on the account is 640.00 and we will wait for your reply.')).currency).toBeNull();
  });
});

function read(text: string): Promise<Extraction> {
  const subject = 'Emre Kaya, SB26-0999';
  const mail: ParsedMail = {
    from: { name: 'Buchhaltung', address: 'post@firma.example', domain: 'firma.example' },
    replyTo: null,
    to: [],
    subject,
    date: null,
    messageId: null,
    blocks: [
      { source: 'subject', standing: 'current', text: subject },
      { source: 'body', standing: 'current', text: `Guten Tag,\n\n${text}` },
    ],
    hidden: [],
    attachments: [],
    flags: [],
  };
  return new ExtractStage().run(mail, new AbortController().signal);
}
