import type { Extraction, Field, NameMention, ReferenceMention } from '../stages/extraction';
import type { CheckedField } from './quote-check';
import { withoutSecondReading, withSecondReading } from './second-reading';

const EXTRACTOR = {
  ...{ name: 'claude' as const, model: 'claude-sonnet-5-5', prompt_version: 'extraction-1' },
  ...{ input_tokens: 1, output_tokens: 1, cost_usd: '0.0000', degraded: false },
};
const proof = { source: 'body', quote: 'as it stands' };
const field = (value: string, confidence = 0.86): Field => ({ value, confidence, ...proof });
const name = (value: string, current = true): NameMention => ({ ...field(value), current });
const reference = (value: string, role: ReferenceMention['role']): ReferenceMention => ({
  ...{ ...field(value), normalized: value.replace(/\W/g, ''), role, current: true },
});
const RULES = {
  ...{ kind: 'claim_statement', claimAmount: field('512.34'), currency: field('EUR') },
  ...{ principal: null, interest: null, costs: null, concerns: ['hidden_text'] },
  ...{ references: [reference('SB26-0901', 'office')], clientNames: [name('Petra Lindner')] },
  creditorNames: [name('Kabelwerk Nord')],
} as unknown as Extraction;

const says = (of: CheckedField['name'], value: string, more: Partial<CheckedField> = {}): CheckedField => ({
  ...{ name: of, value, ...proof, isProven: true, current: true, ...more },
});

function read(
  fields: CheckedField[],
  rules: Partial<Extraction> = {},
  kind: Extraction['kind'] = 'claim_statement',
) {
  return withSecondReading({ ...RULES, ...rules }, { kind, fields }, EXTRACTOR);
}
const TOTAL = says('claim_amount', '512.34');

describe('a second reading', () => {
  it('that agrees makes the rules a little surer, and changes nothing else', () => {
    const both = read([TOTAL, says('currency', 'EUR'), says('office_reference', 'SB 26-0901')]);
    expect(both.claimAmount).toEqual(field('512.34', 0.89));
    expect(both.currency?.confidence).toBe(0.89);
    expect(both.references).toMatchObject([{ confidence: 0.89 }]);
    expect(both.concerns).toEqual(['hidden_text']);
    expect(both.secondReading).toEqual({ extractor: EXTRACTOR, disagreements: [], missing: null });
  });

  it('makes nobody surer than sure', () => {
    expect(read([TOTAL], { claimAmount: field('512.34', 0.98) }).claimAmount?.confidence).toBe(0.99);
    expect(read([TOTAL], { claimAmount: field('512.34', 1) }).claimAmount?.confidence).toBe(1);
    expect(read([TOTAL], { claimAmount: field('512.34', 0.999) }).claimAmount?.confidence).toBe(0.999);
  });

  it.each([0.69, 0.75])('lifts no total of %s over what a booking asks for', (confidence) => {
    const claimAmount = field('512.34', confidence);
    expect(read([TOTAL], { claimAmount }).claimAmount).toEqual(claimAmount);
  });

  it.each([{ isProven: false }, { current: false }])('without proof makes nobody surer: %j', (lack) => {
    const both = read([says('claim_amount', '512.34', lack)]);
    expect(both.claimAmount).toEqual(field('512.34'));
    expect(both.secondReading?.disagreements).toEqual([]);
  });

  it.each<[string, CheckedField[], Partial<Extraction>, (string | null)[]]>([
    ['another total', [says('claim_amount', '521.34')], {}, ['claim_amount', '512.34', '521.34']],
    [
      'another total without proof',
      [says('claim_amount', '521.34', { isProven: false })],
      {},
      ['claim_amount', '512.34', '521.34'],
    ],
    ['no total', [], {}, ['claim_amount', '512.34', null]],
    ['a total of its own', [TOTAL], { claimAmount: null, currency: null }, ['claim_amount', null, '512.34']],
    ['two totals', [TOTAL, says('claim_amount', '1.00')], {}, ['claim_amount', '512.34', '512.34, 1.00']],
    ['another currency', [TOTAL, says('currency', 'CHF')], {}, ['currency', 'EUR', 'CHF']],
    [
      'another client',
      [TOTAL, says('client_name', 'Paul Lindner')],
      {},
      ['client_name', 'Petra Lindner', 'Paul Lindner'],
    ],
    [
      'another number of the office',
      [TOTAL, says('office_reference', 'SB26-0777')],
      {},
      ['office_reference', 'SB26-0901', 'SB26-0777'],
    ],
  ])('that sees %s goes to a person', (_, fields, rules, [of, ours, theirs]) => {
    const both = read(fields, rules);
    expect(both.secondReading?.disagreements).toEqual([{ field: of, rules: ours, claude: theirs }]);
    expect(both.concerns).toEqual(['hidden_text', 'extractors_disagree']);
    expect(both.claimAmount?.value).toBe('512.34');
  });

  it('of another kind goes to a person, unless nothing follows from either', () => {
    expect(read([TOTAL], {}, 'settlement_rejected').secondReading?.disagreements).toEqual([
      { field: 'kind', rules: 'claim_statement', claude: 'settlement_rejected' },
    ]);
    const quiet = { kind: 'auto_reply' as const, claimAmount: null, currency: null };
    expect(read([], quiet, 'unrelated').secondReading?.disagreements).toEqual([]);
  });

  it('never takes the place of what the rules have read', () => {
    expect(read([says('claim_amount', '1.00'), says('currency', 'CHF')])).toMatchObject({
      claimAmount: { value: '512.34', confidence: 0.86 },
      currency: { value: 'EUR', confidence: 0.86 },
    });
  });

  it('offers what the rules have not seen, too weak to be booked', () => {
    const both = read(
      [
        says('claim_amount', '9.00', { isProven: false, quote: '' }),
        says('interest', '1.00'),
        says('principal', '8.00'),
      ],
      { claimAmount: null, currency: null },
    );
    expect(both.claimAmount).toEqual({ value: '9.00', confidence: 0.3, source: 'body', quote: '' });
    expect(both.interest).toEqual(field('1.00', 0.5));
  });

  it('adds proven names and numbers, and no others', () => {
    const both = read([
      ...[
        TOTAL,
        says('creditor_reference', 'KN-778', { current: false }),
        says('creditor_name', 'Inkasso Süd'),
      ],
      ...[says('creditor_reference', 'KN-999', { isProven: false }), says('client_name', 'Lindner')],
    ]);
    expect(both.references.slice(1)).toEqual([
      { ...field('KN-778', 0.5), normalized: 'KN778', role: 'creditor', current: false },
    ]);
    expect(both.creditorNames.map(({ value }) => value)).toEqual(['Kabelwerk Nord', 'Inkasso Süd']);
    expect(both.clientNames).toEqual([{ ...name('Petra Lindner'), confidence: 0.89 }]);
  });

  it('that is missing goes to a person', () => {
    const alone = withoutSecondReading(RULES, 'Why.', { ...EXTRACTOR, degraded: true });
    expect(alone.claimAmount).toBe(RULES.claimAmount);
    expect(alone.concerns).toEqual(['hidden_text', 'second_reading_missing']);
    expect(alone.secondReading).toMatchObject({ missing: 'Why.', extractor: { degraded: true } });
  });
});
