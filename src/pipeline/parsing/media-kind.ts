import type { MimePart } from './mime-part';

/** What a part is, told by its first bytes, then by its name, then by its declared type. */
export type MediaKind =
  | 'pdf'
  | 'csv'
  | 'text'
  | 'html'
  | 'message'
  | 'docx'
  | 'xlsx'
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
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'office'],
  [/^\s*\{\\rtf/, 'rtf'],
  [/^\x78\x9f\x3e\x22/, 'tnef'],
  [/^(\x89PNG|GIF8|\xff\xd8\xff|II\*\0|MM\0\*|RIFF[^]{4}WEBP|[^]{4}ftyp(heic|heif|mif1|avif))/, 'image'],
  [/^-----BEGIN PGP MESSAGE/, 'encrypted'],
  [/^(\xef\xbb\xbf)?\s*(<!doctype html|<html[\s>])/i, 'html'],
];
const BY_NAME: [name: RegExp, kind: MediaKind][] = [
  [/\.(csv|tsv|tab)$/i, 'csv'],
  [/\.(txt|text|log|asc)$/i, 'text'],
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
  [/^text\/plain$/, 'text'],
];

/** Text formats have no signature to sniff: control bytes speak against them. */
function isPlausible(kind: MediaKind, start: string): boolean {
  if (!/^(csv|text|html|message)$/.test(kind)) return true;
  const isWide = /^(\xff\xfe|\xfe\xff)/.test(start);
  return isWide || (start.match(/[\x00-\x08\x0e-\x1a]/g)?.length ?? 0) <= start.length / 50;
}

/** Office formats are ZIP archives; the names of their members stand uncompressed in them. */
function zipKind(content: Uint8Array): MediaKind {
  const archive = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (archive.includes('word/document')) return 'docx';
  if (archive.includes('xl/workbook')) return 'xlsx';
  return archive.includes('[Content_Types].xml') || archive.includes('mimetypeapplication/vnd.oasis')
    ? 'office'
    : 'zip';
}

function isEnveloped(part: MimePart): boolean {
  return /enveloped|encrypted/i.test(part.parameters['smime-type'] ?? '');
}
