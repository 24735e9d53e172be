import { findCalculations } from './calculation';
import { findMoney } from './money';

function worked(text: string): Record<number, number[]> {
  const calculations = findCalculations(text, findMoney(text));
  return Object.fromEntries(
    [...calculations].map(([{ cents }, { operands }]) => [cents / 100, operands.map((each) => each / 100)]),
  );
}

describe('figures that a text works out', () => {
  it.each<[string, Record<number, number[]>]>([
    ['512 stimmt, plus 30 € für 3 Mahnungen = 542 €', { 542: [512, 30] }],
    [
      'Es sind 3 Kaltmieten à 310,-- und die Nachzahlung 2024 mit 118,40, macht 1048,40.',
      { 1048.4: [310, 118.4] },
    ],
    ['Es fehlen die Beiträge für November und Dezember, je 87,50 €, also 175 Euro.', { 175: [87.5] }],
    ['Kevin hat noch 9 Fahrstunden zu 65 offen = 585, also nicht 780', { 585: [65] }],
    ['1.340 war die Rechnung, Mahnkosten 10 drauf = 1350,00 €.', { 1350: [1340, 10] }],
    ['Rückstand 12 Mon. à 32,90 = 394,80 eur', { 394.8: [32.9] }],
    [
      'der Rechnungsbetrag, also 264,12 EUR. Für drei Mahnungen je 5,00 EUR, zusammen 15,00 EUR; in Summe bitten wir um 279,12 EUR.',
      { 15: [5], 279.12: [264.12, 15] },
    ],
    ['zwei Raten von je 45 €, zusammen 90 €', { 90: [45] }],
    ['650 waren es, die Konsole rechne ich mit 200 an, bleiben 450.', { 450: [650, 200] }],
    ['Rechnung 1.500 Euro, abzüglich Ihrer Zahlung 300 Euro, macht 1.200 Euro', { 1200: [1500, 300] }],
    ['Hauptforderung 400,00 € und Kosten 25,00 €\n= 425,00 €', { 425: [400, 25] }],
  ])('%s', (text, expected) => {
    expect(worked(text)).toEqual(expected);
  });

  it.each([
    ['does not fit', '512 plus 30 € = 543 €'],
    ['is not introduced', 'Miete 310 €, Nebenkosten 90 € und 400 € Kaution'],
    ['is of another paragraph', '300 € und 200 €\n\nzusammen 500 €'],
    ['leaves an amount between out', '300 €, 17,50 € und 200 €, zusammen 500 €'],
    ['was not said to be taken off', '500 €, 200 €, zusammen 300 €'],
    ['is one figure only', 'Sie schulden 500 €, also 500 €.'],
  ])('finds none where it %s', (_what, text) => {
    expect(worked(text)).toEqual({});
  });

  it('gives up on a text that is made to take long', () => {
    const text = `${'je 7,01 € und '.repeat(3_000)} zusammen 500 €`;
    expect(worked(text)).toEqual({});
  });
});
