/** Values of MAPI properties by id, as bytes. */
export type MapiProperties = ReadonlyMap<number, Buffer>;

const FIXED_BYTES: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const MULTIPLE = 0x1000;
const UNICODE = 0x1f;
const GUID_BYTES = 16;

/** Reads a list of MAPI properties (MS-OXTNEF 2.1.3.4); texts come as UTF-8, of several values the first. Stops where it breaks off. */
export function readMapiProperties(data: Buffer): MapiProperties {
  const properties = new Map<number, Buffer>();
  let at = 0;
  const uint32 = () => data.readUInt32LE((at += 4) - 4);
  const padded = (length: number) => {
    const value = data.subarray(at, at + length);
    at += Math.ceil(length / 4) * 4;
    return value;
  };
  try {
    for (let left = uint32(); left > 0; left--) {
      const type = data.readUInt16LE(at);
      const id = data.readUInt16LE(at + 2);
      at += 4;
      if (id >= 0x8000) {
        at += GUID_BYTES;
        if (uint32() === 0) at += 4;
        else padded(uint32());
      }
      const kind = type & 0xfff;
      const size = FIXED_BYTES[kind];
      const count = size !== undefined && (type & MULTIPLE) === 0 ? 1 : uint32();
      for (let value = 0; value < count && at < data.length; value++) {
        const bytes = padded(size ?? uint32());
        if (value === 0) properties.set(id, kind === UNICODE ? utf8Of(bytes) : bytes);
      }
    }
  } catch (error) {
    if (!/OUT_OF_(RANGE|BOUNDS)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  return properties;
}

function utf8Of(utf16: Buffer): Buffer {
  return Buffer.from(utf16.toString('utf16le').replace(/\0+$/, ''), 'utf8');
}
