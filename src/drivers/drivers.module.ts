import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import type { Settings } from '../settings';
import { ClientRecords } from './client-records/client-records';
import { PostgresClientRecords } from './client-records/postgres-client-records';
import { dataSourceOptions } from './database/data-source';
import { DatabaseProbe } from './database/database-probe';
import { MailModule } from './mail/mail.module';
import { OutageMails } from './mail/outage-mails';
import { ModelModule } from './model/model.module';
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
        ModelModule.register(settings),
      ],
      providers: [
        DatabaseProbe,
        QueueProbe,
        OutageMails,
        { provide: ClientRecords, useClass: PostgresClientRecords },
      ],
      exports: [ClientRecords],
    };
  }
}
