import iconv from 'iconv-lite';
import { decodeWords } from 'postal-mime';

import { decodeText } from '../../src/documents/charset';
import type { MimePart } from '../../src/documents/mime/mime-part';
import { readMime } from '../../src/documents/mime/mime-reader';

/** How texts are put into bytes. `declared` false leaves the charset for the reader to find out. */
export interface Encoding {
  charset: string;
  transfer: 'base64' | 'quoted-printable' | '8bit';
  declared?: boolean;
}

/** A part of a mail whose text, if it is one, stands in plain characters. */
export interface Sheet {
  mediaType: string;
  parameters: Record<string, string>;
  disposition: string;
  filename: string | null;
  contentId: string | null;
  /** Null for what is no text. */
  text: string | null;
  bytes: Uint8Array;
  children: Sheet[];
}

const ENTITIES: Record<string, string> = {
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', euro: '€' },
};

/** A mail taken apart, so that it can be changed and written anew. */
export class Letter {
  private constructor(
    readonly headers: readonly { name: string; value: string }[],
    readonly root: Sheet,
  ) {}

  static async read(raw: Uint8Array): Promise<Letter> {
    const { root } = await readMime(raw);
    const headers = root.headers
      .filter(({ name }) => !/^(content-.*|mime-version)$/.test(name))
      .map(({ name, value }) => ({ name, value: decodeWords(value) }));
    return new Letter(headers, sheetOf(root));
  }

  /** All parts that are no multipart. */
  get leaves(): Sheet[] {
    return leavesOf(this.root);
  }

  /** True where nothing but texts, and things without meaning, makes up the mail. */
  get isText(): boolean {
    return this.leaves.every(
      ({ mediaType, text, contentId }) =>
        text !== null ||
        /pkcs7-signature|calendar/.test(mediaType) ||
        (mediaType.startsWith('image/') && contentId !== null),
    );
  }

  /** The same mail with every text, its subject and addresses too, put through `change`. */
  withTexts(change: (text: string) => string): Letter {
    const headers = this.headers.map(({ name, value }) => ({ name, value: change(value) }));
    return new Letter(
      headers,
      mapLeaves(this.root, (leaf) => (leaf.text === null ? leaf : { ...leaf, text: change(leaf.text) })),
    );
  }

  /** The same headers over other parts. */
  withRoot(root: Sheet): Letter {
    return new Letter(this.headers, root);
  }

  withLeaves(change: (leaf: Sheet) => Sheet): Letter {
    return this.withRoot(mapLeaves(this.root, change));
  }

  /** Null where the charset lacks a character of the texts. */
  write(encoding: Encoding): Buffer | null {
    const { charset } = encoding;
    const holds = (text: string) => iconv.decode(iconv.encode(text, charset), charset) === text;
    if (!this.leaves.every(({ text }) => text === null || holds(text))) return null;
    const headers = this.headers.map(({ name, value }) => `${name}: ${headerText(name, value)}\r\n`);
    return Buffer.concat([
      Buffer.from(`${headers.join('')}MIME-Version: 1.0\r\n`),
      writeSheet(this.root, encoding, '0'),
    ]);
  }
}

/** A part of text. */
export function textSheet(subtype: 'plain' | 'html', text: string, filename: string | null = null): Sheet {
  return {
    ...{ mediaType: `text/${subtype}`, parameters: {}, filename, contentId: null, text },
    ...{ disposition: filename === null ? '' : 'attachment', bytes: new Uint8Array(), children: [] },
  };
}

/** Parts side by side. */
export function mixedSheet(...children: Sheet[]): Sheet {
  return { ...textSheet('plain', ''), mediaType: 'multipart/mixed', text: null, children };
}

function leavesOf(sheet: Sheet): Sheet[] {
  return sheet.children.length === 0 ? [sheet] : sheet.children.flatMap(leavesOf);
}

