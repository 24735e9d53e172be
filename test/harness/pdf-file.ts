import { deflateSync } from 'node:zlib';

const HELVETICA = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>';
const A4 = { width: 595, height: 842 };

/** What a page refers to, as the text of PDF objects. */
export interface PdfParts {
  /** Called F. */
  font?: string;
  /** By kind (`XObject`, `ExtGState` …) and by name. */
  resources?: Record<string, Record<string, string>>;
  annotations?: string[];
  /** Further entries of the catalog. */
  catalog?: string;
  /** Further objects, from number 30 on. */
  objects?: string[];
}

/** A PDF of one page with deflated content; the offsets are left to the reader to find. */
export function pdfFile(content: string | Buffer, parts: PdfParts = {}): Buffer {
  const { font = HELVETICA, resources = {}, annotations = [], objects = [], catalog = '' } = parts;
  const stream = deflateSync(content);
  const named = Object.entries(resources).flatMap(([kind, entries]) =>
    Object.entries(entries).map(([name, body]) => ({ kind, name, body })),
  );
  const kinds = Object.keys(resources).map((kind) => {
    const own = named.flatMap((entry, at) => (entry.kind === kind ? [`/${entry.name} ${60 + at} 0 R`] : []));
    return `/${kind}<<${own.join('')}>>`;
  });
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R${catalog}>> endobj\n` +
        `2 0 obj <</Type/Pages/Count 1/Kids[10 0 R]>> endobj\n3 0 obj ${font} endobj\n` +
        named.map(({ body }, at) => `${60 + at} 0 obj ${body} endobj\n`).join('') +
        objects.map((object) => `${object}\n`).join('') +
        `10 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 ${A4.width} ${A4.height}]/Resources<</Font<</F 3 0 R>>${kinds.join('')}>>/Annots[${annotations.join(' ')}]/Contents 11 0 R>> endobj\n` +
        `11 0 obj <</Filter/FlateDecode/Length ${stream.length}>> stream\n`,
      'latin1',
    ),
    stream,
    Buffer.from('\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n'),
  ]);
}

/** A page that is a JPEG of one colour channel, and content that is painted before and after it. */
export function scannedPdf(jpeg: Buffer, width: number, height: number, above = '', below = ''): Buffer {
  const picture = `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode/Length ${jpeg.length}>> stream\n${jpeg.toString('latin1')}\nendstream`;
  const page = `q ${A4.width} 0 0 ${A4.height} 0 0 cm /Page Do Q`;
  return pdfFile(`${below} ${page} ${above}`, { resources: { XObject: { Page: picture } } });
}
