import fc from 'fast-check';

import { Histogram } from './histogram';

const values = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 300 });

/** The value of the nearest rank, by sorting. */
function quantileOf(sample: number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
}

function near(found: number | null, truth: number): boolean {
  return found !== null && Math.abs(found - truth) <= 0.0201 * truth + 2e-9;
}

describe('a histogram', () => {
  it('tells any quantile within 2 %', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) =>
        near(Histogram.of(sample).quantile(share), quantileOf(sample, share)),
      ),
    );
  });

  it('merged from parts is that of the whole, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 8 }), (parts) => {
        const merged = parts.reduce((all, part) => all.merge(Histogram.of(part).columns), new Histogram());
        const whole = Histogram.of(parts.flat());
        const { sum, ...columns } = merged.columns;
        const { sum: wholeSum, ...wholeColumns } = whole.columns;
        expect(columns).toEqual(wholeColumns);
        expect(sum).toBeCloseTo(wholeSum, -3);
        expect(merged.quantile(0.95)).toBe(whole.quantile(0.95));
        const joined = parts.reduce((all, part) => all.mergeWith(Histogram.of(part)), new Histogram());
        expect(joined.columns).toEqual(merged.columns);
      }),
    );
  });

  it('merges in any order', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const [a, b] = [Histogram.of(left).columns, Histogram.of(right).columns];
        expect(new Histogram().merge(a).merge(b).distribution.p95).toBe(
          new Histogram().merge(b).merge(a).distribution.p95,
        );
      }),
    );
  });

  it('has exact average, minimum, maximum and count', () => {
    expect(Histogram.of([0, 1, 2, 5]).distribution).toMatchObject({
      avg: 2,
      min: 0,
      max: 5,
      sample_count: 4,
    });
  });

  it('of nothing tells nothing, and zero as zero', () => {
    expect(new Histogram().distribution).toEqual({
      avg: null,
      min: null,
      max: null,
      p95: null,
      sample_count: 0,
    });
    expect(Histogram.of([0, 0]).distribution).toMatchObject({ p95: 0, max: 0 });
  });
});
