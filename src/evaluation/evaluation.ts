import type { DataSource } from 'typeorm';

import { DocumentReaders } from '../documents/document-readers';
import { Statements } from '../drivers/database/statements';
import { PermanentFailure } from '../failure';
import { InquirySearch } from '../inquiries/inquiry-search';
import { ReadingThread } from '../pipeline/extraction/reading-thread';
import { DecideStage } from '../pipeline/stages/decide';
import { ExtractStage } from '../pipeline/stages/extract';
import { MatchStage } from '../pipeline/stages/match';
import { ParseStage } from '../pipeline/stages/parse';
import type { Reading, StageName } from './verdict';

/** The pipeline's own stages up to the decision, over the inquiries of a database; nothing is written. */
export class Evaluation {
  private readonly documents = new DocumentReaders();
  private readonly parse = new ParseStage(this.documents);
  private readonly thread = new ReadingThread();
  private readonly extract = new ExtractStage(this.thread);
  private readonly match: MatchStage;
  private readonly decide: DecideStage;

  /** @param maxError  as AUTO_UPDATE_MAX_ERROR. */
  constructor(database: DataSource, maxError: number) {
    this.match = new MatchStage(new InquirySearch(new Statements(database)));
    this.decide = new DecideStage({ autoUpdateMaxError: maxError });
  }

  /** @throws the signal's reason when aborted. */
  async read(message: Uint8Array, signal: AbortSignal): Promise<Reading> {
    const durations: Reading['durations'] = {};
    const timed = async <T>(stage: StageName, run: () => T | Promise<T>): Promise<T> => {
      const started = performance.now();
      const result = await run();
      durations[stage] = performance.now() - started;
      return result;
    };
    try {
      const parsed = await timed('parse', () => this.parse.run(message, signal));
      const extraction = await timed('extract', () => this.extract.run(parsed, signal));
      const match = await timed('match', () => this.match.run(parsed, extraction, signal));
      const decision = await timed('decide', () => this.decide.run(parsed, extraction, match));
      const kind = { value: extraction.kind, confidence: extraction.kindConfidence };
      return { kind, fields: match.fields, decision, durations };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { ...quarantined(error), durations };
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.documents.close(), this.thread.close()]);
  }
}

/** A mail that cannot be read waits for a person, as one in review does. */
function quarantined({ message }: PermanentFailure): Omit<Reading, 'durations'> {
  const reasons = [`The mail would be quarantined: ${message}`];
  return {
    kind: null,
    fields: {},
    decision: { route: 'manual_review', reasons, inquiryId: null, claim: null },
  };
}
