import { Constructed, Integer, ObjectIdentifier, OctetString, Sequence, Set } from 'asn1js';

const oid = (value: string) => new ObjectIdentifier({ value });
const explicit = (value: Sequence | OctetString) =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [value] });
const container = (type: string, content: Sequence) =>
  Buffer.from(new Sequence({ value: [oid(type), explicit(content)] }).toBER());

/** An S/MIME container around the content, in two pieces as mail programs write it; the signature is left out. */
export function signedFile(content: Buffer): Buffer {
  const half = content.length >> 1;
  const pieces = [content.subarray(0, half), content.subarray(half)];
  const octets = new OctetString({
    isConstructed: true,
    value: pieces.map((piece) => new OctetString({ valueHex: new Uint8Array(piece) })),
  });
  const encapsulated = new Sequence({ value: [oid('1.2.840.113549.1.7.1'), explicit(octets)] });
  return container(
    '1.2.840.113549.1.7.2',
    new Sequence({ value: [new Integer({ value: 1 }), new Set(), encapsulated, new Set()] }),
  );
}

/** A container that only its receiver can open. */
export function envelopedFile(): Buffer {
  return container('1.2.840.113549.1.7.3', new Sequence({ value: [new Integer({ value: 0 })] }));
}
