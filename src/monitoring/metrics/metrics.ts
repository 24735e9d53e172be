import { Injectable } from '@nestjs/common';

import { METRIC_CATALOGUE, type MetricLabels, type MetricName } from './metric-catalogue';
import { MetricSeries } from './metric-series';
import { SampleBuffer } from './sample-buffer';

/** Some minutes of a busy process: what an outage of the database may cost in memory (20 bytes a sample). */
const CAPACITY = 200_000;
/** A label that takes ever new values is a mistake; its further values share one series. */
const MAX_SERIES = 2_000;
/** Words of a program. Long runs of digits are references or ids, a date at most is in a model's name. */
const WORD = /^(?!.*\d{9})[A-Za-z0-9_.:/*-]{1,80}$/;
const OTHER = 'other';

/** Where everything is recorded. A sample costs its caller a fraction of a microsecond; it is written later. */
@Injectable()
export class Metrics {
  readonly buffer: SampleBuffer;
  private readonly byMetric = new Map<MetricName, Map<string, MetricSeries>>();
  private seriesCount = 0;

  constructor() {
    this.buffer = new SampleBuffer(CAPACITY);
    for (const metric of Object.keys(METRIC_CATALOGUE) as MetricName[]) this.byMetric.set(metric, new Map());
  }

  /** What is no number is not recorded; a metric must never be what fails. */
  record<M extends MetricName>(metric: M, value: number, labels: MetricLabels<M>): void {
    if (!Number.isFinite(value)) return;
    const series = this.seriesOf(metric, labels);
    series.add(value);
    this.buffer.push(series, Date.now(), value);
  }

  /** Every series that this process has recorded. */
  get series(): MetricSeries[] {
    return [...this.byMetric.values()].flatMap((series) => [...series.values()]);
  }

  private seriesOf(metric: MetricName, labels: Record<string, string>): MetricSeries {
    const known = this.byMetric.get(metric)!;
    const names: readonly string[] = METRIC_CATALOGUE[metric].labels;
    let key = '';
    for (let index = 0; index < names.length; index += 1) key += `${labels[names[index]]}\n`;
    return known.get(key) ?? this.newSeries(known, metric, names, labels);
  }

  private newSeries(
    known: Map<string, MetricSeries>,
    metric: MetricName,
    names: readonly string[],
    labels: Record<string, string>,
  ): MetricSeries {
    const isFull = this.seriesCount >= MAX_SERIES;
    const values = names.map((name) => (!isFull && WORD.test(labels[name]) ? labels[name] : OTHER));
    const storedKey = values.map((value) => `${value}\n`).join('');
    let series = known.get(storedKey);
    if (!series) {
      series = new MetricSeries(
        metric,
        Object.fromEntries(names.map((name, index) => [name, values[index]])),
      );
      known.set(storedKey, series);
      this.seriesCount += 1;
    }
    // What is folded into `other` is not remembered by its own key: that may be a person's, and there may be many.
    return series;
  }
}
