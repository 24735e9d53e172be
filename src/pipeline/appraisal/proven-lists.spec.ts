import { rateAmounts } from '../extraction/amount-role';
import { provenLists } from './proven-lists';

/** The cents that lists above and below make up in a text, each with its number of entries. */
function proven(text: string): { above: [number, number][]; below: [number, number][]; entries: number[] } {
  const passage = { source: 'body', text, standing: 'current' as const, current: true };
  const { above, below, entries } = provenLists(rateAmounts([passage], false));
  return {
    above: [...above].map(([{ cents }, count]) => [cents, count]),
    below: [...below].map(([{ cents }, count]) => [cents, count]),
    entries: [...entries].map(({ cents }) => cents).sort((one, other) => one - other),
  };
}

describe('lists that add up', () => {
  it('prove the figure below them, whatever it is called', () => {
    const { above, entries } = proven(
      'Wasser\t388,17\nKanal\t604,90\nMahngebühren\t15,00\nEndstand\t1.008,07',
    );
    expect(above).toEqual([[100807, 3]]);
    expect(entries).toEqual([1500, 38817, 60490]);
  });

  it('prove the figure above them', () => {
    expect(proven('Zu zahlen: 541,10 EUR\nWaren: 500,00 EUR\nZinsen: 41,10 EUR').below).toEqual([[54110, 2]]);
  });

  it('take off what was paid, though it has no sign', () => {
    expect(proven('Miete\t900,00\nKosten\t50,00\nabzüglich Zahlung\t200,00\nRest\t750,00').above).toEqual([
      [75000, 3],
    ]);
  });

  it('leave a sum out that is only repeated', () => {
    const { above } = proven(
      'Raten\t642,60\nRestwert\t5.670,00\nZwischenstand\t6.312,60\nZu zahlen\t6.312,60',
    );
    expect(above).toEqual([
      [631260, 2],
      [631260, 2],
    ]);
  });

  it('prove nothing where they do not add up, nor where there is one entry', () => {
    expect(proven('Miete\t900,00\nKosten\t50,00\nSumme\t951,00').above).toEqual([]);
    expect(proven('Rechnung\t900,00\nSumme\t900,00').above).toEqual([]);
  });
});
