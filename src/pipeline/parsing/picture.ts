import type { PictureType } from '../../drivers/model/claude';
import type { Picture } from '../stages/parse';
import type { ReadAttachment } from './attachment-reader';
import type { MediaKind } from './media-kind';
import type { MimePart } from '../../documents/mime/mime-part';

/** The limit of the Messages API for one image. */
const MAX_IMAGE_BYTES = 5_000_000;
const MAX_PDF_BYTES = 15_000_000;
const IMAGE_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** The file itself, where some page is an image, recognised or not, and it is of a format that can be looked at; else null. */
export function pictureOf(
  { mediaType, content }: MimePart,
  kind: MediaKind,
  { outcome, pages }: ReadAttachment,
  source: string,
): Picture | null {
  const isSeen =
    outcome === 'unread' ||
    (pages?.some(({ text, recognition }) => recognition !== undefined || text.trim() === '') ?? false);
  if (!isSeen) return null;
  if (kind === 'pdf' && content.length <= MAX_PDF_BYTES)
    return { source, mediaType: 'application/pdf', content };
  const isImage = kind === 'image' && IMAGE_TYPES.includes(mediaType) && content.length <= MAX_IMAGE_BYTES;
  return isImage ? { source, mediaType: mediaType as PictureType, content } : null;
}
