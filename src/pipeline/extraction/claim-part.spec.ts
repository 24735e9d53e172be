import { rateAmounts } from './amount-role';
import { claimParts } from './claim-part';
import { chooseTotal } from './total';

const passage = (text: string) => ({ source: 'body', text, standing: 'current' as const, current: true });
const chosen = (amount: ReturnType<typeof rateAmounts>[number]) => ({
  amount,
  proof: null,
  mentions: 1,
  fromHistory: false,
});

const read = (text: string) => {
  const passages = [passage(text)];
  const amounts = rateAmounts(passages, false);
  return { amounts, total: chooseTotal(amounts, passages, 'only_figure').chosen };
};

describe('parts of a claim', () => {
  it('does not take a total that includes costs for these', () => {
    const [amount] = rateAmounts([passage('Die Mahnkosten, alles in allem 712,06 EUR.')], false);
    expect(amount).toMatchObject({ role: 'costs', cents: 712_06 });
    expect(claimParts([amount], chosen(amount)).costs).toBeNull();
  });

  it('takes costs that are all that is left for both', () => {
    const amounts = rateAmounts([passage('Mahnkosten 25,00 EUR\nGesamtforderung 25,00 EUR')], false);
    expect(claimParts(amounts, chosen(amounts[1])).costs?.value).toBe('25.00');
  });

  it.each([
    [
      'one of two accounts',
      'Girokonto, Hauptforderung\t2.816,44\nPrivatkredit\t4.705,27\nAuslagen\t14,20\nSumme\t7.535,91',
    ],
    [
      'an invoice that is paid in part',
      'Rechnungsbetrag\t866,30\nanteilig gezahlt\t200,00\nMahnspesen\t8,00\nnoch zu zahlen\t674,30',
    ],
  ])('does not take %s for the principal', (_, text) => {
    const { amounts, total } = read(text);
    expect(total).not.toBeNull();
    expect(claimParts(amounts, total).principal).toBeNull();
  });

  it.each([
    [
      'from which a payment was taken off',
      'Hauptforderung\t1.190,00\nKosten\t241,98\nabzgl. Zahlung\t-85,00\nGesamtforderung\t1.346,98',
      '1190.00',
    ],
    [
      'beside a mark that was read where there is none',
      'Elternbeiträge 09/2024\t618,00 EUR\nSäumniszuschläge\t;\t42,50 EUR\nMahngebühren\tS\t8,00 EUR\nSumme\t668,50 EUR',
      '618.00',
    ],
  ])('takes the principal %s', (_, text, principal) => {
    const { amounts, total } = read(text);
    expect(claimParts(amounts, total).principal?.value).toBe(principal);
  });

  it.each([
    [
      'on top of a table, under none of its heads',
      'Zeitraum\tBeitrag\tSäumniszuschlag\n07/2024\t55,08\t8,00\n10/2024\t55,08\t8,00\nZwischensumme\t110,16\t16,00\nzuzüglich Kosten der Zwangsvollstreckung\t12,00\nZu zahlender Betrag\t138,16 EUR',
      '12.00',
    ],
    [
      'named after postage',
      'Nachzahlungen\t740,00\nMahn- und Portoauslagen\t72,60\nzusammen\t812,60',
      '72.60',
    ],
    [
      'at the end of a sentence',
      'Sie schulden CHF 296.35, bestehend aus CHF 271.35 Warenwert und Mahnspesen von CHF 25.00. Bitte zahlen Sie.',
      '25.00',
    ],
  ])('takes the costs %s', (_, text, costs) => {
    const { amounts, total } = read(text);
    expect(claimParts(amounts, total).costs?.value).toBe(costs);
  });

  it('takes none of two costs, one of them abbreviated', () => {
    const { amounts, total } = read(
      'Hauptforderung\t2.310,00\nInkassokosten\t261,30\nKosten gerichtl. Mahnverfahren\t126,00\nGesamt\t2.697,30',
    );
    expect(claimParts(amounts, total).costs).toBeNull();
  });
});
