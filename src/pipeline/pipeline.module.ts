import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DocumentReaders } from '../documents/document-readers';
import { InquiriesModule } from '../inquiries/inquiries.module';
import { InboxMail } from '../webhook/inbox.entity';
import { EffectLedger } from './effect-ledger';
import { MailLoader } from './incoming-mail';
import { MailConsumer } from './mail-consumer';
import { Pipeline } from './pipeline';
import { PipelineMetrics } from './pipeline-metrics';
import { RunEvents } from './run-events';
import { RunJournal } from './run-journal';
import { DecideStage } from './stages/decide';
import { ExtractStage } from './stages/extract';
import { MatchStage } from './stages/match';
import { NotifyStage } from './stages/notify';
import { ParseStage } from './stages/parse';
import { WriteStage } from './stages/write';

/** Reads each mail, decides, writes, tells. */
@Module({
  imports: [TypeOrmModule.forFeature([InboxMail]), InquiriesModule],
  providers: [
    DocumentReaders,
    ParseStage,
    ExtractStage,
    MatchStage,
    DecideStage,
    WriteStage,
    NotifyStage,
    Pipeline,
    EffectLedger,
    RunEvents,
    PipelineMetrics,
    RunJournal,
    MailLoader,
    MailConsumer,
  ],
})
export class PipelineModule {}
