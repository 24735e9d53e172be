import PostalMime, { decodeWords } from 'postal-mime';

import { PermanentFailure } from '../../failure';
import { transcodeToUtf8 } from '../charset';
import { CheckedBase64, type TransferDecoder } from './checked-base64';
import { LineJoiner } from './line-joiner';
import type { MimePart } from './mime-part';

/** A mail as a tree of parts, and what was wrong with its form. */
export interface MimeReading {
  root: MimePart;
  /** The form is broken: cut off, unknown boundary, no headers, bytes that are no base64. What could be read is in the tree. */
  damaged: boolean;
  /** Parts beyond the caps were left out. */
  dropped: boolean;
  /** Headers held undeclared 8-bit characters. */
  headersRepaired: boolean;
}

const MAX_PARTS = 200;
const MAX_DEPTH = 5;
const MAX_HEADER_BYTES = 512 * 1024;

/**
 * Reads raw bytes as MIME. Damage is reported, not thrown.
 * @throws PermanentFailure `mime_unreadable` where there is neither a header nor a word of text.
 */
export async function readMime(raw: Uint8Array): Promise<MimeReading> {
  const repaired = repairHeaders(raw);
  const tree = await parseTree(repaired ?? raw);
  const { root, broken } = tree ?? (await parseTree(headerSection(raw))) ?? NOTHING;
  if (root === null || !root.headers.some((header) => KNOWN_HEADER.test(header.key)))
    return readHeadless(raw);
  const mended = await reviveMultipart(root);
  const census = { left: MAX_PARTS, dropped: tree === null, undecoded: false };
  const part = toPart(root, 0, census);
  const damaged =
    tree === null || broken || mended || census.undecoded || isCutOff(root, raw) || !hasHeaderEnd(raw);
  return { root: part, damaged, dropped: census.dropped, headersRepaired: repaired !== null };
}

/** A mail whose body cannot be taken apart: its headers stand for it. */
export async function readMimeHeaders(raw: Uint8Array): Promise<MimeReading> {
  const reading = await readMime(headerSection(raw));
  return { ...reading, damaged: true, dropped: true };
}

/** The tree that postal-mime builds. Its typings leave it out; the specs of the parse stage hold it in place. */
interface MimeNode {
  headers: { key: string; value: string }[];
  contentType: { parsed: { value: string; params: Record<string, string> }; multipart: string | false };
  contentDisposition: { parsed: { value: string; params: Record<string, string> } };
  contentId?: string;
  content: ArrayBuffer | null;
  contentDecoder: TransferDecoder | null;
  childNodes: MimeNode[];
}

interface ParserInternals {
  root: MimeNode;
  currentNode: MimeNode;
  readLine: () => unknown;
}

/** postal-mime without its second half: sorting the parts into one text and decoding charsets is done here, part by part. */
class TreeParser extends PostalMime {
  collectNode(): Promise<void> {
    return Promise.resolve();
  }

  renderTextContent(): void {}
}

const KNOWN_HEADER =
  /^(from|to|cc|subject|date|message-id|received|return-path|sender|reply-to|mime-version|content-[a-z-]+|x-[a-z-]+|delivered-to)$/;

/** A tree, and whether bytes were lost on the way to it. */
interface Tree {
  root: MimeNode | null;
  broken: boolean;
}

const NOTHING: Tree = { root: null, broken: false };

async function parseTree(raw: Uint8Array): Promise<Tree | null> {
  const parser = new TreeParser({
    maxNestingDepth: 256,
    maxHeadersSize: MAX_HEADER_BYTES,
    forceRfc822Attachments: true,
  });
  const internals = parser as unknown as ParserInternals;
  let broken = false;
  replaceDecoders(internals, () => (broken = true));
  try {
    await parser.parse(raw);
  } catch {
    return null;
  }
  return { root: internals.root, broken };
}

/**
 * Puts our decoders in the place of postal-mime's: it makes two Blob parts of each line of an unencoded part, ten seconds for
 * an enclosed message of 20 MB, and skips what is no base64.
 */
function replaceDecoders(parser: ParserInternals, onBroken: () => void): void {
  const readLine = parser.readLine.bind(parser);
  parser.readLine = () => {
    const node = parser.currentNode;
    const decoder = node.contentDecoder;
    if (decoder !== null && !(decoder instanceof LineJoiner) && !(decoder instanceof CheckedBase64)) {
      if ('remainder' in decoder) node.contentDecoder = new CheckedBase64(decoder, onBroken);
      else if (!('buffer' in decoder)) node.contentDecoder = new LineJoiner();
    }
    return readLine();
  };
}

