import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

const FONTS = join(
  dirname(createRequire(join(process.cwd(), 'package.json')).resolve('pdfjs-dist/package.json')),
  'standard_fonts',
);

/** A page of print as a PNG; sizes and places in pixels. */
export function drawnPage(
  { width, height, size }: { width: number; height: number; size: number },
  texts: readonly { text: string; x: number; y: number }[],
): Buffer {
  GlobalFonts.registerFromPath(join(FONTS, 'LiberationSans-Regular.ttf'), 'Letter');
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000';
  context.font = `${size}px Letter`;
  for (const { text, x, y } of texts) context.fillText(text, x, y);
  return canvas.toBuffer('image/png');
}
