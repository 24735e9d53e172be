/** Buckets grow by this factor, so that a quantile is off by 2 % at most; `metric_bucket` in the database is the same. */
const LOG_GROWTH = Math.log(1.02 / 0.98);
/** Where a bucket's middle lies, relative to its upper bound. */
const MIDDLE = 0.98;
/** Of zero, and of what is too small to matter. */
const ZERO_BUCKET = -32_768;

/** How the database keeps a histogram, with what it knows exactly. */
export interface HistogramColumns {
  sum: number;
  sampleCount: number;
  min: number;
  max: number;
  buckets: number[];
  counts: number[];
}

/** What a summary tells of a distribution. */
export interface Distribution {
  avg: number | null;
  min: number | null;
  max: number | null;
  p95: number | null;
  sample_count: number;
}

/** Values counted by order of magnitude. Merging two loses nothing, so quantiles of a month come from those of its days. */
export class Histogram {
  private readonly counts = new Map<number, number>();
  private sampleCount = 0;
  private sum = 0;
  private min = Infinity;
  private max = -Infinity;

  static of(values: Iterable<number>): Histogram {
    const histogram = new Histogram();
    for (const value of values) histogram.add(value);
    return histogram;
  }

  add(value: number): this {
    const bucket = value > 1e-9 ? Math.ceil(Math.log(value) / LOG_GROWTH) : ZERO_BUCKET;
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
    this.sum += value;
    this.sampleCount += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    return this;
  }

  merge({ sum, sampleCount, min, max, buckets, counts }: HistogramColumns): this {
    this.sum += sum;
    this.sampleCount += sampleCount;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    buckets.forEach((bucket, index) =>
      this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + counts[index]),
    );
    return this;
  }

  /** The same as merging its columns, without putting them in order. */
  mergeWith(other: Histogram): this {
    this.sum += other.sum;
    this.sampleCount += other.sampleCount;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    for (const [bucket, count] of other.counts)
      this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + count);
    return this;
  }

  /** The sum and the number of its samples, exact. */
  get total(): { sum: number; sampleCount: number } {
    return { sum: this.sum, sampleCount: this.sampleCount };
  }

  /** The value below or at which this share of all lies; null of nothing. */
  quantile(share: number): number | null {
    const rank = Math.max(1, Math.ceil(share * this.sampleCount));
    let passed = 0;
    for (const bucket of [...this.counts.keys()].sort((a, b) => a - b)) {
      passed += this.counts.get(bucket)!;
      if (passed >= rank) return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
    }
    return null;
  }

  get columns(): HistogramColumns {
    const buckets = [...this.counts.keys()].sort((a, b) => a - b);
    const counts = buckets.map((bucket) => this.counts.get(bucket)!);
    return { sum: this.sum, sampleCount: this.sampleCount, min: this.min, max: this.max, buckets, counts };
  }

  get distribution(): Distribution {
    const { sampleCount: sample_count, sum, min, max } = this;
    if (sample_count === 0) return { avg: null, min: null, max: null, p95: null, sample_count };
    return { avg: sum / sample_count, min, max, p95: this.quantile(0.95), sample_count };
  }
}

function middleOf(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : Math.exp(bucket * LOG_GROWTH) * MIDDLE;
}
