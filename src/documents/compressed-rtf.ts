const LZFU = 0x75465a4c;
const STORED = 0x414c454d;
const HEADER_BYTES = 16;
const WINDOW = 4_096;
const MAX_BYTES = 16 * 1024 * 1024;
/** What every window begins with (MS-OXRTFCP 2.1.2.1). */
const PRESET =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans ' +
  'SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/**
 * Unpacks the RTF of an Outlook message (MS-OXRTFCP), up to 16 MB.
 * @throws RangeError where the bytes are neither packed nor stored RTF.
 */
export function unpackRtf(packed: Buffer): Buffer {
  const kind = packed.readUInt32LE(8);
  if (kind === STORED) return packed.subarray(HEADER_BYTES);
  if (kind !== LZFU) throw new RangeError('unknown compression');
  const window = Buffer.alloc(WINDOW);
  let end = window.write(PRESET, 'latin1');
  const output: number[] = [];
  const emit = (byte: number) => {
    output.push(byte);
    window[end] = byte;
    end = (end + 1) % WINDOW;
  };
  for (let at = HEADER_BYTES; at < packed.length && output.length < MAX_BYTES;) {
    const control = packed[at++];
    for (let bit = 0; bit < 8 && at < packed.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        emit(packed[at++]);
        continue;
      }
      if (at + 1 >= packed.length) return Buffer.from(output);
      const token = packed.readUInt16BE(at);
      at += 2;
      const from = token >> 4;
      if (from === end) return Buffer.from(output); // The mark of the end.
      for (let copied = 0; copied < (token & 0xf) + 2; copied++) emit(window[(from + copied) % WINDOW]);
    }
  }
  return Buffer.from(output);
}
