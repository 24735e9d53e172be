/** A property of MAPI: its id, its type, its bytes. */
export type MapiProperty = [id: number, type: number, value: Buffer];

const ATTACHMENT_START = 0x69002;
const ATTACHMENT_DATA = 0x6800f;
const ATTACHMENT_PROPERTIES = 0x69005;
const MESSAGE_PROPERTIES = 0x69003;

/** A winmail.dat of message properties and attachments. */
export function tnefFile(message: MapiProperty[], attachments: { name: string; content: Buffer }[]): Buffer {
  const longName = (name: string): MapiProperty => [0x3707, 0x1f, Buffer.from(`${name}\0`, 'utf16le')];
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    attribute(1, MESSAGE_PROPERTIES, propertyList(message)),
    ...attachments.flatMap(({ name, content }) => [
      attribute(2, ATTACHMENT_START, Buffer.alloc(14)),
      attribute(2, ATTACHMENT_DATA, content),
      attribute(2, ATTACHMENT_PROPERTIES, propertyList([longName(name)])),
    ]),
  ]);
}

function attribute(level: number, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}

function propertyList(properties: MapiProperty[]): Buffer {
  const pieces = properties.map(([id, type, value]) => {
    const head = Buffer.alloc(12);
    head.writeUInt16LE(type, 0);
    head.writeUInt16LE(id, 2);
    head.writeUInt32LE(1, 4);
    head.writeUInt32LE(value.length, 8);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  });
  const count = Buffer.alloc(4);
  count.writeUInt32LE(properties.length);
  return Buffer.concat([count, ...pieces]);
}
