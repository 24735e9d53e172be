import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module';
import { openDatabase, type Database } from './drivers/database/database';
import {
  closeQueueConnection,
  openQueueConnection,
  type QueueConnection,
} from './drivers/queue/queue-backend';
import { correlate } from './monitoring/correlation.middleware';
import { ServiceLogger } from './monitoring/service-logger';
import { loadSecrets } from './secrets';
import { Settings } from './settings';

/** Bodies that the webhook and the import take in as bytes; everything else is JSON of a few fields. */
const BYTES = ['message/rfc822', 'application/json'];

/** A running service: database, queue and application, opened in this order and closed in the reverse one. */
export class Service {
  private constructor(
    readonly app: NestExpressApplication,
    readonly settings: Settings,
    readonly databaseUrl: string,
    private readonly queue: QueueConnection,
    private readonly database: Database,
  ) {}

  /**
   * @throws SettingsError, DataDirInUse with the remedy in their message.
   */
  static async start(parsed: Settings): Promise<Service> {
    const secrets = await loadSecrets(parsed.dataDir);
    const settings = parsed.withSecrets(secrets);
    const database = await openDatabase(settings, secrets);
    let queue: QueueConnection | undefined;
    try {
      queue = await openQueueConnection(database.url, settings.redisUrl);
      const app = await createApp(settings, database.url, queue);
      await app.listen(settings.port, settings.host);
      return new Service(app, settings, database.url, queue, database);
    } catch (error) {
      if (queue) await closeQueueConnection(queue);
      await database.close();
      throw error;
    }
  }

  get url(): string {
    const { port } = this.app.getHttpServer().address() as AddressInfo;
    const { host } = this.settings;
    return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await closeQueueConnection(this.queue);
    await this.database.close();
  }
}

async function createApp(
  settings: Settings,
  databaseUrl: string,
  queue: QueueConnection,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.register(settings, databaseUrl, queue),
    {
      bodyParser: false,
      bufferLogs: true,
      abortOnError: false,
    },
  );
  app.useLogger(app.get(ServiceLogger));
  app.disable('x-powered-by');
  app.use(correlate);
  app.useBodyParser('raw', { type: BYTES, limit: settings.webhookMaxBytes });
  return app;
}
