import type { CloudStorage } from './cloud-storage';
import { keyOf, Objects, verified } from './objects';

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
}
