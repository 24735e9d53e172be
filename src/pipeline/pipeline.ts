import { Injectable } from '@nestjs/common';

import type { IncomingMail } from './incoming-mail';
import { outcomeOf } from './outcome';
import type { Run } from './run-journal';
import { DecideStage } from './stages/decide';
import { ExtractStage } from './stages/extract';
import { MatchStage } from './stages/match';
import { NotifyStage } from './stages/notify';
import { ParseStage } from './stages/parse';
import { WriteStage } from './stages/write';

/** The walk of one mail, in the order in which it travels. */
@Injectable()
export class Pipeline {
  constructor(
    private readonly parse: ParseStage,
    private readonly extract: ExtractStage,
    private readonly match: MatchStage,
    private readonly decide: DecideStage,
    private readonly write: WriteStage,
    private readonly notify: NotifyStage,
  ) {}

  async walk(mail: IncomingMail, run: Run, signal: AbortSignal): Promise<void> {
    const parsed = await run.stage('parse', () => this.parse.run(mail.message, signal, mail.unfetched));
    run.sentBy(parsed.from?.address);
    const extraction = await run.stage('extract', () => this.extract.run(parsed, signal));
    const match = await run.stage('match', () => this.match.run(parsed, extraction, signal));
    const decision = await run.stage('decide', () => this.decide.run(parsed, extraction, match));
    const written = await run.stage('write', () => this.write.run(decision, mail, parsed));
    await run.stage('notify', () => this.notify.run(written, mail, parsed, extraction, match));
    await run.close(outcomeOf(parsed, extraction, match, written));
  }
}
