import { decodeText } from './charset';
import { unpackRtf } from './compressed-rtf';
import type { DocumentReading, DocumentRequest, EnclosedFile } from './document-reading';
import { type MapiProperties, readMapiProperties } from './mapi-properties';
import { readRtfText } from './rtf-text';

/** Attributes of a TNEF stream (MS-OXTNEF 2.1.3.3). */
const BODY = 0x800c;
const ATTACHMENT_DATA = 0x800f;
const ATTACHMENT_TITLE = 0x8010;
const ATTACHMENT_START = 0x9002;
const MESSAGE_PROPERTIES = 0x9003;
const ATTACHMENT_PROPERTIES = 0x9005;
/** MAPI properties (MS-OXPROPS). */
const PLAIN_BODY = 0x1000;
const RTF_BODY = 0x1009;
const HTML_BODY = 0x1013;
const ATTACHED_DATA = 0x3701;
const SHORT_NAME = 0x3704;
const ATTACH_METHOD = 0x3705;
const LONG_NAME = 0x3707;
const MIME_TAG = 0x370e;
const EMBEDDED_MESSAGE = 5;

const HEADER_BYTES = 6;
const GUID_BYTES = 16;
const MAX_FILES = 50;

/** An attachment as its attributes come by. */
interface Attached {
  title: Buffer | null;
  data: Buffer | null;
  properties: MapiProperties;
}

/** Opens what Outlook wraps its letters in (winmail.dat): the letter and its attachments come out to be read in their turn. */
export function readTnef(request: DocumentRequest): DocumentReading {
  const { bytes } = request;
  const stream = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const attached: Attached[] = [];
  let message: MapiProperties = new Map();
  let body: Buffer | null = null;
  for (const { id, data } of attributesOf(stream)) {
    const last = attached.at(-1);
    if (id === BODY) body = data;
    else if (id === MESSAGE_PROPERTIES) message = readMapiProperties(data);
    else if (id === ATTACHMENT_START) attached.push({ title: null, data: null, properties: new Map() });
    else if (last === undefined) continue;
    else if (id === ATTACHMENT_TITLE) last.title = data;
    else if (id === ATTACHMENT_DATA) last.data = data;
    else if (id === ATTACHMENT_PROPERTIES) last.properties = readMapiProperties(data);
  }
  const files = [...letterOf(message, body), ...attached.slice(0, MAX_FILES).map(fileOf)];
  if (attached.length > MAX_FILES)
    return { outcome: 'too_large', detail: `Only ${MAX_FILES} attachments were read.`, pages: [], files };
  if (files.length === 0)
    return { outcome: 'unread', detail: 'Nothing was found in the winmail.dat.', pages: [] };
  return { outcome: 'read', pages: [], files };
}

function* attributesOf(stream: Buffer): Generator<{ id: number; data: Buffer }> {
  for (let at = HEADER_BYTES; at + 9 <= stream.length;) {
    const id = stream.readUInt16LE(at + 1);
    const length = stream.readUInt32LE(at + 5);
    const start = at + 9;
    yield { id, data: stream.subarray(start, start + length) };
    at = start + length + 2;
  }
}

/** The richest form of the letter that there is. */
function letterOf(message: MapiProperties, body: Buffer | null): EnclosedFile[] {
  const letter = (mediaType: string, bytes: Buffer): EnclosedFile[] => [
    { name: null, mediaType, bytes, role: 'text' },
  ];
  const html = message.get(HTML_BODY);
  if (html !== undefined && html.length > 0) return letter('text/html', html);
  const rtf = message.get(RTF_BODY);
  if (rtf !== undefined && rtf.length > HEADER_BYTES) {
    const { text, isHtml } = readRtfText(unpackRtf(rtf));
    if (text !== '') return letter(isHtml ? 'text/html' : 'text/plain', Buffer.from(text, 'utf8'));
  }
  const plain = message.get(PLAIN_BODY) ?? body;
  return plain === null ? [] : letter('text/plain', withoutEnd(plain));
}

function fileOf({ title, data, properties }: Attached): EnclosedFile {
  const name = properties.get(LONG_NAME) ?? title ?? properties.get(SHORT_NAME);
  const tag = properties.get(MIME_TAG);
  const content = data ?? properties.get(ATTACHED_DATA) ?? Buffer.alloc(0);
  // An attached message is a TNEF stream behind the id of its interface.
  const isMessage = properties.get(ATTACH_METHOD)?.readUInt32LE(0) === EMBEDDED_MESSAGE;
  return {
    name: name === undefined ? null : decodeText(withoutEnd(name), null).text,
    mediaType: tag === undefined ? null : withoutEnd(tag).toString('latin1').toLowerCase(),
    bytes: isMessage ? content.subarray(GUID_BYTES) : content,
    role: 'file',
  };
}

function withoutEnd(text: Buffer): Buffer {
  const end = text.indexOf(0);
  return end < 0 ? text : text.subarray(0, end);
}
