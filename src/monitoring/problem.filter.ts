import { STATUS_CODES } from 'node:http';
import {
  Catch,
  HttpException,
  HttpStatus,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';

import { currentCorrelation } from '../correlation';
import { failureCode, isOutage } from '../failure';
import { ErrorTracking } from './sentry/error-tracking';

/** After this many seconds a client may try again what we could not take. */
const RETRY_AFTER_S = { [HttpStatus.TOO_MANY_REQUESTS]: 5, [HttpStatus.SERVICE_UNAVAILABLE]: 10 } as Record<
  number,
  number
>;

/** Of an outage Sentry is told once in this time by each process. */
const OUTAGE_TOLD_EVERY_MS = 60_000;

/** PostgreSQL's, for text that it cannot keep. */
const UNTRANSLATABLE = '22021';

/** Answers every error as RFC 9457 problem JSON; what is not meant for the client stays in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);
  /** When each outage may be told of again, by its code. */
  private readonly quietUntil = new Map<string, number>();

  constructor(private readonly errors: ErrorTracking) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const { status, detail, more } = problemOf(error);
    if (status >= 500) this.tell(status, causeOf(error), http.getRequest<RoutedRequest>());
    if (response.headersSent) {
      response.end();
      return;
    }
    if (RETRY_AFTER_S[status]) response.setHeader('Retry-After', String(RETRY_AFTER_S[status]));
    if (status === 401)
      response.setHeader('WWW-Authenticate', 'Bearer, Basic realm="creditor-answer-analysis"');
    // What is left of a refused upload is not read; the connection ends so that it is not sent either.
    if (status === 413) response.setHeader('Connection', 'close');
    const { correlationId } = currentCorrelation();
    response
      .status(status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          ...more,
          type: 'about:blank',
          title: STATUS_CODES[status] ?? 'Error',
          status,
          detail,
          instance: http.getRequest<Request>().path,
          correlation_id: response.getHeader('X-Correlation-ID') ?? correlationId,
        }),
      );
  }

  private tell(status: number, error: unknown, { method, route }: RoutedRequest): void {
    const code = failureCode(error);
    this.logger.error({ message: 'request failed', code, err: error });
    if (status === 503 && this.isToldAlready(code)) return;
    const path = `${method} ${route?.path ?? '(no route)'}`;
    this.errors.capture(error, {
      fingerprint: ['http', path, code],
      actor: 'http',
      tags: { route: path, status },
    });
  }

  /** An outage fails every request, which says the same each time. */
  private isToldAlready(code: string): boolean {
    const now = Date.now();
    if ((this.quietUntil.get(code) ?? 0) > now) return true;
    this.quietUntil.set(code, now + OUTAGE_TOLD_EVERY_MS);
    return false;
  }
}

type RoutedRequest = Pick<Request, 'method'> & { route?: { path?: string } };

interface Problem {
  status: number;
  detail: string;
  more?: Record<string, unknown>;
}

function problemOf(error: unknown): Problem {
  if (error instanceof HttpException) {
    const answer = error.getResponse();
    const {
      message,
      statusCode: _,
      error: __,
      ...more
    } = typeof answer === 'string' ? { message: answer } : (answer as Record<string, unknown>);
    return { status: error.getStatus(), detail: tooLarge(error) ?? textOf(message) ?? error.message, more };
  }
  if (isOutage(error)) return { status: 503, detail: 'The database does not answer just now: try again' };
  if (failureCode(error) === UNTRANSLATABLE)
    return { status: 400, detail: 'A NUL character stands in the request' };
  return { status: 500, detail: 'Something failed on our side; the log has it under the correlation_id' };
}

/** Nest's own validation answers with a list. */
function textOf(message: unknown): string | undefined {
  if (Array.isArray(message)) return message.join('; ');
  return typeof message === 'string' ? message : undefined;
}

/** The body parser's own words leave the limit out. */
function tooLarge({ cause }: HttpException): string | undefined {
  const { limit } = (cause ?? {}) as { limit?: unknown };
  return typeof limit === 'number' ? `The body is larger than ${limit} bytes (WEBHOOK_MAX_BYTES)` : undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof HttpException && error.cause ? error.cause : error;
}
