import { Injectable, Optional } from '@nestjs/common';

import { Appraiser } from '../appraisal/appraiser';
import { ClaudeReader } from '../extraction/claude-reader';
import { readMail } from '../extraction/reading';
import type { Extraction } from './extraction';
import type { ParsedMail } from './parse';

/**
 * Reads what a mail says: the same mail gives the same extraction, of at most 200,000 characters. Where Claude is set up, it
 * reads the mail as well, and the two are compared.
 */
@Injectable()
export class ExtractStage {
  private readonly appraiser = Appraiser.shipped();

  constructor(@Optional() private readonly claude?: ClaudeReader) {}

  /** @throws the signal's reason when aborted; what `ClaudeReader` throws. */
  async run(mail: ParsedMail, signal: AbortSignal): Promise<Extraction> {
    signal.throwIfAborted();
    const { extraction } = readMail(mail, this.appraiser);
    return this.claude ? this.claude.read(mail, extraction, signal) : extraction;
  }
}