function mapLeaves(sheet: Sheet, change: (leaf: Sheet) => Sheet): Sheet {
  if (sheet.children.length === 0) return change(sheet);
  return { ...sheet, children: sheet.children.map((child) => mapLeaves(child, change)) };
}

function sheetOf(part: MimePart): Sheet {
  const { mediaType, parameters, disposition, filename, contentId, content } = part;
  const isText = /^text\/(plain|html|csv)$/.test(mediaType);
  const decoded = isText ? decodeText(content, parameters.charset ?? null).text : null;
  const text =
    mediaType === 'text/html'
      ? decoded!.replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
      : decoded;
  return {
    ...{ mediaType, parameters, disposition, filename, contentId, text, bytes: content },
    children: part.children.map(sheetOf),
  };
}

/** Words beyond ASCII are encoded; an address stays outside of them. */
function headerText(name: string, value: string): string {
  if (/^[\x20-\x7e\s]*$/.test(value)) return value.replace(/\r?\n(?![ \t])/g, ' ');
  const [, display, address] = /^(from|to|cc|reply-to|sender)$/.test(name)
    ? (/^\s*"?(.*?)"?\s*(<[^<>]+>)\s*$/s.exec(value) ?? [])
    : [];
  return address === undefined ? encodedWords(value) : `${encodedWords(display)} ${address}`;
}

function encodedWords(text: string): string {
  const words = text.match(/.{1,12}/gsu) ?? [];
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function writeSheet(sheet: Sheet, encoding: Encoding, path: string): Buffer {
  const { children, mediaType, text, bytes, contentId, disposition, filename } = sheet;
  const named = filename === null ? '' : `; filename="${filename.replace(/[^\x20-\x7e]|"/g, '_')}"`;
  const more = [
    ...(disposition ? [`Content-Disposition: ${disposition}${named}`] : []),
    ...(contentId ? [`Content-ID: <${contentId}>`] : []),
  ];
  const head = (lines: string[]) => Buffer.from(`${[...lines, ...more].join('\r\n')}\r\n\r\n`);
  if (children.length > 0) {
    const boundary = `=_part_${path}`;
    const parts = children.flatMap((child, at) => [
      Buffer.from(`--${boundary}\r\n`),
      writeSheet(child, encoding, `${path}.${at}`),
      Buffer.from('\r\n'),
    ]);
    const declared = declaredParameters({ ...sheet.parameters, boundary });
    return Buffer.concat([
      head([`Content-Type: ${mediaType}${declared}`]),
      ...parts,
      Buffer.from(`--${boundary}--\r\n`),
    ]);
  }
  const transfer = text !== null ? encoding.transfer : mediaType === 'message/rfc822' ? '8bit' : 'base64';
  const { charset: _, ...rest } = sheet.parameters;
  const charset: Record<string, string> =
    text !== null && encoding.declared !== false ? { charset: encoding.charset } : {};
  const content = text === null ? bytes : iconv.encode(text.replace(/\r?\n/g, '\r\n'), encoding.charset);
  const type = `Content-Type: ${mediaType}${declaredParameters({ ...rest, ...charset })}`;
  return Buffer.concat([
    head([type, `Content-Transfer-Encoding: ${transfer}`]),
    transferred(content, transfer),
  ]);
}

function declaredParameters(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `; ${name}="${value.replace(/[^\x20-\x7e]|"/g, '_')}"`)
    .join('');
}

function transferred(bytes: Uint8Array, transfer: Encoding['transfer']): Buffer {
  const buffer = Buffer.from(bytes);
  if (transfer === '8bit') return buffer;
  if (transfer === 'base64')
    return Buffer.from((buffer.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'));
  const escaped = buffer
    .toString('latin1')
    .replace(
      /[^\x20-\x3c\x3e-\x7e\r\n]|[ ](?=\r\n)/g,
      (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  return Buffer.from(escaped.replace(/(?:=[0-9A-F]{2}|[^=\r\n]){72}(?=.)/g, '$&=\r\n'), 'latin1');
}
