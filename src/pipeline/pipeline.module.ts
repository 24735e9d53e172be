import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DocumentReaders } from '../documents/document-readers';
import { InquiriesModule } from '../inquiries/inquiries.module';
import { InboxMail } from '../webhook/inbox.entity';
import type { Settings } from '../settings';
import { EffectLedger } from './effect-ledger';
import { ClaudeReader } from './extraction/claude-reader';
import { MailLoader } from './incoming-mail';
import { MailConsumer } from './mail-consumer';
import { Pipeline } from './pipeline';
import { RunJournal } from './run-journal';
import { DecideStage } from './stages/decide';
import { ExtractStage } from './stages/extract';
import { MatchStage } from './stages/match';
import { NotifyStage } from './stages/notify';
import { ParseStage } from './stages/parse';
import { WriteStage } from './stages/write';

/** Reads each mail, decides, writes, tells. */
@Module({})
export class PipelineModule {
  static register({ claude }: Settings): DynamicModule {
    return {
      module: PipelineModule,
      imports: [TypeOrmModule.forFeature([InboxMail]), InquiriesModule],
      providers: [
        DocumentReaders,
        ParseStage,
        ...(claude ? [ClaudeReader] : []),
        ExtractStage,
        MatchStage,
        DecideStage,
        WriteStage,
        NotifyStage,
        Pipeline,
        EffectLedger,
        RunJournal,
        MailLoader,
        MailConsumer,
      ],
    };
  }
}
