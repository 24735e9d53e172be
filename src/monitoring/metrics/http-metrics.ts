import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import { Metrics } from './metrics';

/** Times every request, also those that never reach a controller. A route goes by its pattern: paths carry ids. */
@Injectable()
export class HttpMetrics {
  constructor(private readonly metrics: Metrics) {}

  readonly time = (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    response.once('close', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? path : 'none';
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      this.metrics.record('http_time', performance.now() - started, {
        method: request.method,
        route,
        status,
      });
    });
    next();
  };
}
