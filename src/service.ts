import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module';
import { openDatabase } from './drivers/database/database';
import {
  closeQueueConnection,
  giveUpQueue,
  openQueueConnection,
  type QueueConnection,
} from './drivers/queue/queue-backend';
import { failureCode, StartFailure } from './failure';
import { correlate } from './monitoring/correlation.middleware';
import { HttpMetrics } from './monitoring/metrics/http-metrics';
import { logRequest } from './monitoring/request-log';
import { ServiceLogger } from './monitoring/service-logger';
import { loadSecrets } from './secrets';
import { Settings } from './settings';
import { uploadBudget } from './webhook/upload-budget';

/** Bodies that the webhook and the import take in as bytes; everything else is JSON of a few fields. */
const BYTES = ['message/rfc822', 'application/json'];

/** What has not ended by then after it was told to is left as it is: the next start takes up its mail. */
const STOP_TIMEOUT_MS = 25_000;

/** Thrown where the service cannot listen at `HOST` and `PORT`. */
export class AddressNotAvailable extends StartFailure {}

/** A running service: database, queue and application, opened in this order and closed in the reverse one. */
export class Service {
  private constructor(
    readonly app: NestExpressApplication,
    readonly settings: Settings,
    readonly databaseUrl: string,
    private readonly opened: AsyncDisposableStack,
  ) {}

  /**
   * @throws StartFailure with the remedy in its message.
   */
  static async start(parsed: Settings, logger = ServiceLogger.open(parsed)): Promise<Service> {
    const secrets = await loadSecrets(parsed.dataDir);
    const settings = parsed.withSecrets(secrets);
    await using opened = new AsyncDisposableStack();
    const database = await openDatabase(settings, secrets);
    opened.defer(() => database.close());
    const queue = await openQueueConnection(database.url, settings);
    opened.defer(() => closeQueueConnection(queue));
    const app = await createApp(settings, database.url, queue, logger);
    opened.defer(() => Promise.race([app.close(), sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]));
    opened.defer(() => giveUpQueue(queue));
    await app.listen(settings.port, settings.host).catch((error: unknown) => {
      throw listenFailure(settings, error);
    });
    return new Service(app, settings, database.url, opened.move());
  }

  get url(): string {
    const { port } = this.app.getHttpServer().address() as AddressInfo;
    const { host } = this.settings;
    return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  async stop(): Promise<void> {
    await this.opened.disposeAsync();
  }
}

function listenFailure({ host, port }: Settings, error: unknown): unknown {
  const remedy = LISTEN_REMEDIES[failureCode(error)];
  return remedy ? new AddressNotAvailable(`${host}:${port} ${remedy}`, { cause: error }) : error;
}

const LISTEN_REMEDIES: Record<string, string> = {
  EADDRINUSE: 'is in use by another program: stop that one, or set another PORT.',
  EADDRNOTAVAIL: 'is not an address of this machine: set another HOST.',
  EACCES: 'may not be listened at by this user: set a PORT of 1024 or above.',
  ENOTFOUND: 'is not known: set another HOST.',
};

async function createApp(
  settings: Settings,
  databaseUrl: string,
  queue: QueueConnection,
  logger: ServiceLogger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.register(settings, databaseUrl, queue),
    {
      bodyParser: false,
      logger,
      abortOnError: false,
    },
  );
  app.disable('x-powered-by');
  app.disable('etag'); // a digest of every answer, of which nearly none is asked for twice
  app.use(correlate);
  app.use(logRequest);
  app.use(app.get(HttpMetrics).time);
  app.use(uploadBudget(BYTES, settings.webhookMaxBytes));
  app.useBodyParser('raw', { type: BYTES, limit: settings.webhookMaxBytes });
  return app;
}
