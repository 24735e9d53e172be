import fc from 'fast-check';

import { findMoney } from './money';
import { parseNumberWord } from './number-words';

const SPELLINGS: [text: string, cents: number, currency: string | null, unambiguous?: boolean][] = [
  ['1.234,56 €', 123456, 'EUR'],
  ['EUR 1.234,56', 123456, 'EUR'],
  ['1 234,56 EUR', 123456, 'EUR'],
  ["1'234.50 CHF", 123450, 'CHF'],
  ['1’234.50 Franken', 123450, 'CHF'],
  ['CHF 812.40', 81240, 'CHF'],
  ['1.250,00 KM', 125000, 'BAM'],
  ['RSD 1.250,00', 125000, 'RSD'],
  ['Fr. 812.40', 81240, 'CHF'],
  ['SFr. 1’000.–', 100000, 'CHF'],
  ['€1,234.56', 123456, 'EUR'],
  ['€ 1,234,567.89', 123456789, 'EUR'],
  ['1234,56', 123456, null],
  ['1234.56 EUR', 123456, 'EUR'],
  ['1.250,-- €', 125000, 'EUR'],
  ['1.250,- €', 125000, 'EUR'],
  ['1.250,– €', 125000, 'EUR'],
  ['250,- EUR', 25000, 'EUR'],
  ['30,-', 3000, null],
  ['Euro 1.250', 125000, 'EUR'],
  ['1.250 €', 125000, 'EUR'],
  ['1.250', 125000, null, false],
  ['1,250 €', 125000, 'EUR', false],
  ['2.276, 40', 227640, null],
  ['2.276, 40 EUR', 227640, 'EUR'],
  ['76, 40 EUR', 7640, 'EUR'],
  ['EUR 12.345.678,90', 1234567890, 'EUR'],
  ['300 Euro', 30000, 'EUR'],
  ['300€', 30000, 'EUR'],
  ['EUR300', 30000, 'EUR'],
  ['1.234,56EUR', 123456, 'EUR'],
  ['EUR    45.00', 4500, 'EUR'],
  ['350,00\n€', 35000, 'EUR'],
  ['0,50 EUR', 50, 'EUR'],
  ['12,5 EUR', 1250, 'EUR', false],
  ['12 TEUR', 1200000, 'EUR', false],
  ['T€ 5,5', 550000, 'EUR', false],
  ['3 Tsd. €', 300000, 'EUR', false],
  ['-12,30', -1230, null],
  ['−60,00 €', -6000, 'EUR'],
  ['–60,00 €', -6000, 'EUR'],
  ['./. 300,00 €', -30000, 'EUR'],
  ['12,30-', -1230, null],
  ['12,30 H', -1230, null],
  ['12,30 S', 1230, null],
  ['12,30 Haben', -1230, null],
  ['1.019,03 EUR Soll', 101903, 'EUR'],
  ['USD 1,000.00', 100000, 'USD'],
  ['$5', 500, 'USD'],
  ['£1,500.00', 150000, 'GBP'],
  ['200,00 PLN', 20000, 'PLN'],
  ['500,00 zł', 50000, 'PLN'],
  ['1.000,00 DM', 100000, 'DEM'],
  ['2.500,00 DKK', 250000, 'DKK'],
  ['dreihundert Euro', 30000, 'EUR'],
  ['eintausendzweihundertfünfzig Euro', 125000, 'EUR'],
  ['(in Worten: zweitausend Euro)', 200000, 'EUR'],
  ['Betrag: 99,99 Euro.', 9999, 'EUR'],
  ['(99,99 €)', 9999, 'EUR'],
  ['99,99 €, zahlbar', 9999, 'EUR'],
  ['12.05', 1205, null, false],
  ['CHF 25.00. Bitte', 2500, 'CHF'],
  ['75.80', 7580, null],
  ['7 500 000,00 EUR', 750000000, 'EUR'],
  ['Rechnung 117 250,00 EUR', 11725000, 'EUR', false],
];

const NO_AMOUNTS = [
  '30.09.1991',
  '3.4.26',
  '2026-03-01',
  'am 24.12. um',
  'Betrag EUR 24.12. Abschlag',
  'siehe Ziffer 4.13. Bitte',
  'bis 12:30 Uhr',
  '12.30 Uhr',
  '5 %',
  '9,5 % p. a.',
  '9 Prozentpunkte',
  '30 GB',
  '250 Mbit/s',
  '12,5 kWh',
  '12.881.004-7',
  '43704//0018825',
  'SB26-0171',
  'KFM26.017733',
  '1.234.56 €',
  '3 Monate',
  '§ 4.10',
  '100.233.871-22',
];

