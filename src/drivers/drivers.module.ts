import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import type { Settings } from '../settings';
import { ClientRecords } from './client-records/client-records';
import { MongoClientRecords } from './client-records/mongo-client-records';
import { PostgresClientRecords } from './client-records/postgres-client-records';
import { dataSourceOptions } from './database/data-source';
import { DatabaseProbe } from './database/database-probe';
import { MailModule } from './mail/mail.module';
import type { QueueConnection } from './queue/queue-backend';
import { QueueProbe } from './queue/queue-probe';
import { QueueModule } from './queue/queue.module';

/** The one table of which adapter runs behind which port. */
@Global()
@Module({})
export class DriversModule {
  static register(settings: Settings, databaseUrl: string, queue: QueueConnection): DynamicModule {
    return {
      module: DriversModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(databaseUrl),
          autoLoadEntities: true,
          retryAttempts: 3,
        }),
        QueueModule.register(queue),
        MailModule.register(settings),
      ],
      providers: [DatabaseProbe, QueueProbe, clientRecords(settings)],
      exports: [ClientRecords],
    };
  }
}

function clientRecords({ mongodbUrl }: Settings): Provider {
  return mongodbUrl
    ? { provide: ClientRecords, useFactory: () => new MongoClientRecords(mongodbUrl) }
    : { provide: ClientRecords, useClass: PostgresClientRecords };
}
