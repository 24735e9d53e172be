import type { DocumentReading } from './document-reading';
import { decodeGrey, imageHeader, ImageTooLarge } from './grey-raster';
import type { ScanReader } from './scan-reading';
import { readScanPage } from './scan-page';

/** Recognises the pages of an image file: one, or those of a TIFF. */
export const readImage: ScanReader = async ({ bytes, maxPages }, recogniser, emit) => {
  const header = await imageHeader(bytes).catch(() => null);
  if (!header)
    return { outcome: 'unread', detail: 'An image in a format that is not known, or broken.', pages: [] };
  const pages = Math.min(header.format === 'tiff' ? header.pages : 1, maxPages);
  for (let page = 0; page < pages; page++) {
    const refusal = await decodeGrey(bytes, page).then(
      async (raster) => {
        emit(await readScanPage(recogniser, raster, page + 1));
        return null;
      },
      (error: unknown) => refusalFor(error, page + 1),
    );
    if (refusal) return refusal;
  }
  if (header.format === 'tiff' && header.pages > pages) {
    const detail = `Only the first ${pages} of ${header.pages} pages were read.`;
    return { outcome: 'too_large', detail, pages: [] };
  }
  return { outcome: 'read', pages: [] };
};

function refusalFor(error: unknown, page: number): DocumentReading {
  if (error instanceof ImageTooLarge)
    return { outcome: 'too_large', detail: `Page ${page} has too many pixels to be read.`, pages: [] };
  return { outcome: 'broken', detail: `Page ${page} of the image is damaged.`, pages: [] };
}
