import type { MimePart } from '../../documents/mime/mime-part';

/** What a part is, told by its first bytes, then by its name, then by its declared type. */
export type MediaKind =
  | 'pdf'
  | 'csv'
  | 'text'
  | 'html'
  | 'message'
  | 'docx'
  | 'xlsx'
  /** An OLE compound file: Office before 2007, an encrypted document, a message of Outlook. */
  | 'compound'
  | 'office'
  | 'rtf'
  | 'zip'
  | 'tnef'
  | 'image'
  | 'signed'
  | 'encrypted'
  | 'empty'
  | 'furniture'
  | 'unknown';

export function mediaKindOf(part: MimePart): MediaKind {
  const declared = BY_TYPE.find(([pattern]) => pattern.test(part.mediaType))?.[1];
  if (declared === 'furniture' || declared === 'message') return declared;
  if (part.content.length === 0) return 'empty';
  if (declared === 'signed') return isEnveloped(part) ? 'encrypted' : 'signed';
  const start = Buffer.from(part.content.subarray(0, 1_024)).toString('latin1');
  const sniffed = BY_START.find(([pattern]) => pattern.test(start))?.[1];
  if (sniffed === 'zip') return zipKind(part.content);
  if (sniffed !== undefined) return sniffed;
  const named = BY_NAME.find(([pattern]) => pattern.test(part.filename ?? ''))?.[1] ?? declared;
  return named !== undefined && isPlausible(named, start) ? named : 'unknown';
}

const BY_START: [start: RegExp, kind: MediaKind][] = [
  [/^[^]{0,1000}?%PDF-\d/, 'pdf'],
  [/^PK\x03\x04/, 'zip'],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'compound'],
  [/^\s*\{\\rtf/, 'rtf'],
  [/^\x78\x9f\x3e\x22/, 'tnef'],
  [/^(\x89PNG|GIF8|\xff\xd8\xff|II\*\0|MM\0\*|RIFF[^]{4}WEBP|[^]{4}ftyp(heic|heif|mif1|avif))/, 'image'],
  [/^-----BEGIN PGP MESSAGE/, 'encrypted'],
  [/^(\xef\xbb\xbf)?\s*(<!doctype html|<html[\s>])/i, 'html'],
];
const BY_NAME: [name: RegExp, kind: MediaKind][] = [
  [/\.(csv|tsv|tab)$/i, 'csv'],
  [/\.(txt|text|log|asc|md)$/i, 'text'],
  [/\.html?$/i, 'html'],
  [/\.eml$/i, 'message'],
  [/\.(ics|vcf|p7s|sig)$/i, 'furniture'],
  [/\.p7m$/i, 'signed'],
];
const BY_TYPE: [mediaType: RegExp, kind: MediaKind][] = [
  [/^message\/(rfc822|global)$|^text\/rfc822-headers$/, 'message'],
  [
    /^message\/|^text\/(calendar|x-?vcard|vcard|directory|x-amp-html)$|^application\/(ics|pgp-(signature|keys|encrypted)|(x-)?pkcs7-signature)$/,
    'furniture',
  ],
  [/^application\/(x-)?pkcs7-mime$/, 'signed'],
  [/^(text\/(csv|tab-separated-values|comma-separated-values|x-csv)|application\/csv)$/, 'csv'],
  [/^text\/html$/, 'html'],
  [/^text\/(plain|markdown|x-markdown)$/, 'text'],
];

/** Text formats have no signature to sniff: control bytes speak against them. */
function isPlausible(kind: MediaKind, start: string): boolean {
  if (!/^(csv|text|html|message)$/.test(kind)) return true;
  const isWide = /^(\xff\xfe|\xfe\xff|([\t\r\n -~]\0){4}|(\0[\t\r\n -~]){4})/.test(start);
  return isWide || (start.match(/[\x00-\x08\x0e-\x1a]/g)?.length ?? 0) <= start.length / 50;
}

/** Office formats are ZIP archives; the names of their members stand uncompressed in the directory at the end. */
function zipKind(content: Uint8Array): MediaKind {
  const archive = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const start = end < 0 || end + 20 > archive.length ? 0 : archive.readUInt32LE(end + 16);
  const directory = archive.subarray(Math.min(start, archive.length));
  if (directory.includes('word/document')) return 'docx';
  if (directory.includes('xl/workbook.xml')) return 'xlsx';
  const isOffice =
    directory.includes('[Content_Types].xml') || archive.includes('mimetypeapplication/vnd.oasis');
  return isOffice ? 'office' : 'zip';
}

function isEnveloped(part: MimePart): boolean {
  return /enveloped|encrypted/i.test(part.parameters['smime-type'] ?? '');
}
