import type { CalendarDay } from './calendar';
import { Histogram, type HistogramColumns } from './histogram';
import type { MetricSeries } from './metric-series';
import type { SampleBatch } from './sample-buffer';

const HOUR_MS = 3_600_000;

/** What a batch adds to an hour or a day of one series. */
export interface RunningTotal extends HistogramColumns {
  grain: 'hour' | 'day';
  /** When it begins; hours are counted from the start of their calendar day. */
  slot: Date;
  seriesId: number;
}

type BySeries = Map<MetricSeries, Histogram>;

/** Half-open, in milliseconds since 1970. */
interface Hour {
  from: number;
  to: number;
  midnight: number;
  totals: BySeries;
}

/**
 * Adds a batch up by hour and day: it has few series, and PostgreSQL would sort each of its samples.
 *
 * @param days  those in which the samples lie, without a gap.
 */
export function runningTotals(
  { series, recordedAt, values }: SampleBatch,
  days: CalendarDay[],
): RunningTotal[] {
  const hours: Hour[] = [];
  let hour: Hour | undefined;
  for (const [index, at] of recordedAt.entries()) {
    if (!hour || at < hour.from || at >= hour.to) {
      hour = hours.find(({ from, to }) => at >= from && at < to);
      if (!hour) hours.push((hour = hourOf(at, days)));
    }
    histogramIn(hour.totals, series[index]).add(values[index]);
  }
  return [
    ...hours.flatMap(({ from, totals }) => rowsOf('hour', from, totals)),
    ...[...byDay(hours)].flatMap(([midnight, totals]) => rowsOf('day', midnight, totals)),
  ];
}

function hourOf(at: number, days: CalendarDay[]): Hour {
  const { from: day, to: nextDay } = days.find(({ from, to }) => +from <= at && +to > at)!;
  const midnight = day.getTime();
  const from = midnight + Math.floor((at - midnight) / HOUR_MS) * HOUR_MS;
  return { from, to: Math.min(from + HOUR_MS, nextDay.getTime()), midnight, totals: new Map() };
}

function byDay(hours: Hour[]): Map<number, BySeries> {
  const days = new Map<number, BySeries>();
  for (const { midnight, totals } of hours) {
    const day = days.get(midnight) ?? new Map<MetricSeries, Histogram>();
    days.set(midnight, day);
    for (const [series, histogram] of totals) histogramIn(day, series).mergeWith(histogram);
  }
  return days;
}

function histogramIn(totals: BySeries, series: MetricSeries): Histogram {
  const known = totals.get(series);
  if (known) return known;
  const histogram = new Histogram();
  totals.set(series, histogram);
  return histogram;
}

function rowsOf(grain: RunningTotal['grain'], slot: number, totals: BySeries): RunningTotal[] {
  return [...totals].map(([{ id }, { columns }]) => ({
    grain,
    slot: new Date(slot),
    seriesId: id!,
    ...columns,
  }));
}
