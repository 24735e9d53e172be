import { Module } from '@nestjs/common';

import { DocumentReaders } from '../documents/document-readers';
import { InquiriesModule } from '../inquiries/inquiries.module';
import { EffectLedger } from './effect-ledger';
import { MailLoader } from './incoming-mail';
import { MailArchive } from './mail-archive';
import { MailConsumer } from './mail-consumer';
import { Pipeline } from './pipeline';
import { PipelineMetrics } from './pipeline-metrics';
import { ReferencedAttachments } from './referenced-attachments';
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
  imports: [InquiriesModule],
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
    ReferencedAttachments,
    MailArchive,
    MailConsumer,
  ],
})
export class PipelineModule {}
