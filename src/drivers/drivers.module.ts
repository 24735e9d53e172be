import { join } from 'node:path';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import type { Settings } from '../settings';
import { ClientRecords } from './client-records/client-records';
import { PostgresClientRecords } from './client-records/postgres-client-records';
import { dataSourceOptions } from './database/data-source';
import { DatabaseProbe } from './database/database-probe';
import { MailModule } from './mail/mail.module';
import { AttachmentBuckets } from './objects/attachment-buckets';
import { CloudObjects } from './objects/cloud-objects';
import { FileObjects } from './objects/file-objects';
import { Objects } from './objects/objects';
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
      providers: [DatabaseProbe, QueueProbe, clientRecords(settings), ...objects(settings)],
      exports: [ClientRecords, Objects, AttachmentBuckets],
    };
  }
}

function clientRecords({ mongodbUrl }: Settings): Provider {
  return mongodbUrl
    ? { provide: ClientRecords, useFactory: () => new (loadMongo().MongoClientRecords)(mongodbUrl) }
    : { provide: ClientRecords, useClass: PostgresClientRecords };
}

function objects({ gcsBucket, gcsApiEndpoint, attachmentBuckets, dataDir }: Settings): Provider[] {
  const cloud = attachmentBuckets.length > 0 ? new (loadCloud().CloudStorage)(gcsApiEndpoint) : null;
  const archive =
    cloud && gcsBucket ? new CloudObjects(cloud, gcsBucket) : new FileObjects(join(dataDir, 'objects'));
  return [
    { provide: Objects, useValue: archive },
    { provide: AttachmentBuckets, useValue: new AttachmentBuckets(cloud, attachmentBuckets) },
  ];
}

// The clients of MongoDB and Google take most of a second and 60 MB to load: only who uses them waits for that.
/* eslint-disable @typescript-eslint/no-require-imports */
function loadMongo() {
  return require('./client-records/mongo-client-records') as typeof import('./client-records/mongo-client-records');
}

function loadCloud() {
  return require('./objects/cloud-storage') as typeof import('./objects/cloud-storage');
}
