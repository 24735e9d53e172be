import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import sharp from 'sharp';

import { jpegDeclaring, pngBomb, tiffDeclaring } from '../../test/harness/hostile-image';
import { DeferredFailure } from '../failure';
import { DocumentReaders } from './document-readers';

const never = new AbortController().signal;
const FONTS = join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts');
GlobalFonts.registerFromPath(join(FONTS, 'LiberationSans-Regular.ttf'), 'Letter');

const LETTER = [
  ['Kabelwerk Nord GmbH'],
  ['Forderung gegen Petra Lindner, geboren am 14.03.1979'],
  ['Hauptforderung', '1.158,61 €'],
  ['Zinsen bis 23.02.2026', '68,15 €'],
  ['Mahnkosten', '15,00 €'],
  ['Gesamtforderung', '1.241,76 €'],
  ['Mit freundlichen Grüßen'],
];
const WIDTH = 1240;
const HEIGHT = 1754;

/** A page of print at 150 dpi, second cells at the right margin. */
function letter(lines: readonly (readonly string[])[] = LETTER): Buffer {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#000';
  context.font = '26px Letter';
  lines.forEach(([label, amount], at) => {
    const y = 200 + at * 60;
    context.fillText(label, 120, y);
    if (amount) context.fillText(amount, 1100 - context.measureText(amount).width, y);
  });
  return canvas.toBuffer('image/png');
}

/** The page under a lamp: bright on one side, dim on the other. */
async function unevenlyLit(image: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(image).greyscale().raw().toBuffer({ resolveWithObject: true });
  data.forEach((shade, at) => (data[at] = shade * (0.35 + (0.6 * (at % info.width)) / info.width)));
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } })
    .jpeg()
    .toBuffer();
}

/** Grain, the same at each run. */
async function grainy(image: Buffer, grain: number): Promise<Buffer> {
  const { data, info } = await sharp(image).greyscale().raw().toBuffer({ resolveWithObject: true });
  let seed = 1;
  data.forEach((shade, at) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    data[at] = Math.max(0, Math.min(255, shade + ((seed >> 12) % (2 * grain)) - grain));
  });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } })
    .png()
    .toBuffer();
}

/** Pixels twice as high as wide, in black and white. */
function faxed(image: Buffer): Promise<Buffer> {
  return sharp(image)
    .resize(1728, 1143, { fit: 'fill' })
    .threshold(160)
    .toColourspace('b-w')
    .tiff({ compression: 'lzw', xres: 204 / 25.4, yres: 98 / 25.4 })
    .toBuffer();
}

/** The id of the child process of this one that runs a script. */
async function childOfThis(script: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/));
  const child = rows.find(
    ([, parent, ...args]) => Number(parent) === process.pid && args.join(' ').includes(script),
  );
  if (!child) throw new Error(`No ${script} runs.`);
  return Number(child[0]);
}

