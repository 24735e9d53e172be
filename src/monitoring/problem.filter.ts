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

/** After this many seconds a client may try again what we could not take. */
const RETRY_AFTER_S = { [HttpStatus.TOO_MANY_REQUESTS]: 5, [HttpStatus.SERVICE_UNAVAILABLE]: 10 } as Record<
  number,
  number
>;

/** PostgreSQL's, for text that it cannot keep. */
const UNTRANSLATABLE = '22021';

/** Answers every error as RFC 9457 problem JSON; what is not meant for the client stays in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const { status, detail, more } = problemOf(error);
    if (status >= 500)
      this.logger.error({
        message: 'request failed',
        code: failureCode(causeOf(error)),
        err: causeOf(error),
      });
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
}

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
