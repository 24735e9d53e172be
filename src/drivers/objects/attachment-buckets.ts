import { PermanentFailure } from '../../failure';
import type { CloudStorage } from './cloud-storage';

/** https://cloud.google.com/storage/docs/buckets#naming and objects#naming; nothing in it is percent-encoded. */
const GS_URL = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/([^\r\n]{1,1024})$/s;

/** Attachments that a provider leaves in a bucket and delivers as a `gs://` address. */
export class AttachmentBuckets {
  /** @param storage  null where no bucket is allowed. */
  constructor(
    private readonly storage: CloudStorage | null,
    private readonly allowed: readonly string[],
  ) {}

  /**
   * Downloads from an allowed bucket, and from nowhere else: the address comes with the mail.
   *
   * @throws PermanentFailure `attachment_address_refused`, `object_missing`, `object_too_large`, `object_unverified`
   * @throws TransientFailure where the store does not answer.
   */
  async fetch(url: string, maxBytes: number): Promise<Buffer> {
    const [, bucket, name] = GS_URL.exec(url) ?? [];
    if (!bucket) throw refused('Its address is not of the form gs://bucket/object.');
    if (!this.storage || !this.allowed.includes(bucket))
      throw refused('Its bucket is not among those of GCS_ATTACHMENT_BUCKETS.');
    return this.storage.download(bucket, name, maxBytes);
  }
}

function refused(message: string): PermanentFailure {
  return new PermanentFailure('attachment_address_refused', message);
}
