import { Injectable } from '@nestjs/common';

import { AttachmentBuckets } from '../drivers/objects/attachment-buckets';
import { Objects } from '../drivers/objects/objects';
import { PermanentFailure } from '../failure';
import { Settings } from '../settings';
import type { ArchivedObject } from '../webhook/inbox.entity';
import { isReferenced, type PostmarkAttachment, type PostmarkDelivery } from '../webhook/postmark';
import type { AttachmentReading } from './stages/parse';

/** What became of the attachments that a delivery names by address alone. */
export interface Referenced {
  /** By address. */
  contents: ReadonlyMap<string, Buffer>;
  unfetched: AttachmentReading[];
}

/** Fetches the attachments that a provider has left in a bucket. */
@Injectable()
export class ReferencedAttachments {
  constructor(
    private readonly buckets: AttachmentBuckets,
    private readonly objects: Objects,
    private readonly settings: Settings,
  ) {}

  /**
   * All of a mail together may be as large as a mail that carries them itself.
   *
   * @param archived  what the archive has of the mail: an object that is gone from its bucket is taken from there.
   * @throws TransientFailure where a store does not answer.
   */
  async of(delivery: PostmarkDelivery, archived: readonly ArchivedObject[]): Promise<Referenced> {
    const contents = new Map<string, Buffer>();
    const unfetched: AttachmentReading[] = [];
    let left = this.settings.webhookMaxBytes;
    for (const attachment of delivery.Attachments.filter(isReferenced)) {
      const { Url } = attachment;
      try {
        const content = contents.get(Url) ?? (await this.fetch(Url, left, archived));
        if (!contents.has(Url)) left -= content.length;
        contents.set(Url, content);
      } catch (error) {
        if (!(error instanceof PermanentFailure)) throw error;
        unfetched.push(unfetchedReading(attachment, error));
      }
    }
    return { contents, unfetched };
  }

  private async fetch(url: string, maxBytes: number, archived: readonly ArchivedObject[]): Promise<Buffer> {
    try {
      return await this.buckets.fetch(url, maxBytes);
    } catch (error) {
      const kept = archived.find((object) => object.url === url);
      if (kept && error instanceof PermanentFailure && error.code === 'object_missing')
        return this.objects.get(kept.key);
      throw error;
    }
  }
}

function unfetchedReading(
  { Name, ContentType }: PostmarkAttachment,
  { code, message }: PermanentFailure,
): AttachmentReading {
  return {
    filename: Name || 'attachment',
    mediaType: ContentType || 'application/octet-stream',
    size: 0,
    outcome: code === 'object_too_large' ? 'too_large' : 'missing',
    detail: `The mail names it by address alone, and it could not be fetched. ${message}`,
  };
}
