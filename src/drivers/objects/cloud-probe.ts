import { PermanentFailure } from '../../failure';
import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { cloudRemedy } from './cloud-failure';
import type { CloudStorage } from './cloud-storage';
import { keyOf } from './objects';

const TIMEOUT_MS = 1_500;
const CONTENT = Buffer.from('creditor-answer-analysis\n');
const KEY = keyOf(CONTENT);

/** Asks the buckets that the service is set up with, past the breaker whose probe it is. */
export class CloudProbe {
  /**
   * @param archive  the bucket that is written to; null where there is none.
   * @param attachmentBuckets  those that are read from.
   */
  constructor(
    private readonly storage: CloudStorage,
    private readonly archive: string | null,
    private readonly attachmentBuckets: readonly string[],
  ) {}

  @Probe('gcs')
  async answers(): Promise<ProbeDetails> {
    try {
      if (this.archive) await this.write(this.archive);
      else await this.read(this.attachmentBuckets[0]);
    } catch (error) {
      throw new Error(cloudRemedy(error), { cause: error });
    }
    return { bucket: this.archive ?? this.attachmentBuckets[0] };
  }

  /** The object is kept once: it proves that the bucket is there and that we may write, which no role's rights to read would. */
  private write(bucket: string): Promise<void> {
    return this.storage.write(bucket, KEY, CONTENT, 'text/plain', TIMEOUT_MS);
  }

  /** That there is no such object is an answer, too. */
  private async read(bucket: string): Promise<void> {
    await this.storage.read(bucket, KEY, CONTENT.length).catch((error: unknown) => {
      if (!(error instanceof PermanentFailure)) throw error;
    });
  }
}
