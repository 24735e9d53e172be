import type { ServerResponse } from 'node:http';
import type { NodeOptions, Span } from '@sentry/nestjs';

import type { Settings } from '../../settings';
import { keptBreadcrumb, scrubbedError, scrubbedTransaction } from './scrubbed-event';
import type { Sentry } from './sentry';

/** Asked over and over by machines. */
const POLLED = /^\/(?:health|metrics)\b/;

/**
 * How Sentry is started: with the few integrations that we want, none of which patches a library, and nothing that goes
 * out but what `scrubbed-event.ts` lets through. Outgoing requests bear no header of Sentry's: what is behind us is others'.
 */
export function sentryOptions(settings: Settings, sentry: Sentry): NodeOptions {
  const { sentryDsn, sentryRelease, environment, tracesSampleRate } = settings;
  return {
    dsn: sentryDsn,
    release: sentryRelease,
    environment,
    ...(tracesSampleRate > 0 ? { tracesSampler: sampler(tracesSampleRate) } : {}),
    defaultIntegrations: false,
    integrations: [
      sentry.httpServerIntegration({ sessions: false, maxRequestBodySize: 'none' }),
      sentry.httpServerSpansIntegration({
        ignoreIncomingRequests: (path) => POLLED.test(path),
        onSpanCreated: nameByRoute,
      }),
    ],
    registerEsmLoaderHooks: false,
    tracePropagationTargets: [],
    dataCollection: {
      ...{ userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
      ...{ databaseQueryData: false, stackFrameVariables: false, frameContextLines: 0 },
    },
    beforeBreadcrumb: keptBreadcrumb,
    beforeSend: (event, { originalException }) => {
      return scrubbedError(event, originalException, sentry.defaultStackParser);
    },
    beforeSendTransaction: scrubbedTransaction,
  };
}

/** A mail is traced where its request was. A caller's wish to be traced counts for nothing: it comes before its signature is checked. */
function sampler(rate: number): NonNullable<NodeOptions['tracesSampler']> {
  return ({ attributes, inheritOrSampleWith }) =>
    attributes?.['sentry.op'] === 'http.server' ? rate : inheritOrSampleWith(rate);
}

/** A route goes by its pattern, which is known when the answer is out: paths carry ids. */
function nameByRoute(span: Span, request: object, response: unknown): void {
  (response as ServerResponse).once('close', () => {
    const { path } = (request as { route?: { path?: unknown } }).route ?? {};
    if (typeof path === 'string') span.setAttribute('http.route', path);
  });
}
