import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bullmq';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Queue } from 'bullmq';

import type { Settings } from '../settings';
import { ClientRecords } from './client-records/client-records';
import { PostgresClientRecords } from './client-records/postgres-client-records';
import { dataSourceOptions } from './database/data-source';
import { DatabaseProbe } from './database/database-probe';
import { Statements } from './database/statements';
import { AlarmMails } from './mail/alarm-mails';
import { MailModule } from './mail/mail.module';
import { OutageMails } from './mail/outage-mails';
import { ModelModule } from './model/model.module';
import { AttachmentBuckets } from './objects/attachment-buckets';
import { CloudObjects } from './objects/cloud-objects';
import { CloudProbe } from './objects/cloud-probe';
import { FileObjects } from './objects/file-objects';
import { Objects } from './objects/objects';
import type { QueueConnection } from './queue/queue-backend';
import { QueueProbe } from './queue/queue-probe';
import { MAIL_QUEUE, QueueModule } from './queue/queue.module';

/** The one table of which adapter runs behind which port. */
@Global()
@Module({})
export class DriversModule {
  static register(settings: Settings, databaseUrl: string, queue: QueueConnection): DynamicModule {
    return {
      module: DriversModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(databaseUrl, settings.role),
          autoLoadEntities: true,
          retryAttempts: 3,
        }),
        QueueModule.register(queue),
        MailModule.register(settings),
        ModelModule.register(settings),
      ],
      providers: [
        Statements,
        DatabaseProbe,
        {
          provide: QueueProbe,
          useFactory: (mails: Queue) => new QueueProbe(mails, queue, settings.role),
          inject: [getQueueToken(MAIL_QUEUE)],
        },
        OutageMails,
        AlarmMails,
        clientRecords(settings),
        ...objects(settings),
      ],
      exports: [Statements, ClientRecords, Objects, AttachmentBuckets],
    };
  }
}

function clientRecords({ mongodbUrl }: Settings): Provider {
  return mongodbUrl
    ? { provide: ClientRecords, useFactory: () => new (loadMongo().MongoClientRecords)(mongodbUrl) }
    : { provide: ClientRecords, useClass: PostgresClientRecords };
}

function objects({ gcsBucket, gcsApiEndpoint, attachmentBuckets, dataDir }: Settings): Provider[] {
  const files = { provide: Objects, useFactory: () => new FileObjects(join(dataDir, 'objects')) };
  if (attachmentBuckets.length === 0)
    return [files, { provide: AttachmentBuckets, useValue: new AttachmentBuckets(null, []) }];
  const { CloudStorage } = loadCloud();
  const storage = new CloudStorage(gcsApiEndpoint);
  return [
    { provide: CloudStorage, useValue: storage },
    { provide: CloudProbe, useValue: new CloudProbe(storage, gcsBucket ?? null, attachmentBuckets) },
    gcsBucket ? { provide: Objects, useValue: new CloudObjects(storage, gcsBucket) } : files,
    { provide: AttachmentBuckets, useValue: new AttachmentBuckets(storage, attachmentBuckets) },
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
