import { stdTimeFunctions } from 'pino';
import type { Params } from 'nestjs-pino';
import type { IncomingMessage } from 'node:http';
import pino from 'pino';

import { currentCorrelation } from '../correlation';
import { failureCode } from '../failure';
import type { Settings } from '../settings';
import { errorChain, stackFrames } from './error-chain';

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

/** A failure's class, code and stack frames, and the codes of its causes; its message may quote a mail or a row and stays out. */
function errorFields(error: Error & { code?: string; raw?: Error & { code?: string } }) {
  const { name, code } = error.raw ?? error; // pino-http has serialised it once already
  const frames = stackFrames(error.raw ?? error)
    .split('\n')
    .slice(0, 12);
  const causes = errorChain(error.raw ?? error)
    .slice(1)
    .map(failureCode);
  return { type: name, code, stack: frames.join('\n'), ...(causes.length > 0 && { causes }) };
}
