import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import { currentCorrelation, runCorrelated } from '../correlation';

const logger = new Logger('Http');

/** Asked for every few seconds by machines. */
const POLLED = /^\/(?:health|metrics)(?:\/|$)/;
/** Refused, where they are too large, before they have come to their route. */
const UPLOADS = new Set(['/webhook/email', '/inquiries/import']);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * One line a request, when it has been answered or broken off; of what machines ask for over and over, at debug. A route
 * goes by its pattern: paths and queries hold whatever a caller put there.
 */
export function logRequest(request: Request, response: Response, next: NextFunction): void {
  const started = performance.now();
  const context = currentCorrelation();
  // A connection that breaks off does so in no request's context.
  response.once('close', () =>
    runCorrelated(context, () => tell(request, response, performance.now() - started)),
  );
  next();
}

function tell(request: Request, response: Response, durationMs: number): void {
  const { method } = request;
  const route = routeOf(request);
  const status = response.writableFinished ? response.statusCode : 'aborted';
  const line = {
    message: `${method} ${route ?? '(no route)'} ${status}`,
    method,
    route,
    status,
    duration_ms: Math.round(durationMs * 10) / 10,
    ...emailIdOf(request),
  };
  if (route && POLLED.test(route)) logger.debug(line);
  else if (response.statusCode >= 500) logger.error(line);
  else logger.log(line);
}

function routeOf({ route, path }: Request): string | undefined {
  const matched = (route ?? {}) as { path?: unknown };
  if (typeof matched.path === 'string') return matched.path;
  return UPLOADS.has(path) ? path : undefined;
}

/** Of the mail that was asked for. */
function emailIdOf({ params }: Request): { email_id?: string } {
  const id = params?.id ?? params?.email_id;
  return typeof id === 'string' && UUID.test(id) ? { email_id: id } : {};
}
