import { METRIC_CATALOGUE, type MetricName } from './metric-catalogue';
import type { MetricSeries } from './metric-series';

/** What the answer of `GET /metrics` is. */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const PREFIX = 'creditor_answers';

/** One process's metrics as OpenMetrics text: counters and histograms since its start, gauges as they were last seen. */
export function openMetrics(series: MetricSeries[]): string {
  const lines: string[] = [];
  for (const metric of Object.keys(METRIC_CATALOGUE) as MetricName[]) {
    const own = series.filter((one) => one.metric === metric);
    if (own.length > 0) lines.push(...family(metric, own));
  }
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}# EOF\n`;
}

function family(metric: MetricName, series: MetricSeries[]): string[] {
  const { kind, unit, help } = METRIC_CATALOGUE[metric];
  const baseUnit = unit === 'ms' ? 'seconds' : unit;
  const name = [PREFIX, metric, baseUnit].filter(Boolean).join('_');
  const type = { sum: 'counter', level: 'gauge', distribution: 'histogram' }[kind];
  const head = [
    `# TYPE ${name} ${type}`,
    ...(baseUnit ? [`# UNIT ${name} ${baseUnit}`] : []),
    `# HELP ${name} ${help}`,
  ];
  const scale = unit === 'ms' ? 0.001 : 1;
  return [...head, ...series.flatMap((one) => samples(name, kind, scale, one))];
}

function samples(name: string, kind: string, scale: number, series: MetricSeries): string[] {
  const { labels, count, sum, latest, bounds, counts } = series;
  if (kind === 'sum') return [`${name}_total${labelText(labels)} ${sum}`];
  if (kind === 'level') return [`${name}${labelText(labels)} ${latest * scale}`];
  let passed = 0;
  const buckets = bounds.map((bound, index) => {
    passed += counts[index];
    return `${name}_bucket${labelText({ ...labels, le: canonical(bound * scale) })} ${passed}`;
  });
  return [
    ...buckets,
    `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_count${labelText(labels)} ${count}`,
    `${name}_sum${labelText(labels)} ${sum * scale}`,
  ];
}

/** Label values are words of the program (see `Metrics`): there is nothing to escape. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** OpenMetrics wants bounds as floats: `1.0`, not `1`. */
function canonical(bound: number): string {
  const text = String(Number(bound.toPrecision(12)));
  return text.includes('.') ? text : `${text}.0`;
}
