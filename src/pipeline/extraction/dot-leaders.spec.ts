import { withoutLeaders } from './dot-leaders';
import { rateAmounts } from './amount-role';

describe('dots that lead to a figure', () => {
  it.each([
    ['Säumniszuschläge ....... 12,50 EUR', 'Säumniszuschläge         12,50 EUR'],
    ['Zinsen...........19,05', 'Zinsen           19,05'],
    ['Beitrag 2024 (anteilig) . 1.488,60 EUR', 'Beitrag 2024 (anteilig)   1.488,60 EUR'],
    ['Saldo . . . . . EUR 1.980,05', 'Saldo           EUR 1.980,05'],
    ['Zahlung ........ -85,00', 'Zahlung          -85,00'],
  ])('are blanks: %s', (text, read) => {
    expect(withoutLeaders(text)).toBe(read);
  });

  it.each([
    'Wir haben gezahlt. 12,50 EUR sind offen.',
    'Stand vom 01.02. 12,50 EUR',
    'Das müssen wir noch klären ...',
    'am ... 2026',
    'siehe Seite ....... 14',
  ])('are no others: %s', (text) => {
    expect(withoutLeaders(text)).toBe(text);
  });

  it('takes no more than a moment for a page of dots', () => {
    const dots = ' .'.repeat(50_000);
    expect(withoutLeaders(dots)).toBe(dots);
  });

  it('keep each figure with the name in its own line', () => {
    const text = [
      'Hauptsache gem. Ziff. 1 des Tenors ........ 1.190,00 EUR',
      'festgesetzte Kosten (KFB v. 27.03.2025) ... 241,98 EUR',
      'Zinsen hieraus ............................ 128,11 EUR',
      'abzgl. Zahlung v. 12.12.2025 .............. -85,00 EUR',
      'Gesamtforderung ........................... 1.475,09 EUR',
    ].join('\n');
    const passage = {
      source: 'body',
      text: withoutLeaders(text),
      standing: 'current' as const,
      current: true,
    };
    expect(rateAmounts([passage], false).map(({ role, cents }) => [role, cents])).toEqual([
      ['principal', 119_000],
      ['costs', 24_198],
      ['interest', 12_811],
      ['payment', -8_500],
      ['total', 147_509],
    ]);
  });
});
