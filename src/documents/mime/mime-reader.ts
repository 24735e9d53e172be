import PostalMime, { decodeWords } from 'postal-mime';

import { PermanentFailure } from '../../failure';
import { transcodeToUtf8 } from '../charset';
import { LineJoiner } from './line-joiner';
import type { MimePart } from './mime-part';

/** A mail as a tree of parts, and what was wrong with its form. */
export interface MimeReading {
  root: MimePart;
  /** The form is broken: cut off, unknown boundary, no headers. What could be read is in the tree. */
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
  const whole = await parseTree(repaired ?? raw);
  const root = whole ?? (await parseTree(headerSection(raw)));
  if (root === null || !root.headers.some((header) => KNOWN_HEADER.test(header.key)))
    return readHeadless(raw);
  const mended = await reviveMultipart(root);
  const census = { left: MAX_PARTS, dropped: whole === null };
  const part = toPart(root, 0, census);
  const damaged = whole === null || mended || isCutOff(root, raw);
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
  /** Decodes the transfer encoding line by line. */
  contentDecoder: object | null;
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

async function parseTree(raw: Uint8Array): Promise<MimeNode | null> {
  const parser = new TreeParser({
    maxNestingDepth: 256,
    maxHeadersSize: MAX_HEADER_BYTES,
    forceRfc822Attachments: true,
  });
  const internals = parser as unknown as ParserInternals;
  joinLinesCheaply(internals);
  try {
    await parser.parse(raw);
  } catch {
    return null;
  }
  return internals.root;
}

/** postal-mime makes two Blob parts of each line of an unencoded part: ten seconds for an enclosed message of 20 MB. */
function joinLinesCheaply(parser: ParserInternals): void {
  const readLine = parser.readLine.bind(parser);
  parser.readLine = () => {
    const decoder = parser.currentNode.contentDecoder;
    const isPassThrough = decoder !== null && !('remainder' in decoder) && !('buffer' in decoder);
    if (isPassThrough && !(decoder instanceof LineJoiner))
      parser.currentNode.contentDecoder = new LineJoiner();
    return readLine();
  };
}

function toPart(node: MimeNode, depth: number, census: { left: number; dropped: boolean }): MimePart {
  census.left--;
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
  const revived = await parseTree(
    Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`, 'latin1'), body]),
  );
  if (revived === null) return true;
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