describe('money in text', () => {
  it.each(SPELLINGS)('reads %j', (text, cents, currency, unambiguous = true) => {
    const found = findMoney(text);
    expect(found.map((money) => [money.cents, money.currency, money.unambiguous])).toEqual([
      [cents, currency, unambiguous],
    ]);
  });

  it.each(NO_AMOUNTS)('finds no firm amount in %j', (text) => {
    expect(findMoney(text).filter((money) => money.firm)).toEqual([]);
  });

  it('gives each figure of a list its own currency', () => {
    const found = findMoney('Zinsen EUR 24,26\nKosten EUR 118,00\n5,00 EUR\n6,00 EUR');
    expect(found.map((money) => [money.cents, money.currency])).toEqual([
      [2426, 'EUR'],
      [11800, 'EUR'],
      [500, 'EUR'],
      [600, 'EUR'],
    ]);
  });

  it('reads "1,250" as English thousands in an English letter', () => {
    expect(findMoney('EUR 1,250', true)[0]).toMatchObject({ cents: 125000, unambiguous: true });
  });

  it('takes words that repeat the figures as confirmation, and words that differ as doubt', () => {
    expect(findMoney('341,50 Euro (in Worten: dreihunderteinundvierzig 50/100)')).toMatchObject([
      { cents: 34150, unambiguous: true },
    ]);
    expect(findMoney('1.250,00 EUR (in Worten: eintausendzweihundertsechzig Euro)')).toMatchObject([
      { cents: 125000, unambiguous: false },
    ]);
  });

  it.each(['1 276,40\n2 300,00', '1 100,00\n2 200,00\n3 300,00'])('doubts numbered rows: %j', (text) => {
    expect(findMoney(text).every((money) => !money.unambiguous)).toBe(true);
  });

  it('reads German number words', () => {
    expect(parseNumberWord('eintausendzweihundertvierunddreißig')).toBe(1234);
    expect(parseNumberWord('zwölftausendfünfhundert')).toBe(12500);
    expect(parseNumberWord('hundert')).toBe(100);
    expect(parseNumberWord('achtundneunzig')).toBe(98);
    expect(parseNumberWord('verbindlichkeit')).toBeNull();
    expect(parseNumberWord('und')).toBeNull();
  });
});

const grouped = (whole: number, mark: string): string => String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
const pad = (cents: number): string => String(cents % 100).padStart(2, '0');
const FORMATS: [name: string, format: (cents: number) => string][] = [
  ['German', (cents) => `${grouped(Math.floor(cents / 100), '.')},${pad(cents)} €`],
  ['German, code first', (cents) => `EUR ${grouped(Math.floor(cents / 100), '.')},${pad(cents)}`],
  ['ungrouped', (cents) => `${Math.floor(cents / 100)},${pad(cents)} EUR`],
  ['blanks', (cents) => `${grouped(Math.floor(cents / 100), ' ')},${pad(cents)} EUR`],
  ['Swiss', (cents) => `CHF ${grouped(Math.floor(cents / 100), "'")}.${pad(cents)}`],
  ['English', (cents) => `€${grouped(Math.floor(cents / 100), ',')}.${pad(cents)}`],
  ['split decimals', (cents) => `${grouped(Math.floor(cents / 100), '.')}, ${pad(cents)} EUR`],
];

describe('money, for any amount', () => {
  it.each(FORMATS)('survives formatting and reading: %s', (_, format) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999_99 }), (cents) => {
        expect(findMoney(format(cents)).map((money) => money.cents)).toEqual([cents]);
      }),
    );
  });

  it('finds the amount, and no other firm one, among dates, hours, rates, numbers and phones', () => {
    const noise = fc.constantFrom(
      'vom 12.03.2026',
      'um 10:15 Uhr',
      '9,5 % p. a.',
      'Az. 12.881.004-7',
      'SB26-0171',
      '35037 Marburg',
      'Tel. 06421 90009-500',
      'DE61 7709 9010 3102 2400 11',
      '§ 288 BGB',
      '3 Monate',
      'K26.017733',
    );
    fc.assert(
      fc.property(
        fc.array(noise, { maxLength: 4 }),
        fc.constantFrom(...FORMATS.map(([, format]) => format)),
        fc.integer({ min: 1, max: 99_999_99 }),
        fc.array(noise, { maxLength: 4 }),
        (before, format, cents, after) => {
          const text = [...before, `Forderung: ${format(cents)};`, ...after].join('\n');
          const firm = findMoney(text).filter((money) => money.firm);
          expect(firm.map((money) => money.cents)).toEqual([cents]);
        },
      ),
    );
  });

  it('never throws, and counts in whole cents', () => {
    const piece = fc.constantFrom(
      '1.234,56',
      ' ',
      '€',
      'EUR',
      '\n',
      '\t',
      '-',
      '12',
      '.',
      ',',
      "'",
      'x',
      '(',
      'hundert',
      '%',
      '/',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          for (const money of findMoney(text)) {
            expect(Number.isSafeInteger(money.cents)).toBe(true);
            expect(money.start).toBeLessThan(money.end);
            expect(money.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
