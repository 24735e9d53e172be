import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { createWorker } from 'tesseract.js';

import { DocumentReaders } from '../../src/documents/document-readers';
import type { DocumentReading } from '../../src/documents/document-reading';
import { drawnPage } from './drawn-page';
import { measureHostile } from './hostile';
import { print } from './run';

const { resolve } = createRequire(join(process.cwd(), 'package.json'));
const ROUNDS = 7;
const PAGES = 20;
const { signal } = new AbortController();

/** Reading against the bare libraries that it stands on, in one run; then the service under hostile files. */
async function main(): Promise<void> {
  print(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, best of ${ROUNDS}`,
  );
  const readers = new DocumentReaders();
  try {
    await measurePdf(readers);
    await measureOcr(readers);
  } finally {
    await readers.close();
  }
  await measureHostile();
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

/** A letter with a table on each of its pages. */
function pdf(): Buffer {
  const line = (y: number, x: number, text: string) => `BT /F 10 Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`;
  const content = Array.from({ length: 45 }, (_, at) =>
    [
      line(780 - at * 15, 50, `Position ${at} der Aufstellung unserer Forderung`),
      line(780 - at * 15, 450, `${at}.234,56 EUR`),
    ].join('\n'),
  ).join('\n');
  const stream = deflateSync(content).toString('latin1');
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
  const texts = Array.from({ length: 30 }, (_, at) => [
    { text: `Position ${at} der Aufstellung unserer Forderung`, x: 180, y: 250 + at * 60 },
    { text: `${at}.234,56 EUR`, x: 1250, y: 250 + at * 60 },
  ]);
  const page = drawnPage({ width: 1654, height: 2339, size: 30 }, texts.flat());
  return sharp(page).rotate(0.8, { background: '#fff' }).greyscale().png().toBuffer();
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
