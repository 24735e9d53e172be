import { rateAmounts } from '../extraction/amount-role';
import { provenTables } from './proven-tables';

function proven(text: string): { closing: number[]; columnSums: [number, string][] } {
  const passage = { source: 'body', text, standing: 'current' as const, current: true };
  const { closing, columnSums } = provenTables(rateAmounts([passage], false));
  return {
    closing: [...closing].map(({ cents }) => cents),
    columnSums: [...columnSums].map(([{ cents }, place]) => [cents, place]),
  };
}

describe('a running account', () => {
  it('proves its last balance', () => {
    const account = [
      '01.10.2025   Miete 10/25      412,50              412,50',
      '01.11.2025   Miete 11/25      412,50              825,00',
      '19.11.2025   Zahlung                    300,00    525,00',
      '30.11.2025   Mahngebühren      13,00              538,00',
    ];
    expect(proven(account.join('\n')).closing).toEqual([53800]);
  });

  it('proves nothing where a row does not carry the balance on', () => {
    expect(proven('Miete\t412,50\t412,50\nMiete\t412,50\t900,00\nKosten\t13,00\t700,00').closing).toEqual([]);
  });
});

describe('a table', () => {
  it('proves the sums of its columns, and tells which is the last', () => {
    const rows = [
      'Fällig\tSoll\tIst\tOffen',
      'Grundsteuer\t312,00\t0,00\t312,00',
      'Gebühr\t194,00\t50,00\t144,00',
      'Auslagen\t19,55\t0,00\t19,55',
      'Saldo\t525,55\t50,00\t475,55',
    ];
    expect(proven(rows.join('\n')).columnSums).toEqual([
      [52555, 'other'],
      [47555, 'last'],
    ]);
  });

  it('proves nothing where a column does not add up', () => {
    expect(proven('Miete\t900,00\nKosten\t50,00\nSumme\t951,00').columnSums).toEqual([]);
  });
});
