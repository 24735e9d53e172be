import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { InboxMail } from '../webhook/inbox.entity';
import { EmailsController } from './emails.controller';
import { ReportQueries } from './report-queries';
import { ReportsController } from './reports.controller';

/** Reads back what was received and what became of it. */
@Module({
  imports: [TypeOrmModule.forFeature([InboxMail])],
  controllers: [ReportsController, EmailsController],
  providers: [ReportQueries],
})
export class ReportsModule {}
