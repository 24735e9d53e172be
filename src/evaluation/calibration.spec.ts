import fc from 'fast-check';

import { calibrationOf } from './calibration';
import { svgPlot, terminalPlot } from './reliability-plot';

const statements = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
];

describe('calibration', () => {
  it('has no error where each confidence is the share that was right', () => {
    const {
      error,
      brier,
      statements: count,
    } = calibrationOf([...statements(0.9, 9, 1), ...statements(0.5, 2, 2)]);
    expect(count).toBe(14);
    expect(error).toBeCloseTo(0);
    expect(brier).toBeCloseTo((10 * 0.09 + 4 * 0.25) / 14);
  });

  it('weighs the distance of each bin by what is in it', () => {
    // 0.95 said, 0.5 seen, three quarters of all; 0.15 said, 0 seen, one quarter.
    const { error } = calibrationOf([...statements(0.95, 3, 3), ...statements(0.15, 0, 2)]);
    expect(error).toBeCloseTo(0.75 * 0.45 + 0.25 * 0.15);
  });

  it('puts certainty into the last bin', () => {
    expect(calibrationOf(statements(1, 1, 0)).bins.at(-1)).toMatchObject({
      count: 1,
      stated: 1,
      observed: 1,
    });
  });

  it('knows nothing of nothing', () => {
    expect(calibrationOf([])).toMatchObject({ statements: 0, brier: null, error: null });
  });

  it('counts every statement once and stays between 0 and 1', () => {
    const statement = fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      right: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1 }), (all) => {
        const { bins, brier, error } = calibrationOf(all);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        for (const figure of [brier, error]) expect(figure! >= 0 && figure! <= 1).toBe(true);
      }),
    );
  });
});

describe('reliability plot', () => {
  const calibration = calibrationOf([...statements(0.95, 3, 1), ...statements(0.35, 1, 1)]);

  it('draws a line for each bin that holds something, with its share and a mark for what was stated', () => {
    const lines = terminalPlot(calibration).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^0\.3–0\.4 +2 +50\.0 % {2}█{14}┃█{5}$/);
    expect(lines[2]).toMatch(/^0\.9–1\.0 +4 +75\.0 % {2}█{30} {8}┃$/);
  });

  it('places its points by what was stated and what was right', () => {
    const picture = svgPlot('Fields', calibration);
    expect(picture).toContain('6 statements');
    expect(picture).toContain(`cx="${Math.round(60 + 0.95 * 390)}" cy="${Math.round(450 - 0.75 * 390)}"`);
  });
});