describe('scans', () => {
  const readers = new DocumentReaders();
  afterAll(() => readers.close());

  const read = (bytes: Uint8Array, maxPages = 10) =>
    readers.scans.read({ format: 'image', bytes, pages: [], maxPages }, never, 60_000);
  const rowsOf = async (bytes: Uint8Array) => {
    const { outcome, pages } = await read(bytes);
    return { outcome, rows: pages[0].text.split('\n').filter(Boolean) };
  };
  const table = [
    'Hauptforderung\t1.158,61 €',
    'Zinsen bis 23.02.2026\t68,15 €',
    'Mahnkosten\t15,00 €',
    'Gesamtforderung\t1.241,76 €',
  ];

  it.each<[string, () => Promise<Buffer>]>([
    ['PNG', async () => letter()],
    ['JPEG', () => sharp(letter()).jpeg().toBuffer()],
    ['WebP', () => sharp(letter()).webp().toBuffer()],
    ['GIF', () => sharp(letter()).gif().toBuffer()],
    ['bilevel TIFF', () => sharp(letter()).threshold(160).tiff({ compression: 'lzw' }).toBuffer()],
    ['slanted', () => sharp(letter()).rotate(5, { background: '#fff' }).png().toBuffer()],
    ['upside down', () => sharp(letter()).rotate(180).png().toBuffer()],
    ['on its side', () => sharp(letter()).rotate(90).png().toBuffer()],
    [
      'turned by a telephone (EXIF)',
      () => sharp(letter()).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    ],
    ['photographed in uneven light', () => unevenlyLit(letter())],
    ['printed pale', () => sharp(letter()).linear(0.25, 170).png().toBuffer()],
    ['grainy', () => grainy(letter(), 70)],
    ['sent by fax in 204 × 98 dpi', () => faxed(letter())],
    ['CMYK', () => sharp(letter()).toColourspace('cmyk').jpeg().toBuffer()],
    ['of 16 bits a channel', () => sharp(letter()).toColourspace('rgb16').png().toBuffer()],
    ['with a palette', () => sharp(letter()).png({ palette: true, colours: 16 }).toBuffer()],
  ])('keeps the rows of a table: %s', async (_, image) => {
    const { outcome, rows } = await rowsOf(await image());
    expect(outcome).toBe('read');
    expect(rows).toEqual(expect.arrayContaining(table));
  });

  it('leaves a table upright whose columns part as sharply as its rows', async () => {
    const lines = Array.from({ length: 24 }, (_, at) => [`Position ${at} der Forderung`, `${at}.234,56 €`]);
    const { rows } = await rowsOf(
      await sharp(letter(lines)).rotate(0.8, { background: '#fff' }).png().toBuffer(),
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        'Position 9 der Forderung\t9.234,56 €',
        'Position 17 der Forderung\t17.234,56 €',
      ]),
    );
  });

  it('reads English with the same model', async () => {
    const { rows } = await rowsOf(letter([['Outstanding balance', 'EUR 1,241.76'], ['Yours faithfully']]));
    expect(rows).toEqual(['Outstanding balance\tEUR 1,241.76', 'Yours faithfully']);
  });

  it('tells how well each row with figures was recognised', async () => {
    const { pages } = await read(letter());
    const { recognition } = pages[0];
    expect(recognition?.confidence).toBeGreaterThan(0.85);
    expect(recognition?.rows.find(({ text }) => text === table[3])?.confidence).toBeGreaterThan(0.85);
    const blurred = await read(await sharp(letter()).blur(4.5).png().toBuffer());
    expect(blurred.pages[0].recognition?.confidence).toBeLessThan(0.8);
  });

  it('reads the pages of a TIFF, and no more than is asked', async () => {
    const tiff = await sharp([letter(), letter([['Seite zwei', '7,00 €']]), letter()], {
      join: { animated: true },
    })
      .tiff({ compression: 'lzw' })
      .toBuffer();
    const reading = await read(tiff, 2);
    expect(reading).toMatchObject({ outcome: 'too_large', detail: 'Only the first 2 of 3 pages were read.' });
    expect(reading.pages.map(({ number, text }) => [number, text.split('\n').at(-1)])).toEqual([
      [1, 'Mit freundlichen Grüßen'],
      [2, 'Seite zwei\t7,00 €'],
    ]);
  });

  it('passes a blank page, and tells one that is illegible', async () => {
    expect(await read(letter([]))).toMatchObject({ outcome: 'read', pages: [{ text: '' }] });
    const scribble = await sharp(letter()).blur(9).png().toBuffer();
    expect(await read(scribble)).toMatchObject({
      outcome: 'unread',
      pages: [{ text: '', recognition: { confidence: 0 } }],
    });
  });

  it.each<[string, () => Buffer | Promise<Buffer>, object]>([
    ['a PNG of 30,000 × 30,000', () => pngBomb(30_000, 30_000, 100), { outcome: 'too_large' }],
    ['a JPEG that says so', () => jpegDeclaring(30_000, 30_000), { outcome: 'too_large' }],
    ['a TIFF that says so', () => tiffDeclaring(30_000, 30_000), { outcome: 'too_large' }],
    [
      'a PNG of 9,900 × 9,900 in 12 KB',
      () => pngBomb(9_900, 9_900),
      { outcome: expect.stringMatching(/read|unread/) },
    ],
    ['a PNG that ends early', () => pngBomb(5_000, 5_000, 100), { outcome: 'broken' }],
    [
      'half a JPEG',
      async () => (await sharp(letter()).jpeg().toBuffer()).subarray(0, 20_000),
      { outcome: 'broken' },
    ],
    ['no image', () => Buffer.from('\x89PNG\r\n\x1a\n nothing', 'latin1'), { outcome: 'unread' }],
    [
      'an SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      { outcome: 'unread' },
    ],
  ])('survives %s', async (_, image, verdict) => {
    expect(await read(await image())).toMatchObject(verdict);
    expect((await rowsOf(letter())).outcome).toBe('read');
  });

  it('keeps the pages before one that takes too long, and goes on', async () => {
    const hanging = await grainy(letter(Array.from({ length: 22 }, () => ['x'.repeat(60)])), 120);
    const tiff = await sharp([letter(), await sharp(hanging).toColourspace('srgb').png().toBuffer()], {
      join: { animated: true },
    })
      .tiff()
      .toBuffer();
    await read(letter()); // the process is up
    const request = { format: 'image' as const, bytes: tiff, pages: [], maxPages: 10 };
    const reading = await readers.scans.read(request, never, 60_000, 25);
    expect(reading).toMatchObject({ outcome: 'too_large', detail: 'Reading the file took too long.' });
    expect((await rowsOf(letter())).rows).toEqual(expect.arrayContaining(table));
  });

  it('reads what waits behind a process that died', async () => {
    const scans = Array.from({ length: 3 }, () => read(letter()));
    process.kill(await childOfThis('scan-worker'), 'SIGKILL');
    const outcomes = (await Promise.all(scans)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['too_large', 'read', 'read']);
  });

  it('ends with the reason of the signal', async () => {
    const abort = new AbortController();
    const reading = readers.scans.read(
      { format: 'image', bytes: letter(), pages: [], maxPages: 1 },
      abort.signal,
      60_000,
    );
    abort.abort(new Error('shutdown'));
    await expect(reading).rejects.toThrow('shutdown');
  });

  it('lets two mails in and defers the third until a place is free, each later one for longer', () => {
    const leave = readers.scans.enter();
    readers.scans.enter();
    const until = () => {
      try {
        readers.scans.enter();
      } catch (error) {
        return (error as DeferredFailure).until.getTime();
      }
      throw new Error('entered');
    };
    const first = until();
    expect(until()).toBeGreaterThan(first);
    leave();
    leave();
    readers.scans.enter();
    expect(() => readers.scans.enter()).toThrow(DeferredFailure);
  });
});
