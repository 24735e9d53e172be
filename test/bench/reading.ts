import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import sharp from 'sharp';
import { createWorker } from 'tesseract.js';

import { DocumentReaders } from '../../src/documents/document-readers';
import type { DocumentReading } from '../../src/documents/document-reading';

const { resolve } = createRequire(join(process.cwd(), 'package.json'));
const ROUNDS = 7;
const PAGES = 20;
const { signal } = new AbortController();

/** Reading against the bare libraries that it stands on, in one run; then the memory of eight hostile files at once. */
async function main(): Promise<void> {
  print(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, best of ${ROUNDS}`,
  );
  const readers = new DocumentReaders();
  try {
    await measurePdf(readers);
    await measureOcr(readers);
    await measureMemory(readers);
  } finally {
    await readers.close();
  }
}

async function measurePdf(readers: DocumentReaders): Promise<void> {
  const bytes = pdf();
  const library = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const bare = async () => {
    const document = await library.getDocument({
      data: new Uint8Array(bytes),
      standardFontDataUrl: join(dirname(resolve('pdfjs-dist/package.json')), 'standard_fonts/'),
      verbosity: 0,
    }).promise;
    for (let number = 1; number <= PAGES; number++) await (await document.getPage(number)).getTextContent();
    await document.loadingTask.destroy();
  };
  const ours = () => complete(readers.read({ format: 'pdf', bytes, charset: null }, signal, 60_000));
  const [theirs, own] = await race(bare, ours);
  print(row('PDF page', theirs / PAGES, own / PAGES, 1.3));
}

async function measureOcr(readers: DocumentReaders): Promise<void> {
  const image = await scan();
  const worker = await createWorker('deu', 1, {
    langPath: join(dirname(resolve('@tesseract.js-data/deu/package.json')), '4.0.0_best_int'),
    cacheMethod: 'none',
  });
  await worker.setParameters({ debug_file: '/dev/null', user_defined_dpi: '210' });
  const request = { format: 'image' as const, bytes: image, pages: [], maxPages: 1 };
  const [theirs, own] = await race(
    () => worker.recognize(image, {}, { blocks: true }),
    () => complete(readers.scans.read(request, signal, 60_000)),
  );
  await worker.terminate();
  print(row('OCR page', theirs, own, 1.2));
}

/** Resident memory of this process and all below it while eight files made to do harm are read at once. */
async function measureMemory(readers: DocumentReaders): Promise<void> {
  const noise = await sharp({
    create: {
      width: 9_900,
      height: 9_900,
      channels: 3,
      background: '#777',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg({ quality: 20 })
    .toBuffer();
  const black = await sharp({ create: { width: 9_900, height: 9_900, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  const tiff = await sharp({ create: { width: 9_900, height: 9_900, channels: 3, background: '#fff' } })
    .tiff({ compression: 'deflate' })
    .toBuffer();
  const image = (bytes: Uint8Array) =>
    readers.scans.read({ format: 'image', bytes, pages: [], maxPages: 5 }, signal, 30_000);
  const document = (format: 'pdf' | 'csv', bytes: Uint8Array) =>
    readers.read({ format, bytes, charset: null }, signal, 10_000);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, treeMemory())), 100);
  const outcomes = await Promise.all([
    image(noise),
    image(black),
    image(tiff),
    image(noise.subarray(0, noise.length >> 1)),
    document('pdf', pdf('x'.repeat(2_000_000))),
    document('csv', Buffer.alloc(25 * 2 ** 20, '"a";')),
    document('csv', Buffer.alloc(25 * 2 ** 20, 'a;b\n')),
    document('pdf', pdf('(x) Tj '.repeat(300_000))),
  ]);
  clearInterval(watch);
  print(
    `eight hostile files: ${(peak / 1024).toFixed(0)} MB at most (aim: 1200), ${outcomes.map(({ outcome }) => outcome).join(', ')}`,
  );
}

/** Kilobytes. */
function treeMemory(): number {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = new Set([process.pid]);
  for (const [pid, parent] of processes) if (below.has(parent)) below.add(pid);
  return processes.reduce((sum, [pid, , kilobytes]) => sum + (below.has(pid) ? kilobytes : 0), 0);
}

/** A letter with a table on each of its pages. */
function pdf(extra = ''): Buffer {
  const line = (y: number, x: number, text: string) => `BT /F 10 Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`;
  const content = Array.from({ length: 45 }, (_, at) =>
    [
      line(780 - at * 15, 50, `Position ${at} der Aufstellung unserer Forderung`),
      line(780 - at * 15, 450, `${at}.234,56 EUR`),
    ].join('\n'),
  ).join('\n');
  const stream = deflateSync(`${content}\nBT /F 1 Tf ${extra} ET`).toString('latin1');
  const pages = Array.from(
    { length: PAGES },
    (_, at) =>
      `${10 + at} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>> endobj`,
  );
  const text = [
    '%PDF-1.4',
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj',
    `2 0 obj <</Type/Pages/Count ${PAGES}/Kids[${pages.map((_, at) => `${10 + at} 0 R`).join(' ')}]>> endobj`,
    '3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj',
    `4 0 obj <</Length ${stream.length}/Filter/FlateDecode>> stream\n${stream}\nendstream endobj`,
    ...pages,
    'trailer <</Root 1 0 R>>\n%%EOF',
  ].join('\n');
  return Buffer.from(text, 'latin1');
}

/** A letter at 200 dpi, slightly slanted, as a scanner gives it. */
function scan(): Promise<Buffer> {
  const fonts = join(dirname(resolve('pdfjs-dist/package.json')), 'standard_fonts');
  GlobalFonts.registerFromPath(join(fonts, 'LiberationSans-Regular.ttf'), 'Letter');
  const canvas = createCanvas(1654, 2339);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 1654, 2339);
  context.fillStyle = '#000';
  context.font = '30px Letter';
  for (let at = 0; at < 30; at++) {
    context.fillText(`Position ${at} der Aufstellung unserer Forderung`, 180, 250 + at * 60);
    context.fillText(`${at}.234,56 EUR`, 1250, 250 + at * 60);
  }
  return sharp(canvas.toBuffer('image/png')).rotate(0.8, { background: '#fff' }).greyscale().png().toBuffer();
}

/** A reader that gave up is fast: its time says nothing. */
async function complete(reading: Promise<DocumentReading>): Promise<void> {
  const { outcome, detail } = await reading;
  if (outcome !== 'read') throw new Error(`Not read: ${outcome}. ${detail ?? ''}`);
}

/** Milliseconds of the fastest round of each, a first one aside; in turn, so that what else the machine does burdens both. */
async function race(bare: () => Promise<unknown>, ours: () => Promise<unknown>): Promise<[number, number]> {
  const fastest: [number, number] = [Infinity, Infinity];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, work] of [bare, ours].entries()) {
      const started = performance.now();
      await work();
      if (round > 0) fastest[at] = Math.min(fastest[at], performance.now() - started);
    }
  }
  return fastest;
}

function row(what: string, bare: number, ours: number, aim: number): string {
  return `${what}: bare ${bare.toFixed(1)} ms, ours ${ours.toFixed(1)} ms, ratio ${(ours / bare).toFixed(2)} (aim: ${aim})`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
