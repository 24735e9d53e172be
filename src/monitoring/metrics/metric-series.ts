import { METRIC_CATALOGUE, type MetricName } from './metric-catalogue';

/** Upper bounds of the buckets that OpenMetrics is told, in the metric's own unit. */
const BOUNDS = {
  ms: [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000],
  ratio: [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1],
} as const;

/** A metric with one set of label values, and what it has come to in this process. */
export class MetricSeries {
  count = 0;
  sum = 0;
  latest = 0;
  /** Bounds of a distribution; samples above the last one are in `count` alone. */
  readonly bounds: readonly number[];
  readonly counts: number[];
  /** In the database; unknown until it is first written. */
  id?: number;

  constructor(
    readonly metric: MetricName,
    readonly labels: Readonly<Record<string, string>>,
  ) {
    const { kind, unit } = METRIC_CATALOGUE[metric];
    this.bounds = kind === 'distribution' ? BOUNDS[unit] : [];
    this.counts = this.bounds.map(() => 0);
  }

  add(value: number): void {
    this.count += 1;
    this.sum += value;
    this.latest = value;
    for (let index = 0; index < this.bounds.length; index += 1)
      if (value <= this.bounds[index]) {
        this.counts[index] += 1;
        return;
      }
  }
}