/** Of the parts of a mail. */
interface Census {
  left: number;
  dropped: boolean;
  /** Some part is in a transfer encoding that nobody knows. */
  undecoded: boolean;
}

const TRANSFER_ENCODING = /^\s*("?)(7-?bit|8-?bit|binary|quoted-printable|base64|)\1\s*(;|\(|$)/i;

function toPart(node: MimeNode, depth: number, census: Census): MimePart {
  census.left--;
  const encoding = node.headers.find(({ key }) => key === 'content-transfer-encoding');
  if (encoding && !TRANSFER_ENCODING.test(encoding.value)) census.undecoded = true;
  const type = node.contentType.parsed;
  const disposition = node.contentDisposition.parsed;
  const filename = disposition.params.filename || type.params.name || null;
  const children: MimePart[] = [];
  for (const child of node.childNodes) {
    if (census.left <= 0 || depth >= MAX_DEPTH) {
      census.dropped = true;
      break;
    }
    children.push(toPart(child, depth + 1, census));
  }
  return {
    mediaType: type.value || 'text/plain',
    parameters: type.params,
    disposition: disposition.value,
    filename: filename === null ? null : decodeWords(filename),
    contentId: node.contentId?.replace(/[<>\s]/g, '') || null,
    headers: node.headers.map(({ key, value }) => ({ name: key, value })),
    content: node.contentType.multipart
      ? new Uint8Array()
      : new Uint8Array(node.content ?? new ArrayBuffer(0)),
    children,
  };
}

/** A multipart whose boundary never comes is read by the boundary that its body shows, else as text. True if one was mended. */
async function reviveMultipart(root: MimeNode): Promise<boolean> {
  if (!root.contentType.multipart || root.childNodes.length > 0) return false;
  const body = Buffer.from(root.content ?? new ArrayBuffer(0));
  const shown = /^--([^\s-][^\r\n]{0,120}?|-+[^\s-][^\r\n]{0,120}?)[ \t]*\r?\ncontent-/im.exec(
    body.toString('latin1'),
  )?.[1];
  const type =
    shown === undefined ? 'text/plain' : `multipart/mixed; boundary="${shown.replace(/["\\]/g, '\\$&')}"`;
  const tree = await parseTree(Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`, 'latin1'), body]));
  const revived = tree?.root;
  if (!revived) return true;
  root.contentType = revived.contentType;
  root.childNodes = revived.childNodes;
  root.content = revived.content;
  return true;
}

function isCutOff(node: MimeNode, raw: Uint8Array): boolean {
  const boundary = node.contentType.multipart ? node.contentType.parsed.params.boundary : undefined;
  if (boundary === undefined) return false;
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return (
    bytes.lastIndexOf(`--${boundary}--`) < 0 ||
    node.childNodes.slice(0, MAX_PARTS).some((child) => isCutOff(child, raw))
  );
}

/** Undeclared 8-bit headers as UTF-8, for postal-mime reads headers as nothing else; null where there are none. */
function repairHeaders(raw: Uint8Array): Uint8Array | null {
  const section = headerSection(raw);
  const headers = transcodeToUtf8(section);
  return headers === null ? null : Buffer.concat([headers, raw.subarray(section.length)]);
}

function headerSection(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MAX_HEADER_BYTES));
  const ends = [bytes.indexOf('\n\n'), bytes.indexOf('\n\r\n')].filter((end) => end >= 0);
  return bytes.subarray(0, ends.length === 0 ? bytes.length : Math.min(...ends));
}

/** A mail without a body ends its headers all the same; one that does not was cut off in them. */
function hasHeaderEnd(raw: Uint8Array): boolean {
  return headerSection(raw).length < raw.length;
}

/** Bytes without any header of a mail: all of it is taken for text. */
function readHeadless(raw: Uint8Array): MimeReading {
  if (!/[\p{L}\p{N}]/u.test(Buffer.from(raw).toString('utf8'))) {
    throw new PermanentFailure('mime_unreadable', 'The mail holds neither headers nor text.');
  }
  const root: MimePart = {
    mediaType: 'text/plain',
    parameters: {},
    disposition: '',
    filename: null,
    contentId: null,
    headers: [],
    content: raw,
    children: [],
  };
  return { root, damaged: true, dropped: false, headersRepaired: false };
}
