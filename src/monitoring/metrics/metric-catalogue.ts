/** What a metric is: how it is read, which labels tell its series apart, and its unit. */
interface MetricDefinition {
  /** `sum`: its samples add up; `level`: the latest one counts; `distribution`: how they spread. */
  kind: 'sum' | 'level' | 'distribution';
  /** OpenMetrics has base units; `ms` goes out as seconds. */
  unit: '' | 'ms' | 'seconds' | 'usd' | 'tokens' | 'ratio';
  labels: readonly string[];
  help: string;
}

/**
 * The one table of what is measured. Labels take words of the program (stages, codes, routes), never what a mail or a
 * person gave.
 */
export const METRIC_CATALOGUE = {
  queue_depth: {
    kind: 'level',
    unit: '',
    labels: ['state'],
    help: 'Mails that have not ended (all), and of them those that a breaker holds; jobs of the queue by state.',
  },
  queue_age: {
    kind: 'level',
    unit: 'seconds',
    labels: [],
    help: 'Age of the oldest mail that has not ended.',
  },
  processing_time: {
    kind: 'distribution',
    unit: 'ms',
    labels: ['stage'],
    help: 'Time in each stage; total is the whole walk of an attempt.',
  },
  error_rate: {
    kind: 'distribution',
    unit: 'ratio',
    labels: ['kind', 'type', 'stage'],
    help: 'One sample an attempt: 1 where it failed, by kind and code of the failure and by stage, else 0.',
  },
  mails_ended: {
    kind: 'sum',
    unit: '',
    labels: ['status', 'route'],
    help: 'Mails that came to their end, by status and route.',
  },
  confidence: {
    kind: 'distribution',
    unit: 'ratio',
    labels: ['field', 'route'],
    help: 'Confidence of the fields that were read, by field and route.',
  },
  ocr_pages: { kind: 'sum', unit: '', labels: [], help: 'Pages that were read by character recognition.' },
  token_usage: {
    kind: 'sum',
    unit: 'tokens',
    labels: ['model', 'prompt_version', 'direction'],
    help: 'Tokens of the language model; direction is input, output, cache_read or cache_write.',
  },
  model_cost: {
    kind: 'sum',
    unit: 'usd',
    labels: ['model', 'prompt_version'],
    help: 'Price of these tokens.',
  },
  call_time: {
    kind: 'distribution',
    unit: 'ms',
    labels: ['call', 'outcome'],
    help: 'Calls of what stands behind this service.',
  },
  http_time: {
    kind: 'distribution',
    unit: 'ms',
    labels: ['method', 'route', 'status'],
    help: 'Requests, from their first byte to the end of the answer.',
  },
  breaker_state: {
    kind: 'level',
    unit: '',
    labels: ['breaker'],
    help: '0 closed, 1 half-open, 2 open, 3 held open by hand.',
  },
  event_loop_delay: {
    kind: 'level',
    unit: 'ms',
    labels: ['quantile'],
    help: 'Delay of the event loop since the last sample.',
  },
  pool_use: { kind: 'level', unit: '', labels: ['state'], help: 'Connections of the database pool.' },
  metrics_dropped: {
    kind: 'sum',
    unit: '',
    labels: [],
    help: 'Samples that were lost while the database was away.',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRIC_CATALOGUE;

/** The labels that a metric takes, all of them. */
export type MetricLabels<M extends MetricName> = Record<
  (typeof METRIC_CATALOGUE)[M]['labels'][number],
  string
>;
