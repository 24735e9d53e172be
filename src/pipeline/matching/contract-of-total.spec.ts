import type { Inquiry } from '../../inquiries/inquiry.entity';
import type { Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { contractOfTotal } from './contract-of-total';
import type { ScoredCandidate } from './scored-candidate';

const contract = (creditorReference: string, client = 'K-1', strength: 'exact' | 'lookalike' = 'exact') =>
  ({
    inquiry_id: creditorReference,
    client_id: client,
    signals: { creditor_reference: strength },
    inquiry: { creditorReference } as Inquiry,
  }) as ScoredCandidate;
const GAS = contract('LT-71-900413');
const POWER = contract('LT-71-900412');

function meant(
  body: string,
  change: { subject?: string; candidates?: ScoredCandidate[]; attachment?: string; concerns?: string[] } = {},
) {
  const { subject = '', candidates = [POWER, GAS], attachment, concerns = [] } = change;
  const blocks = [{ source: 'body', standing: 'current', text: body }];
  if (attachment) blocks.push({ source: 'attachment:a.pdf#page=1', standing: 'current', text: attachment });
  const source = attachment ? 'attachment:a.pdf#page=1' : 'body';
  const claimAmount = { value: '571.66', confidence: 0.9, source, quote: '571,66 EUR' };
  return contractOfTotal(
    candidates,
    { subject, blocks } as unknown as ParsedMail,
    { claimAmount, concerns } as unknown as Extraction,
  )?.inquiry_id;
}

describe('the contract that a total belongs to', () => {
  it("is the one in the figure's own line", () => {
    expect(meant('LT 71 900413 (Gas): 571,66 EUR offen\nZum Strom, LT-71-900412, melden wir uns.')).toBe(
      'LT-71-900413',
    );
  });

  it("is the one that stands alone in the figure's attachment", () => {
    expect(
      meant('Zu LT-71-900412 später mehr.', { attachment: 'Konto LT-71-900413\nOffen\n571,66 EUR' }),
    ).toBe('LT-71-900413');
  });

  it('is the one that stands alone in the subject', () => {
    const body = 'Offen sind 571,66 EUR.\nVerträge: LT-71-900412, LT-71-900413';
    expect(meant(body, { subject: 'LT-71-900412' })).toBe('LT-71-900412');
  });

  it.each<[string, Parameters<typeof meant>]>([
    ['both stand in its line', ['LT-71-900412 und LT-71-900413: 571,66 EUR', { subject: '' }]],
    ['the mail states several claims', ['LT-71-900413: 571,66 EUR', { concerns: ['several_claims'] }]],
    [
      'they are of two clients',
      ['LT-71-900413: 571,66 EUR', { candidates: [GAS, contract('LT-71-900412', 'K-2')] }],
    ],
    [
      'one is not named for certain',
      ['LT-71-900413: 571,66 EUR', { candidates: [GAS, contract('X', 'K-1', 'lookalike')] }],
    ],
  ])('stays open where %s', (_case, input) => {
    expect(meant(...input)).toBeUndefined();
  });
});
