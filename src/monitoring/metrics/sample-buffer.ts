import type { MetricSeries } from './metric-series';

/** Samples in columns, as they are written. */
export interface SampleBatch {
  series: MetricSeries[];
  /** Milliseconds since 1970. */
  recordedAt: number[];
  values: number[];
}

/** Samples that wait to be written. A full buffer forgets its oldest, and counts them. */
export class SampleBuffer {
  private readonly series: (MetricSeries | undefined)[];
  private readonly recordedAt: Float64Array;
  private readonly values: Float64Array;
  private start = 0;
  private count = 0;
  private forgotten = 0;

  constructor(readonly capacity: number) {
    this.series = new Array<MetricSeries | undefined>(capacity).fill(undefined);
    this.recordedAt = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  get size(): number {
    return this.count;
  }

  push(series: MetricSeries, recordedAt: number, value: number): void {
    let place = this.start + this.count;
    if (place >= this.capacity) place -= this.capacity;
    this.series[place] = series;
    this.recordedAt[place] = recordedAt;
    this.values[place] = value;
    if (this.count < this.capacity) this.count += 1;
    else {
      this.start = place + 1 === this.capacity ? 0 : place + 1;
      this.forgotten += 1;
    }
  }

  /** Takes the oldest out, at most so many. */
  take(most: number): SampleBatch {
    const batch: SampleBatch = { series: [], recordedAt: [], values: [] };
    for (let left = Math.min(most, this.count); left > 0; left -= 1) {
      batch.series.push(this.series[this.start]!);
      batch.recordedAt.push(this.recordedAt[this.start]);
      batch.values.push(this.values[this.start]);
      this.series[this.start] = undefined;
      this.start = this.start + 1 === this.capacity ? 0 : this.start + 1;
      this.count -= 1;
    }
    return batch;
  }

  /** How many were forgotten since this was last asked. */
  takeForgotten(): number {
    const forgotten = this.forgotten;
    this.forgotten = 0;
    return forgotten;
  }
}
