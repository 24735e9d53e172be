import { Module, type DynamicModule } from '@nestjs/common';

import { DocumentReaders } from '../documents/document-readers';
import { InquiriesModule } from '../inquiries/inquiries.module';
import type { Settings } from '../settings';
import { EffectLedger } from './effect-ledger';
import { ClaudeReader } from './extraction/claude-reader';
import { ReadingThread } from './extraction/reading-thread';
import { MailLoader } from './incoming-mail';
import { MailArchive } from './mail-archive';
import { MailConsumer } from './mail-consumer';
import { Pipeline } from './pipeline';
import { PipelineMetrics } from './pipeline-metrics';
import { ReferencedAttachments } from './referenced-attachments';
import { RunEvents } from './run-events';
import { RunJournal } from './run-journal';
import { RunLog } from './run-log';
import { SenderPseudonyms } from './sender-pseudonyms';
import { DecideStage } from './stages/decide';
import { ExtractStage } from './stages/extract';
import { MatchStage } from './stages/match';
import { NotifyStage } from './stages/notify';
import { ParseStage } from './stages/parse';
import { WriteStage } from './stages/write';
import { WalkErrors } from './walk-errors';

/** Reads each mail, decides, writes, tells. */
@Module({})
export class PipelineModule {
  static register({ claude }: Settings): DynamicModule {
    return {
      module: PipelineModule,
      imports: [InquiriesModule],
      providers: [
        DocumentReaders,
        ParseStage,
        ...(claude ? [ClaudeReader] : []),
        ReadingThread,
        ExtractStage,
        MatchStage,
        DecideStage,
        WriteStage,
        NotifyStage,
        Pipeline,
        EffectLedger,
        RunEvents,
        PipelineMetrics,
        RunLog,
        SenderPseudonyms,
        WalkErrors,
        RunJournal,
        MailLoader,
        ReferencedAttachments,
        MailArchive,
        MailConsumer,
      ],
    };
  }
}
