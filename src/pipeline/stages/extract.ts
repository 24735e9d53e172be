import { Injectable, Optional } from '@nestjs/common';

import { ClaudeReader } from '../extraction/claude-reader';
import { ReadingThread } from '../extraction/reading-thread';
import type { Extraction } from './extraction';
import type { ParsedMail } from './parse';

/**
 * Reads what a mail says: the same mail gives the same extraction, of at most 200,000 characters. Where Claude is set up, it
 * reads the mail as well, and the two are compared.
 */
@Injectable()
export class ExtractStage {
  constructor(
    private readonly thread: ReadingThread,
    @Optional() private readonly claude?: ClaudeReader,
  ) {}

  /** @throws the signal's reason when aborted; what `ReadingThread` and `ClaudeReader` throw. */
  async run(mail: ParsedMail, signal: AbortSignal): Promise<Extraction> {
    signal.throwIfAborted();
    const extraction = await this.thread.read(mail);
    signal.throwIfAborted();
    return this.claude ? this.claude.read(mail, extraction, signal) : extraction;
  }
}
