import type { Truth } from './corpus';
import { printedScorecard } from './printed-scorecard';
import { percentile, scorecard } from './scorecard';
import { judge, type Reading } from './verdict';

const TRUTH: Truth = {
  file: '1.eml',
  kind: 'claim_statement',
  inquiry_id: 'INQ-1',
  client_name: 'Petra Lindner',
  office_reference: 'SB26-0171',
  claim_amount: '12.50',
  currency: 'EUR',
  ideal_route: 'auto_update',
  safe_routes: ['auto_update', 'manual_review'],
  tags: ['text'],
};
const field = (value: string, confidence = 0.9) => ({ value, confidence, source: 'body', quote: value });
const READING: Reading = {
  kind: { value: 'claim_statement', confidence: 0.8 },
  fields: {
    client_name: field('PETRA  LINDNER'),
    office_reference: field('SB 26-0171'),
    claim_amount: field('12.50'),
    currency: field('EUR'),
    interest: field('1.00'),
  },
  decision: {
    route: 'auto_update',
    reasons: ['All agrees.'],
    inquiryId: 'INQ-1',
    claim: { cents: 1250, currency: 'EUR' },
  },
  durations: { parse: 1, extract: 2, match: 3, decide: 4 },
};
const REVIEW: Reading['decision'] = {
  route: 'manual_review',
  reasons: ['Two fit.', 'No total.'],
  inquiryId: null,
  claim: null,
};

describe('verdict', () => {
  it('takes a name for the same in other blanks and case, a reference without punctuation, and judges only what is told', () => {
    const { fields, wrongWrite, missed } = judge(TRUTH, READING);
    expect(fields.map(({ name, right }) => [name, right])).toEqual([
      ['client_name', true],
      ['office_reference', true],
      ['claim_amount', true],
      ['currency', true],
    ]);
    expect([wrongWrite, missed]).toEqual([false, false]);
  });

  it.each([
    ['another amount', { claim: { cents: 1251, currency: 'EUR' } }],
    ['another currency', { claim: { cents: 1250, currency: 'CHF' } }],
    ['another inquiry', { inquiryId: 'INQ-2' }],
    ['a route that does harm', { route: 'update_and_notify' as const }],
  ])('is a wrong write: %s', (_, change) => {
    expect(judge(TRUTH, { ...READING, decision: { ...READING.decision, ...change } }).wrongWrite).toBe(true);
  });

  it('is no wrong write where a person decides', () => {
    expect(judge(TRUTH, { ...READING, decision: REVIEW })).toMatchObject({
      wrongWrite: false,
      unsafe: false,
      missed: true,
    });
  });
});

describe('scorecard', () => {
  const unread: Reading = { kind: null, fields: {}, decision: REVIEW, durations: { parse: 9 } };
  const misread: Reading = {
    ...READING,
    kind: { value: 'no_claim', confidence: 0.6 },
    fields: { claim_amount: field('0.00') },
  };
  const card = scorecard([
    judge(TRUTH, READING),
    judge({ ...TRUTH, file: '2.eml' }, unread),
    judge(
      { ...TRUTH, file: '3.eml', claim_amount: null, safe_routes: ['manual_review'], tags: ['text', 'trap'] },
      misread,
    ),
  ]);

  it('counts', () => {
    expect(card).toMatchObject({ mails: 3, wrong_writes: 1, unsafe_routes: 1, quarantined: 1 });
    expect(card.automation_rate).toBeCloseTo(2 / 3);
    expect(card.kinds.accuracy).toBeCloseTo(1 / 3);
    expect(card.kinds.confusion).toEqual({
      claim_statement: { claim_statement: 1, quarantined: 1, no_claim: 1 },
    });
    expect(card.fields.claim_amount).toMatchObject({ judged: 3, wrong: 1, absent: 1 });
    expect(card.fields.costs).toMatchObject({ judged: 0, accuracy: null });
    expect(card.tags).toMatchObject({ text: { mails: 3 }, trap: { mails: 1, wrong_writes: 1, amounts: 0 } });
    expect(card.durations).toMatchObject({ parse: { mean: 11 / 3, p95: 9 }, total: { p95: 10 } });
  });

  it('gives each miss its reasons', () => {
    expect(card.misses).toEqual([
      {
        file: '2.eml',
        verdict: 'not_automated',
        expected: 'auto_update',
        got: 'manual_review',
        reasons: REVIEW.reasons,
      },
      expect.objectContaining({ file: '3.eml', verdict: 'wrong_write' }),
    ]);
    expect(card.field_misses).toContainEqual({
      ...{
        file: '3.eml',
        field: 'claim_amount',
        expected: null,
        got: '0.00',
        confidence: 0.9,
        quote: '0.00',
      },
    });
  });

  it('prints all of it', () => {
    const printed = printedScorecard(card, { fields: true });
    for (const part of [
      'WRONG WRITE',
      '2 misses',
      'No total.',
      'calibration error',
      '3.eml  kind: claim_statement → no_claim (60.0 %)',
    ])
      expect(printed).toContain(part);
  });
});

describe('percentile', () => {
  it('is the nearest rank', () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([1, 2], 0.95)).toBe(2);
    expect(percentile([], 0.95)).toBeNull();
  });
});
