import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page, Worker } from 'tesseract.js';

import { type GreyRaster, portableGraymap } from './grey-raster';
import type { PlacedText } from './text-row';

/** A word with its place on the page in pixels. */
export interface RecognisedWord extends PlacedText {
  /** From 0 to 1, as the recogniser says. */
  confidence: number;
}

/** What was recognised on a page. */
export interface RecognisedPage {
  words: RecognisedWord[];
  /** Mean confidence of its words, from 0 to 1; 0 where there are none. */
  confidence: number;
  /** Most words stand on their side. */
  isTurned: boolean;
}

const LSTM_ONLY = 1;

/** Reads print in images, offline. One page at a time. */
export class Recogniser {
  private readonly worker: Worker;

  // No parameter property: in tests this file runs with its types stripped off.
  private constructor(worker: Worker) {
    this.worker = worker;
  }

  static async start(): Promise<Recogniser> {
    // From the script of the process: this file runs as a CommonJS module when built and as an ES module from source.
    const require = createRequire(process.argv[1]);
    const { createWorker } = await import('tesseract.js');
    // The German model reads English as well; a second one costs half as much time again and muddles umlauts.
    const data = dirname(require.resolve('@tesseract.js-data/deu/package.json'));
    const worker = await createWorker('deu', LSTM_ONLY, {
      langPath: join(data, '4.0.0_best_int'),
      cacheMethod: 'none',
      errorHandler: () => undefined, // the call rejects as well
    });
    await worker.setParameters({ user_defined_dpi: '210', debug_file: '/dev/null' });
    return new Recogniser(worker);
  }

  async recognise(raster: GreyRaster): Promise<RecognisedPage> {
    const { data } = await this.worker.recognize(portableGraymap(raster), {}, { blocks: true, text: false });
    const words = wordsOf(data);
    const tall = words.filter(({ text, width, size }) => text.length > 3 && size > 1.5 * width);
    const sum = words.reduce((total, { confidence }) => total + confidence, 0);
    return {
      words,
      confidence: words.length === 0 ? 0 : sum / words.length,
      isTurned: tall.length * 4 > words.length,
    };
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Rules of tables and specks that were taken for letters. */
const NO_WORD = /^[|¦_~`´'"°.,:;\\/«»“”‘’-]+$/u;
const DOUBTFUL = 0.4;

function wordsOf({ blocks }: Page): RecognisedWord[] {
  const lines = (blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines));
  return lines.flatMap(({ words, baseline, bbox }) => {
    const slope = (baseline.y1 - baseline.y0) / Math.max(1, baseline.x1 - baseline.x0);
    return words
      .map((word) => ({
        text: word.text,
        x: word.bbox.x0,
        y: baseline.y0 + slope * (word.bbox.x0 - baseline.x0),
        width: word.bbox.x1 - word.bbox.x0,
        size: Math.max(1, bbox.y1 - bbox.y0),
        confidence: word.confidence / 100,
      }))
      .filter(
        ({ text, confidence }) => !(NO_WORD.test(text) && (confidence < DOUBTFUL || /[|¦_]/.test(text))),
      );
  });
}
