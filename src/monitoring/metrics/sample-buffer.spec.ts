import fc from 'fast-check';

import { MetricSeries } from './metric-series';
import { SampleBuffer } from './sample-buffer';

const series = new MetricSeries('ocr_pages', {});

describe('a buffer of samples', () => {
  it('gives them back in order, with their time', () => {
    const buffer = new SampleBuffer(4);
    for (const value of [1, 2, 3]) buffer.push(series, value * 10, value);
    expect(buffer.take(2)).toEqual({ series: [series, series], recordedAt: [10, 20], values: [1, 2] });
    expect(buffer.take(9).values).toEqual([3]);
    expect(buffer.take(9).values).toEqual([]);
  });

  it('keeps the newest of any run of samples, and counts what it forgot', () => {
    const steps = fc.array(fc.oneof(fc.constant('push' as const), fc.integer({ min: 0, max: 5 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 7 }), (run, capacity) => {
        const buffer = new SampleBuffer(capacity);
        const model: number[] = [];
        let [next, forgotten] = [0, 0];
        for (const step of run)
          if (step === 'push') {
            buffer.push(series, next, next);
            model.push(next);
            next += 1;
            if (model.length > capacity) forgotten += Number(model.shift() !== undefined);
          } else expect(buffer.take(step).values).toEqual(model.splice(0, step));
        expect(buffer.size).toBe(model.length);
        expect(buffer.takeForgotten()).toBe(forgotten);
        expect(buffer.takeForgotten()).toBe(0);
      }),
    );
  });
});
