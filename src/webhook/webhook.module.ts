import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Dispatcher } from './dispatcher';
import { HeldMails } from './held-mails';
import { InboxMail } from './inbox.entity';
import { Inbox } from './inbox';
import { WebhookController } from './webhook.controller';

/** Takes mails in and sees to it that each has a job. */
@Module({
  imports: [TypeOrmModule.forFeature([InboxMail])],
  controllers: [WebhookController],
  providers: [Inbox, Dispatcher, HeldMails],
})
export class WebhookModule {}
