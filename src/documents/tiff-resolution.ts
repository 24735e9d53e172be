const X_RESOLUTION = 282;
const Y_RESOLUTION = 283;
const ENTRY_BYTES = 12;
const MAX_ENTRIES = 500;

/**
 * How much taller than wide a pixel of a TIFF page is: 2.08 for a fax of standard resolution (204 × 98 dpi). 1 where the file
 * does not say, or says what no device makes.
 * @param page from 0.
 */
export function pixelHeight(bytes: Uint8Array, page: number): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = file.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return 1;
  const [uint16, uint32] =
    order[0] === 'I'
      ? [(at: number) => file.readUInt16LE(at), (at: number) => file.readUInt32LE(at)]
      : [(at: number) => file.readUInt16BE(at), (at: number) => file.readUInt32BE(at)];
  try {
    let directory = uint32(4);
    for (let skipped = 0; skipped < page; skipped++)
      directory = uint32(directory + 2 + uint16(directory) * ENTRY_BYTES);
    const resolutions = new Map<number, number>();
    for (let entry = 0; entry < Math.min(uint16(directory), MAX_ENTRIES); entry++) {
      const at = directory + 2 + entry * ENTRY_BYTES;
      const tag = uint16(at);
      if (tag !== X_RESOLUTION && tag !== Y_RESOLUTION) continue;
      const value = uint32(at + 8);
      resolutions.set(tag, uint32(value) / uint32(value + 4));
    }
    const ratio = (resolutions.get(X_RESOLUTION) ?? 1) / (resolutions.get(Y_RESOLUTION) ?? 1);
    return ratio > 0.2 && ratio < 5 ? ratio : 1;
  } catch {
    return 1;
  }
}
