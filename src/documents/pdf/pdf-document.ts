import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist';

/** Opens a PDF with the fonts and decoders that the library brings along. @throws its PasswordException, InvalidPDFException … */
export async function openPdf(
  bytes: Uint8Array,
  more: { maxImageSize?: number } = {},
): Promise<PDFDocumentProxy> {
  const pdf = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // From the script of the process: this file runs as a CommonJS module when built and as an ES module from source.
  const root = dirname(createRequire(process.argv[1]).resolve('pdfjs-dist/package.json'));
  return pdf.getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: join(root, 'cmaps/'),
    standardFontDataUrl: join(root, 'standard_fonts/'),
    wasmUrl: join(root, 'wasm/'),
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    verbosity: 0,
    ...more,
  }).promise;
}
