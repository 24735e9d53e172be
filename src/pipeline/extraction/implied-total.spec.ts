import type { Extraction } from '../stages/extraction';
import { readByRulesAlone } from '../../../test/harness/rules-alone';
import type { ParsedMail } from '../stages/parse';
import sentences from './owing.sentences.json';

describe('640 euro in other words', () => {
  it.each(sentences.owed)('are claimed: %s', (sentence) => {
    const { claimAmount, kind, currency } = read(sentence);
    expect({ value: claimAmount?.value, kind, currency: currency?.value }).toEqual({
      value: '640.00',
      kind: 'claim_statement',
      currency: 'EUR',
    });
    expect(claimAmount?.confidence).toBeGreaterThanOrEqual(0.6);
  });

  it.each(sentences.notOwed)('are not claimed: %s', (sentence) => {
    const { claimAmount } = read(sentence);
    expect(['0.00', undefined]).toContain(claimAmount?.value);
  });

  it.each([
    ['unsere Rechnung über 640,00 EUR ist bislang nicht bezahlt worden.'],
    ['die Rechnung ist bis heute nicht bezahlt, 640 Euro'],
    ['der Datensatz wurde mit 640,00 EUR eingestellt; spätere Zahlungen sind uns nicht bekannt.'],
    ['noch 640,00 EUR, dann wäre alles erledigt.'],
  ])('are not denied: %s', (sentence) => {
    const { kind, claimAmount } = read(sentence);
    expect(kind).not.toBe('no_claim');
    expect(claimAmount?.value).not.toBe('0.00');
  });
});

describe('sums that no label names', () => {
  it.each([
    [
      'a rule above the sum',
      'Wasser 2024     512,00\nZinsen           15,00\nMahngebuehr 2 x 8,00     16,00\n              ------\n               543,00 EUR',
      '543.00',
    ],
    [
      'a sum in prose behind a labelled claim',
      'wir fordern den Eigenanteil von 600,00 € sowie 40,00 € Pauschale, mithin 640,00 €.',
      '640.00',
    ],
    [
      'a part named right before the sum',
      'die Bücher sind nicht bezahlt - zusammen 43,00 €. Dazu plus 5,00 € Mahnspesen,\nalso 48,00 €.',
      '48.00',
    ],
    ['parts to be added by the reader', 'wir fordern 600,00 € sowie 40,00 € Mahnkosten.', undefined],
    [
      'the column of the rest',
      'Posten\tBetrag\tgezahlt\tRest\nStrom\t500,00\t100,00\t400,00\nGas\t300,00\t60,00\t240,00\nSumme\t800,00\t160,00\t640,00',
      '640.00',
    ],
    [
      'two sums that nothing tells apart',
      'Käufe\t700,00\t640,00\nGesamtbetrag EUR\t739,80\t664,85',
      undefined,
    ],
    [
      'bookings with a rising balance, paid at last',
      'Datum\tText\tSoll\tHaben\tSaldo\n01.02.2026\tStrom\t640,00\t\t640,00\n01.03.2026\tZahlung\t\t640,00\t0,00',
      undefined,
    ],
    [
      'a row of the rest below a column of payments',
      'Nr.\tText\tBetrag\tZahlungen\n1\tMiete Mai\t420,00\n2\tMiete Juni\t420,00\n3\tZahlung 01.06.\t\t200,00\nSpaltensumme\t840,00\t200,00\nRestforderung\t640,00',
      '640.00',
    ],
    [
      'sums of claims and payments, and no rest',
      'Nr.\tText\tBetrag\tZahlungen\n1\tMiete Mai\t420,00\n2\tMiete Juni\t420,00\nSumme\t840,00\t200,00',
      undefined,
    ],
    [
      'a correction in two columns',
      'Position\tbisher (EUR)\tneu (EUR)\nVerbrauch\t700,00\t700,00\nBonus\t0,00\t-60,00\nForderung\t700,00\t640,00',
      '640.00',
    ],
    ['paid before, and new', 'Position\tbisher gezahlt\tneu\nGesamtforderung\t980,00\t970,00', undefined],
    [
      'a balance on a past day beside that of today',
      'Saldo bei Kündigung\t580,00 EUR\nAktueller Saldo\t640,00 EUR',
      '640.00',
    ],
    [
      'three balances, two of them of no known day',
      'Saldo bei Kündigung: 580,00 EUR\nSaldo der Karte: 610,00 EUR\nAktueller Saldo: 640,00 EUR',
      undefined,
    ],
    [
      'instalments that were paid',
      'Gezahlt wurden elf Raten, insgesamt 550,00 EUR. Die Restschuld beträgt 640,00 EUR.',
      '640.00',
    ],
    [
      'secondary claims waived',
      'Wir verzichten auf die Zinsen (31,16 €). Geltend machen wir nur noch die Hauptforderung von 640,00 €.',
      '640.00',
    ],
    [
      'secondary claims waived on a condition',
      'Bei Zahlung bis 30.04. verzichten wir auf die Zinsen. Wir fordern dann nur die Hauptforderung von 640,00 €.',
      undefined,
    ],
    [
      'the principal alone for now',
      'Vorerst machen wir nur die Hauptforderung von 640,00 € geltend. Auf Mahnkosten verzichten wir.',
      undefined,
    ],
    [
      'the principal with interest that nobody works out',
      'Wir machen nur die Hauptforderung von 640,00 € und die Zinsen seit 2024 geltend.',
      undefined,
    ],
    [
      'a claim of somebody who asks for papers',
      'auf dem Vertragskonto stehen heute 640,00 EUR. Bitte senden Sie uns noch eine Vollmacht.',
      '640.00',
    ],
    [
      'the price of an answer',
      'wir benötigen eine Vollmacht. Für unsere Auskunft sind 30,00 EUR zu zahlen.',
      undefined,
    ],
    ['savings', 'auf dem Sparbuch stehen derzeit 640,00 EUR.', undefined],
    ['an account below zero', 'the wallet has a negative balance of EUR -640.00.', '640.00'],
  ])('%s', (_, text, value) => {
    expect(read(text).claimAmount?.value).toBe(value);
  });

  it('gives the principal as well where it is all that is claimed', () => {
    const text =
      'Zinsen (31,16 €) berechnen wir nicht, auf Kosten verzichten wir. Offen ist nur der Rechnungsbetrag von 640,00 €.';
    const { claimAmount, principal, interest } = read(text);
    expect([claimAmount?.value, principal?.value, interest]).toEqual(['640.00', '640.00', null]);
  });

  it('takes handling behind its figure for costs', () => {
    const { principal, costs } = read(
      'noch 75,00 EUR zu zahlen (60,00 EUR Nutzung + 15,00 EUR Bearbeitung).',
    );
    expect([principal?.value, costs?.value]).toEqual(['60.00', '15.00']);
  });

  it('assumes euro where a German letter names no currency, and says so', () => {
    const { currency, concerns } = read('Offen sind noch 640,00.');
    expect(currency).toMatchObject({ value: 'EUR', confidence: 0.6 });
    expect(concerns).toContain('currency_missing');
    expect(read("Offener Saldo: 1'640.00. Freundliche Grüsse").currency).toBeNull();
    expect(
      read('The balance due on the account is 640.00 and we will wait for your reply.').currency,
    ).toBeNull();
  });
});

function read(text: string): Extraction {
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
  return readByRulesAlone(mail);
}
