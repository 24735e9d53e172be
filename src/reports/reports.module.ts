import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { InboxMail } from '../webhook/inbox.entity';
import { Digest } from './digest';
import { DigestFigures } from './digest-figures';
import { EmailsController } from './emails.controller';
import { MetricsSummaries } from './metrics-summary';
import { MetricsSummaryController } from './metrics-summary.controller';
import { Reconciliation } from './reconciliation';
import { ReportQueries } from './report-queries';
import { ReportsController } from './reports.controller';
import { Watch } from './watch';

/** Reads back what was received and what became of it, and watches over it. */
@Module({
  imports: [TypeOrmModule.forFeature([InboxMail])],
  controllers: [ReportsController, EmailsController, MetricsSummaryController],
  providers: [ReportQueries, MetricsSummaries, Reconciliation, Watch, Digest, DigestFigures],
})
export class ReportsModule {}
