import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { cloudRemedy } from './cloud-failure';
import type { CloudStorage } from './cloud-storage';
import { keyOf, Objects, verified } from './objects';

const PROBE_TIMEOUT_MS = 1_500;
/** Kept once: it proves that the bucket is there and that we may write, which no role's rights to read would. */
const PROBE_OBJECT = Buffer.from('creditor-answer-analysis\n');
/** Far above any mail that the webhook takes. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Objects in a bucket of Google Cloud Storage. */
export class CloudObjects extends Objects {
  constructor(
    private readonly storage: CloudStorage,
    private readonly bucket: string,
  ) {
    super();
  }

  async put(content: Uint8Array, mediaType: string): Promise<string> {
    const key = keyOf(content);
    await this.storage.upload(this.bucket, key, content, mediaType);
    return key;
  }

  async get(key: string): Promise<Buffer> {
    return verified(await this.storage.download(this.bucket, key, MAX_BYTES), key);
  }

  @Probe('gcs')
  async writable(): Promise<ProbeDetails> {
    const key = keyOf(PROBE_OBJECT);
    try {
      await this.storage.upload(this.bucket, key, PROBE_OBJECT, 'text/plain', PROBE_TIMEOUT_MS);
    } catch (error) {
      throw new Error(cloudRemedy(error), { cause: error });
    }
    return { adapter: 'gcs', bucket: this.bucket };
  }
}
