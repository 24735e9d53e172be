import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ClsModule } from 'nestjs-cls';

import { DriversModule } from './drivers/drivers.module';
import type { QueueConnection } from './drivers/queue/queue-backend';
import { InquiriesModule } from './inquiries/inquiries.module';
import { MetricsModule } from './monitoring/metrics/metrics.module';
import { MonitoringModule } from './monitoring/monitoring.module';
import { PipelineModule } from './pipeline/pipeline.module';
import { ReportsModule } from './reports/reports.module';
import { ResilienceModule } from './resilience/resilience.module';
import { Settings } from './settings';
import { SettingsModule } from './settings.module';
import { WebhookModule } from './webhook/webhook.module';

/** The whole service; `ROLE` leaves out the door or the workers. */
@Module({})
export class AppModule {
  static register(settings: Settings, databaseUrl: string, queue: QueueConnection): DynamicModule {
    const doors = settings.role === 'worker' ? [] : [WebhookModule, InquiriesModule, ReportsModule];
    const workers = settings.role === 'web' ? [] : [PipelineModule.register(settings)];
    return {
      module: AppModule,
      imports: [
        SettingsModule.register(settings),
        ClsModule.forRoot({ global: true }),
        ScheduleModule.forRoot(),
        DriversModule.register(settings, databaseUrl, queue),
        MonitoringModule,
        MetricsModule,
        ResilienceModule,
        ...doors,
        ...workers,
      ],
    };
  }
}
