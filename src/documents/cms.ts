import { fromBER, ObjectIdentifier, OctetString, Sequence } from 'asn1js';

import type { DocumentReading, DocumentRequest, EnclosedFile } from './document-reading';

/** Content types of the Cryptographic Message Syntax (RFC 5652). */
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const ENCRYPTED = new Set(['1.2.840.113549.1.7.3', '1.2.840.113549.1.7.6', '1.2.840.113549.1.9.16.1.23']);

/**
 * Opens an S/MIME container that is signed and not encrypted: what was signed comes out. Whether the signature is good is not
 * asked; it proves nothing that the service relies on.
 */
export function readCms(request: DocumentRequest): DocumentReading {
  const { result, offset } = fromBER(derOf(request.bytes));
  if (offset < 0 || !(result instanceof Sequence)) return broken();
  const [type, explicit] = result.valueBlock.value;
  if (!(type instanceof ObjectIdentifier)) return broken();
  const oid = type.valueBlock.toString();
  if (ENCRYPTED.has(oid))
    return { outcome: 'encrypted', detail: 'The S/MIME content is encrypted.', pages: [] };
  if (oid !== SIGNED_DATA)
    return { outcome: 'unread', detail: 'An S/MIME container of another kind than signed.', pages: [] };
  const signed = childrenOf(childrenOf(explicit)[0]);
  const encapsulated = signed.find((part) => part instanceof Sequence);
  const content = childrenOf(childrenOf(encapsulated)[1])[0];
  if (!(content instanceof OctetString))
    return { outcome: 'unread', detail: 'A signature without what was signed.', pages: [] };
  return { outcome: 'read', pages: [], files: [enclosed(new Uint8Array(content.getValue()))] };
}

/** A mail program signs MIME; a signing program signs any file. */
function enclosed(bytes: Uint8Array): EnclosedFile {
  const start = Buffer.from(bytes.subarray(0, 2_000)).toString('latin1');
  const isMime = /^\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:/i.test(start);
  return { name: null, mediaType: null, bytes, role: isMime ? 'message' : 'file' };
}

/** Some gateways leave the container in base64. */
function derOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes;
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/-----[^-]+-----/g, '');
  return /^[\sA-Za-z0-9+/=]+$/.test(text) ? Buffer.from(text, 'base64') : bytes;
}

function childrenOf(block: unknown): unknown[] {
  const value = (block as { valueBlock?: { value?: unknown } } | undefined)?.valueBlock?.value;
  return Array.isArray(value) ? value : [];
}

function broken(): DocumentReading {
  return { outcome: 'broken', detail: 'The S/MIME container is damaged.', pages: [] };
}
