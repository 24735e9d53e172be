import { Logger, type Params, PinoLogger } from 'nestjs-pino';

import type { Settings } from '../settings';
import { openLog } from './logging';

/** What Nest tells of each module and route at start: of use to us, not to an operator. */
const CHATTY = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'NestFactory',
  'NestApplication',
]);

/** The log of the service, with Nest's own start-up chatter at debug. */
export class ServiceLogger extends Logger {
  /** Requests are told by `RequestLog`; of pino-http nothing but the logger is used. */
  static open(settings: Pick<Settings, 'logLevel' | 'environment'>): ServiceLogger {
    const params: Params = {
      pinoHttp: { logger: openLog(settings), wrapSerializers: false, autoLogging: false },
    };
    return new ServiceLogger(new PinoLogger(params), params);
  }

  override log(message: unknown, ...parameters: unknown[]): void {
    if (CHATTY.has(String(parameters.at(-1)))) this.debug(message, ...parameters);
    else super.log(message, ...parameters);
  }
}
