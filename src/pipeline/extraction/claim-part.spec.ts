import { rateAmounts } from './amount-role';
import { claimParts } from './claim-part';

const passage = (text: string) => ({ source: 'body', text, standing: 'current' as const, current: true });
const chosen = (amount: ReturnType<typeof rateAmounts>[number]) => ({
  amount,
  proof: null,
  mentions: 1,
  fromHistory: false,
});

describe('parts of a claim', () => {
  it('does not take a total that includes costs for these', () => {
    const [amount] = rateAmounts(passage('Die Mahnkosten, alles in allem 712,06 EUR.'), false);
    expect(amount).toMatchObject({ role: 'costs', cents: 712_06 });
    expect(claimParts([amount], chosen(amount)).costs).toBeNull();
  });

  it('takes costs that are all that is left for both', () => {
    const amounts = rateAmounts(passage('Mahnkosten 25,00 EUR\nGesamtforderung 25,00 EUR'), false);
    expect(claimParts(amounts, chosen(amounts[1])).costs?.value).toBe('25.00');
  });
});
