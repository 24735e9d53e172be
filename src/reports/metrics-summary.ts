import { Injectable } from '@nestjs/common';

import { Histogram, type Distribution } from '../monitoring/metrics/histogram';
import type { MetricName } from '../monitoring/metrics/metric-catalogue';
import { MetricHistory, type SeriesHistory, type Window } from '../monitoring/metrics/metric-history';
import { WaitingMails } from '../monitoring/metrics/waiting-mails';
import { BreakerStates } from '../resilience/breaker-states';
import { Reconciliation, type MailCounts } from './reconciliation';

/** The metrics summary of the contract. */
export interface MetricsSummary {
  window: { from: string; to: string };
  queue_depth: Distribution & { latest: number };
  /** Milliseconds. */
  processing_time: { total: Distribution; by_stage: Record<string, Distribution> };
  /** Of attempts; by code of the failure. */
  error_rate: { errors: number; total: number; rate: number; by_type: Record<string, number> };
  token_usage: TokenUsage & { by_model: (TokenUsage & { model: string; prompt_version: string })[] };
  confidence: Distribution & {
    by_field: Record<string, Distribution>;
    by_route: Record<string, Distribution>;
  };
  routes: Pick<MailCounts, 'auto_update' | 'update_and_notify' | 'manual_review' | 'no_action'>;
  breakers: Record<string, string>;
  reconciliation: MailCounts;
}

interface TokenUsage {
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  cost_usd: string;
}

const SUMMARISED: MetricName[] = [
  'queue_depth',
  'processing_time',
  'error_rate',
  'token_usage',
  'model_cost',
  'confidence',
];

/** What happened within a window, in one answer. */
@Injectable()
export class MetricsSummaries {
  constructor(
    private readonly history: MetricHistory,
    private readonly reconciliation: Reconciliation,
    private readonly waiting: WaitingMails,
    private readonly breakers: BreakerStates,
  ) {}

  async of(window: Window, now = new Date()): Promise<MetricsSummary> {
    const span = await this.history.span(window, now);
    const [all, mails, { all: latest }, breakers] = await Promise.all([
      this.history.read(window, span, SUMMARISED),
      this.reconciliation.of(span),
      this.waiting.look(),
      this.breakers.report(),
    ]);
    const of = (metric: MetricName) => all.filter((series) => series.metric === metric);
    const { auto_update, update_and_notify, manual_review, no_action } = mails;
    return {
      window: { from: span.from.toISOString(), to: span.to.toISOString() },
      queue_depth: { latest, ...merged(of('queue_depth').filter(({ labels }) => labels.state === 'all')) },
      processing_time: processingTime(of('processing_time')),
      error_rate: errorRate(of('error_rate')),
      token_usage: tokenUsage(of('token_usage'), of('model_cost')),
      confidence: {
        ...merged(of('confidence')),
        by_field: groupedBy('field', of('confidence')),
        by_route: groupedBy('route', of('confidence')),
      },
      routes: { auto_update, update_and_notify, manual_review, no_action },
      breakers: Object.fromEntries(breakers.map(({ name, state }) => [name, state])),
      reconciliation: mails,
    };
  }
}

/** How many attempts there were, and which of them failed. */
export function errorRate(series: SeriesHistory[]): MetricsSummary['error_rate'] {
  let [errors, total] = [0, 0];
  const by_type: Record<string, number> = {};
  for (const { labels, histogram } of series) {
    const { sum, sampleCount } = histogram.total;
    total += sampleCount;
    errors += sum;
    if (sum > 0) by_type[labels.type] = (by_type[labels.type] ?? 0) + sum;
  }
  return { errors, total, rate: total === 0 ? 0 : errors / total, by_type };
}

function processingTime(series: SeriesHistory[]): MetricsSummary['processing_time'] {
  const { total = merged([]), ...by_stage } = groupedBy('stage', series);
  return { total, by_stage };
}

function tokenUsage(tokens: SeriesHistory[], costs: SeriesHistory[]): MetricsSummary['token_usage'] {
  const models = new Map(costs.map(({ labels }) => [`${labels.model}\n${labels.prompt_version}`, labels]));
  const by_model = [...models.values()].map(({ model, prompt_version }) => {
    const own = ({ labels }: SeriesHistory) =>
      labels.model === model && labels.prompt_version === prompt_version;
    return { model, prompt_version, ...usage(tokens.filter(own), costs.filter(own)) };
  });
  return { ...usage(tokens, costs), by_model };
}

function usage(tokens: SeriesHistory[], costs: SeriesHistory[]): TokenUsage {
  const sum = (series: SeriesHistory[]) =>
    series.reduce((all, { histogram }) => all + histogram.total.sum, 0);
  const of = (direction: string) => sum(tokens.filter(({ labels }) => labels.direction === direction));
  return {
    input_tokens: of('input'),
    output_tokens: of('output'),
    cache_read_tokens: of('cache_read'),
    cache_write_tokens: of('cache_write'),
    cost_usd: sum(costs).toFixed(4),
  };
}

function groupedBy(label: string, series: SeriesHistory[]): Record<string, Distribution> {
  const values = [...new Set(series.map(({ labels }) => labels[label]))];
  return Object.fromEntries(
    values.map((value) => [value, merged(series.filter(({ labels }) => labels[label] === value))]),
  );
}

/** From the histograms: an average of averages, or of percentiles, would be neither. */
function merged(series: SeriesHistory[]): Distribution {
  return series.reduce((all, { histogram }) => all.mergeWith(histogram), new Histogram()).distribution;
}
