import type { Breadcrumb, ErrorEvent, Event, Exception, NodeOptions, StackFrame } from '@sentry/nestjs';

import { failureCode, isWord } from '../../failure';
import { errorChain, stackFrames } from '../error-chain';
import type { Sentry } from './sentry';

type TransactionEvent = Parameters<NonNullable<NodeOptions['beforeSendTransaction']>>[0];
type StackParser = Sentry['defaultStackParser'];

/** Of breadcrumbs, those that we leave ourselves. */
export const OWN_BREADCRUMB = 'stage';

/** What may be told of a span, ours or the request's. */
const SPAN_DATA = [
  'sentry.op',
  'sentry.origin',
  'sentry.source',
  'sentry.sample_rate',
  'http.method',
  'http.request.method',
  'http.route',
  'http.response.status_code',
];
/** By what Sentry weighs a trace; a caller of ours may have put anything into it. */
const SAMPLING_DATA = ['trace_id', 'public_key', 'sampled', 'sample_rate', 'sample_rand'];
const ID_OR_NUMBER = /^(?:[0-9a-f]{32}|true|false|[01](?:\.\d+)?)$/;

/**
 * What of an error goes to Sentry: its class, code and stack frames and those of its causes, and what we said of it
 * ourselves. Everything else is left out, whatever the SDK may add to it one day: messages quote mails, requests carry
 * addresses.
 */
export function scrubbedError(event: ErrorEvent, error: unknown, parse: StackParser): ErrorEvent {
  const mechanism = event.exception?.values?.at(-1)?.mechanism;
  const values = errorChain(error).map((link) => exceptionOf(link, parse));
  if (mechanism) values[0].mechanism = { type: mechanism.type, handled: mechanism.handled };
  return {
    ...envelopeOf(event),
    type: undefined,
    level: event.level,
    fingerprint: event.fingerprint,
    transaction: typeof event.tags?.route === 'string' ? event.tags.route : undefined,
    // Sentry wants the cause first.
    exception: { values: values.reverse() },
    breadcrumbs: event.breadcrumbs,
  };
}

/** What of a trace goes to Sentry: names, times and outcomes. */
export function scrubbedTransaction(event: TransactionEvent): TransactionEvent {
  const data = event.contexts?.trace?.data ?? {};
  const isRequest = data['sentry.op'] === 'http.server';
  return {
    ...envelopeOf(event),
    type: 'transaction',
    start_timestamp: event.start_timestamp,
    transaction: isRequest ? requestName(data) : event.transaction,
    transaction_info: { source: isRequest ? 'route' : 'custom' },
    spans: event.spans?.map((span) => ({ ...span, data: pick(span.data, SPAN_DATA) as typeof span.data })),
  };
}

export function keptBreadcrumb(breadcrumb: Breadcrumb): Breadcrumb | null {
  return breadcrumb.category === OWN_BREADCRUMB ? breadcrumb : null;
}

function envelopeOf(event: Event): Event {
  const { event_id, timestamp, platform, release, environment, server_name, sdk, tags, user, contexts } =
    event;
  const { trace, job, runtime } = contexts ?? {};
  return {
    ...{ event_id, timestamp, platform, release, environment, server_name, sdk, tags },
    user: user?.id === undefined ? undefined : { id: user.id },
    contexts: {
      ...(trace && { trace: { ...trace, data: pick(trace.data ?? {}, SPAN_DATA) } }),
      job,
      runtime,
    },
    sdkProcessingMetadata: { dynamicSamplingContext: samplingOf(event) },
  };
}

function samplingOf({ sdkProcessingMetadata = {}, release, environment }: Event): Record<string, unknown> {
  const { dynamicSamplingContext = {} } = sdkProcessingMetadata as {
    dynamicSamplingContext?: Record<string, unknown>;
  };
  const told = Object.entries(pick(dynamicSamplingContext, SAMPLING_DATA));
  const clean = told.filter(([, value]) => ID_OR_NUMBER.test(String(value)));
  return { ...Object.fromEntries(clean), release, environment };
}

function requestName(data: Record<string, unknown>): string {
  const method = data['http.method'] ?? data['http.request.method'];
  const route = data['http.route'];
  return `${typeof method === 'string' ? method : ''} ${typeof route === 'string' ? route : '(no route)'}`;
}

function pick(data: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in data).map((key) => [key, data[key]]));
}

function exceptionOf(error: unknown, parse: StackParser): Exception {
  const { name } = (error ?? {}) as { name?: unknown };
  return {
    type: wordOf(name, 'Error'),
    value: wordOf(failureCode(error), 'unknown'),
    stacktrace: { frames: parse(`Error\n${stackFrames(error)}`).map(bare) },
  };
}

function wordOf(word: unknown, otherwise: string): string {
  return isWord(word) ? word : otherwise;
}

function bare({ filename, function: name, module, lineno, colno, in_app, platform }: StackFrame): StackFrame {
  return { filename, function: name, module, lineno, colno, in_app, platform };
}
