import { deflateSync } from 'node:zlib';

const HELVETICA = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>';

/** A PDF of one page with deflated content, its font called F; the offsets are left to the reader to find. */
export function pdfFile(content: string | Buffer, font = HELVETICA): Buffer {
  const stream = deflateSync(content);
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n` +
        `2 0 obj <</Type/Pages/Count 1/Kids[10 0 R]>> endobj\n3 0 obj ${font} endobj\n` +
        `10 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 11 0 R>> endobj\n` +
        `11 0 obj <</Filter/FlateDecode/Length ${stream.length}>> stream\n`,
    ),
    stream,
    Buffer.from('\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n'),
  ]);
}
