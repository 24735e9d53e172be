import { jpegDeclaring, pngBomb, tiffDeclaring } from './hostile-image';
import { docxFile, paragraph, xlsxFile } from './office-file';
import { pdfFile } from './pdf-file';
import { zipFile } from './zip-file';

const MB = 1024 * 1024;
const GLYPHS = Array.from({ length: 26 }, (_, at) => `/x${at}`).join('');
const glyph = '<</Length 30>> stream\n500 0 0 0 500 700 d1 0 0 500 700 re f\nendstream';
const TYPE_3 = `<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 128/LastChar 153/Widths[${'500 '.repeat(26)}]/Encoding<</Type/Encoding/Differences[128${GLYPHS}]>>/CharProcs<</x0 12 0 R>>>> endobj\n12 0 obj ${glyph}`;
const LAUGHS = `<!DOCTYPE w [<!ENTITY a "ha">${Array.from('bcdefghij', (name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`).join('')}]>`;

/** Files that are built to harm whoever reads them, small to send and huge to open. */
export const HOSTILE_FILES: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  'text.pdf': () => pdfFile(Buffer.alloc(120 * MB, 'BT /F 10 Tf 1 0 0 1 9 9 Tm (x) Tj ET ')),
  'stream.pdf': () => pdfFile(Buffer.alloc(900 * MB, ' ')),
  'glyphs.pdf': () =>
    pdfFile(
      Buffer.from('BT /F 10 Tf 9 700 Td (\x80\x81\x82\x83 \x84\x85\x86\x87\x88\x89\x8a\x8b) Tj ET', 'latin1'),
      { font: TYPE_3 },
    ),
  'absaetze.docx': () => docxFile(paragraph('x').repeat(2_000_000)),
  'tief.docx': () => docxFile('<w:p>'.repeat(100_000)),
  'entitaeten.docx': () => zipFile({ name: 'word/document.xml', content: `${LAUGHS}<w:t>&j;</w:t>` }),
  'texte.xlsx': () => xlsxFile([{ name: 'a', rows: '' }], [Buffer.alloc(300 * MB, 'x').toString('latin1')]),
  'zeilen.xlsx': () => xlsxFile([{ name: 'a', rows: '<row><c><v>1</v></c></row>'.repeat(5_000_000) }]),
  'nullen.zip': () => zipFile({ name: 'a.txt', content: Buffer.alloc(1_000 * MB), declaredSize: 5 }),
  'zips.zip': () => {
    const inner = zipFile({ name: 'a.txt', content: Buffer.alloc(31 * MB) });
    return zipFile(...Array.from({ length: 40 }, (_, at) => ({ name: `${at}.zip`, content: inner })));
  },
  'gruppen.rtf': () => Buffer.from(`{\\rtf1${'{\\b '.repeat(1_000_000)}`),
  'tabelle.html': () => Buffer.from(`<html>${'<table><tr><td>'.repeat(200_000)}`),
  'schwarz.png': () => Buffer.concat([pngBomb(30_000, 30_000, 3_000), Buffer.alloc(40_000)]),
  'riesig.jpg': () => jpegDeclaring(30_000, 30_000),
  'riesig.tif': () => tiffDeclaring(30_000, 30_000),
};
