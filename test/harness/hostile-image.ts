import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A PNG of any declared size whose pixels are all black, and so next to nothing when packed. */
export function pngBomb(width: number, height: number, rows = height): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bit a pixel, shades of grey
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunk('IHDR', header),
    ...chunk('IDAT', pixels),
    ...chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A small JPEG that declares another size. */
export async function jpegDeclaring(width: number, height: number): Promise<Buffer> {
  const page = { width: 800, height: 1_000, channels: 3, background: '#fff' } as const;
  const jpeg = await sharp({ create: page }).jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return Buffer.concat([jpeg, Buffer.alloc(40_000)]); // too large for a logo
}

/** A TIFF of one strip in black and white that declares more than it has. */
export function tiffDeclaring(width: number, height: number): Buffer {
  const LONG = 4;
  const entries = [
    [256, width],
    [257, height],
    [258, 1],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, 40_000],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, value], at) => {
    directory.writeUInt16LE(tag, 2 + at * 12);
    directory.writeUInt16LE(LONG, 4 + at * 12);
    directory.writeUInt32LE(1, 6 + at * 12);
    directory.writeUInt32LE(value, 10 + at * 12);
  });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + 40_000, 4);
  return Buffer.concat([head, Buffer.alloc(40_000), directory]);
}

function chunk(type: string, data: Buffer): Buffer[] {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return [length, body, check];
}
