import { StringDecoder } from 'node:string_decoder';

import { SaxesParser } from 'saxes';

/** What is done with the tags and texts of an XML document, in their order. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

const MAX_DEPTH = 300;

/**
 * Reads XML as it is inflated, keeping nothing. Entities of a document's own are errors, so none can multiply.
 * @throws Error where it is not well-formed.
 */
export async function readXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('opentag', (tag) => {
    if (++depth > MAX_DEPTH) throw new Error(`XML nested deeper than ${MAX_DEPTH} elements`);
    handler.open(tag.name, tag.attributes);
  });
  parser.on('closetag', (tag) => {
    depth--;
    handler.close(tag.name);
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  let decoder: StringDecoder | null = null;
  for await (const chunk of chunks) {
    decoder ??= new StringDecoder(isWide(chunk) ? 'utf16le' : 'utf8');
    parser.write(decoder.write(chunk));
  }
  if (decoder !== null) parser.write(decoder.end()).close();
}

/** Some programs write a prefix before every name. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function isWide(start: Uint8Array): boolean {
  return start[0] === 0xff && start[1] === 0xfe;
}
