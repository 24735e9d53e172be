import { stdSerializers, stdTimeFunctions } from 'pino';
import type { Params } from 'nestjs-pino';
import type { IncomingMessage } from 'node:http';
import pino from 'pino';

import { currentCorrelation } from '../correlation';
import type { Settings } from '../settings';

export const SERVICE = 'creditor-answer-analysis';

/**
 * One JSON object a line: info and below to stdout, error and above to stderr.
 * Of a request only method, path and status are told: queries, headers and bodies carry personal data.
 */
export function loggerParams(settings: Settings): Params {
  return {
    pinoHttp: [
      {
        level: settings.logLevel,
        base: { service: SERVICE, environment: settings.environment },
        messageKey: 'message',
        timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"timestamp"'),
        formatters: { level: (label) => ({ level: label }) },
        mixin: correlationFields,
        autoLogging: { ignore: (request) => (request.url ?? '').startsWith('/health') },
        quietReqLogger: true,
        customAttributeKeys: { reqId: 'request_id' },
        genReqId: () => '',
        serializers: {
          req: requestFields,
          res: (response: { statusCode: number }) => ({ status: response.statusCode }),
          err: errorFields,
        },
        customSuccessMessage: (request, response) =>
          `${request.method} ${pathOf(request)} ${response.statusCode}`,
        customErrorMessage: (request, response) =>
          `${request.method} ${pathOf(request)} ${response.statusCode}`,
        customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
      },
      destination(settings),
    ],
  };
}

function destination(settings: Settings) {
  const level = settings.logLevel === 'silent' ? 'fatal' : (settings.logLevel as pino.Level);
  return pino.multistream(
    [
      { level, stream: pino.destination({ fd: 1, sync: false }) },
      { level: 'error', stream: pino.destination({ fd: 2, sync: true }) },
    ],
    { dedupe: true },
  );
}

function correlationFields() {
  const { correlationId, emailId, jobId, stage } = currentCorrelation();
  return { correlation_id: correlationId, email_id: emailId, job_id: jobId, stage };
}

function requestFields(request: { method: string; url?: string }) {
  return { method: request.method, path: request.url?.split('?', 1)[0] };
}

function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').split('?', 1)[0] ?? '';
}

/** A failure's class, code and stack frames; its message may quote a mail or a row and stays out. */
function errorFields(error: Error & { code?: string }) {
  const { type, stack } = stdSerializers.err(error);
  const frames = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  return { type, code: error.code, stack: frames.join('\n') };
}
