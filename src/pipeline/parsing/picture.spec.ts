import type { MimePart } from '../../documents/mime/mime-part';
import type { ReadAttachment } from './attachment-reader';
import type { MediaKind } from './media-kind';
import { pictureOf } from './picture';

const content = new Uint8Array([1, 2, 3]);
const page = (text: string, recognition?: { confidence: number; rows: [] }) => ({
  ...{ number: 1, text, hidden: '', recognition },
});
const recognised = page('Gesamtforderung 512,34 EUR', { confidence: 0.9, rows: [] });

function picture(kind: MediaKind, mediaType: string, reading: Partial<ReadAttachment>, size = 3) {
  const part = { mediaType, content: size === 3 ? content : new Uint8Array(size) } as MimePart;
  return pictureOf(part, kind, { outcome: 'read', ...reading }, 'attachment:a');
}

describe('a picture for a reader that sees', () => {
  it.each([
    ['a page that was recognised', { pages: [page('Anschreiben'), recognised] }],
    ['a page without text', { pages: [page('Anschreiben'), page(' ')] }],
    ['nothing that could be read', { outcome: 'unread' as const }],
  ])('is a PDF with %s', (_, reading) => {
    expect(picture('pdf', 'application/pdf', reading)).toEqual({
      ...{ source: 'attachment:a', mediaType: 'application/pdf', content },
    });
  });

  it('is an image of a type that can be shown', () => {
    expect(picture('image', 'image/png', { pages: [recognised] })).toMatchObject({ mediaType: 'image/png' });
    expect(picture('image', 'image/tiff', { pages: [recognised] })).toBeNull();
  });

  it('is nothing whose text stands in it, that is furniture, or too large', () => {
    expect(picture('pdf', 'application/pdf', { pages: [page('Gesamtforderung 512,34 EUR')] })).toBeNull();
    expect(picture('image', 'image/png', { outcome: 'irrelevant' })).toBeNull();
    expect(picture('image', 'image/png', { pages: [recognised] }, 5_000_001)).toBeNull();
    expect(picture('pdf', 'application/pdf', { pages: [recognised] }, 15_000_001)).toBeNull();
  });
});
