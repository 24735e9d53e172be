import type { NextFunction, Request, Response } from 'express';

import { correlationIdFrom, runCorrelated } from '../correlation';

/** First of all middleware, so that every response, also to a body that is too large, carries `X-Correlation-ID`. */
export function correlate(request: Request, response: Response, next: NextFunction): void {
  const correlationId = correlationIdFrom(
    request.headers['x-correlation-id'],
    request.headers['x-request-id'],
  );
  response.setHeader('X-Correlation-ID', correlationId);
  runCorrelated({ correlationId }, () => next());
}
