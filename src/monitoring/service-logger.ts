import { Logger } from 'nestjs-pino';

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
  override log(message: unknown, ...parameters: unknown[]): void {
    if (CHATTY.has(String(parameters.at(-1)))) this.debug(message, ...parameters);
    else super.log(message, ...parameters);
  }
}
