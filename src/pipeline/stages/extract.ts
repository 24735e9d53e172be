import { Injectable } from '@nestjs/common';

import { Appraiser } from '../appraisal/appraiser';
import { readMail } from '../extraction/reading';
import type { Extraction } from './extraction';
import type { ParsedMail } from './parse';

/** Reads what a mail says. Pure: the same mail gives the same extraction; reads at most 200,000 characters. */
@Injectable()
export class ExtractStage {
  private readonly appraiser = Appraiser.shipped();

  /** @throws the signal's reason when aborted. */
  run(mail: ParsedMail, signal: AbortSignal): Promise<Extraction> {
    signal.throwIfAborted();
    return Promise.resolve(readMail(mail, this.appraiser).extraction);
  }
}
