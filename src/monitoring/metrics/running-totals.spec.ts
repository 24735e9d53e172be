import type { CalendarDay } from './calendar';
import { Histogram } from './histogram';
import { MetricSeries } from './metric-series';
import { runningTotals } from './running-totals';

const HOUR_MS = 3_600_000;

function seriesWithId(id: number): MetricSeries {
  return Object.assign(new MetricSeries('processing_time', { stage: `s${id}` }), { id });
}

function day(from: string, hours: number): CalendarDay {
  const begin = new Date(from);
  return { day: from.slice(0, 10), from: begin, to: new Date(begin.getTime() + hours * HOUR_MS) };
}

describe('running totals of a batch', () => {
  const [one, other] = [seriesWithId(1), seriesWithId(2)];
  /** In Kathmandu, whose days begin at a quarter past; the first one is made shorter, as clocks do. */
  const days = [day('2026-05-30T19:15:00Z', 23), day('2026-05-31T18:15:00Z', 24)];
  const samples: [MetricSeries, string, number][] = [
    [one, '2026-05-31T18:14:59.999Z', 1],
    [one, '2026-05-31T18:15:00Z', 2],
    [other, '2026-05-31T17:15:00Z', 3],
    [one, '2026-05-31T19:14:59Z', 4],
    [one, '2026-05-31T19:15:00Z', 8],
    [one, '2026-05-31T18:15:01Z', 2],
  ];
  const batch = {
    series: samples.map(([series]) => series),
    recordedAt: samples.map(([, at]) => Date.parse(at)),
    values: samples.map(([, , value]) => value),
  };
  const total = (grain: string, slot: string, seriesId: number, ...values: number[]) => ({
    ...{ grain, slot: new Date(slot), seriesId },
    ...Histogram.of(values).columns,
  });

  it('are those of its hours and days, each series for itself', () => {
    const totals = runningTotals(batch, days);
    expect(totals).toHaveLength(7);
    expect(totals).toEqual(
      expect.arrayContaining([
        total('hour', '2026-05-31T17:15:00Z', 1, 1),
        total('hour', '2026-05-31T17:15:00Z', 2, 3),
        total('hour', '2026-05-31T18:15:00Z', 1, 2, 4, 2),
        total('hour', '2026-05-31T19:15:00Z', 1, 8),
        total('day', '2026-05-30T19:15:00Z', 1, 1),
        total('day', '2026-05-30T19:15:00Z', 2, 3),
        total('day', '2026-05-31T18:15:00Z', 1, 2, 4, 2, 8),
      ]),
    );
  });
});
