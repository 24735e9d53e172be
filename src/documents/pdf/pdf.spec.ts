import { pdfFile, type PdfParts } from '../../../test/harness/pdf-file';
import { DocumentReaders } from '../document-readers';

const never = new AbortController().signal;
/** Black 8 × 8 pixels, white ones, and ones that cannot be seen, each stretched over what is behind it. */
const image = (pixel: string, mask = '') =>
  `<</Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceRGB${mask}/Filter/ASCIIHexDecode/Length 385>> stream\n${pixel.repeat(64)}>\nendstream`;
const RESOURCES: PdfParts['resources'] = {
  XObject: {
    Black: image('000000'),
    White: image('ffffff'),
    Clear: image('ffffff', '/SMask 31 0 R'),
  },
  ExtGState: { Faint: '<</ca 0.02>>', Half: '<</ca 0.5>>' },
};
const MASK =
  '31 0 obj <</Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/ASCIIHexDecode/Length 129>> stream\n' +
  `${'00'.repeat(64)}>\nendstream endobj`;
const LAYER_OFF = '40 0 obj <</Type/OCG/Name(Aus)>> endobj';

const text = (content: string, more = '') => `BT ${more} /F 10 Tf 50 700 Td (${content}) Tj ET`;
const over = (name: string) => `q 300 0 0 20 40 695 cm /${name} Do Q`;

describe('what a person sees of a PDF', () => {
  const readers = new DocumentReaders();
  afterAll(() => readers.close());

  const read = async (content: string, parts: PdfParts = {}) => {
    const bytes = pdfFile(content, { resources: RESOURCES, objects: [MASK, LAYER_OFF], ...parts });
    return readers.read({ format: 'pdf', bytes, charset: null }, never);
  };

  it.each([
    ['white on white', `1 g ${text('9.999,99')}`],
    ['pale on white', `0.96 g ${text('9.999,99')}`],
    ['without height', 'BT /F 1 Tf 50 700 Td (9.999,99) Tj ET'],
    ['beside the page', 'BT /F 10 Tf 700 700 Td (9.999,99) Tj ET'],
    ['below the page', 'BT /F 10 Tf 50 -20 Td (9.999,99) Tj ET'],
    ['invisible', text('9.999,99', '3 Tr')],
    ['for clipping only', text('9.999,99', '7 Tr')],
    ['transparent', `q /Faint gs ${text('9.999,99')} Q`],
    ['cut off', `q 0 0 9 9 re W n ${text('9.999,99')} Q`],
    ['under a rectangle', `${text('9.999,99')} 1 g 40 695 300 20 re f 0 g`],
    ['behind an image', `${text('9.999,99')} ${over('Black')}`],
    ['white on a white image', `${over('White')} 1 g ${text('9.999,99')}`],
    ['black on black', `40 695 300 20 re f ${text('9.999,99')}`],
  ])('sets text aside that is %s', async (_, content) => {
    const { pages } = await read(`BT 0 g /F 10 Tf 50 500 Td (Saldo 1,00) Tj ET ${content}`);
    expect(pages[0].text).toBe('Saldo 1,00');
    expect(pages[0].hidden).toBe('9.999,99');
  });

  it.each([
    ['white on a dark row', `0 0 0.5 rg 40 695 300 20 re f 1 g ${text('Gesamt 1,00')}`],
    ['white on a dark image', `${over('Black')} 1 g ${text('Gesamt 1,00')}`],
    ['under the holes of an image', `${text('Gesamt 1,00')} ${over('Clear')}`],
    ['under a marker', `${text('Gesamt 1,00')} q /Half gs 1 1 0 rg 40 695 300 20 re f Q`],
    ['drawn as an outline', text('Gesamt 1,00', '1 Tr')],
    ['upside down by a negative size', 'BT -1 0 0 -1 200 700 Tm /F -10 Tf (Gesamt 1,00) Tj ET'],
  ])('reads text that is %s', async (_, content) => {
    const { pages } = await read(content);
    expect(pages[0]).toMatchObject({ text: 'Gesamt 1,00', hidden: '' });
  });

  it('reads a page whose text lies on its side, and what stands along its margin', async () => {
    const line = (x: number, y: number, words: string) =>
      `BT 0 1 -1 0 ${x} ${y} Tm /F 10 Tf (${words}) Tj ET`;
    const content = [
      line(100, 50, 'Zinsen'),
      line(100, 400, '1,00'),
      line(115, 50, 'Gesamt'),
      line(115, 400, '2,00'),
    ];
    const { pages } = await read(`${content.join(' ')} BT /F 7 Tf 50 20 Td (Blatt 1) Tj ET`);
    expect(pages[0].text).toBe('Zinsen\t1,00\nGesamt\t2,00\n\nBlatt 1');
  });

  it('reads a value that a field has and nothing draws, and a note, but not what is hidden', async () => {
    const field = (y: number, value: string, flags = 4) =>
      `<</Type/Annot/Subtype/Widget/FT/Tx/T(f${y})/V(${value})/F ${flags}/Rect[200 ${y} 300 ${y + 14}]>>`;
    const note =
      '<</Type/Annot/Subtype/FreeText/F 4/DA(/F 10 Tf)/Contents(Rest bezahlt)/Rect[50 600 200 614]>>';
    const annotations = [field(697, '1.241,76 EUR'), field(650, 'geheim', 2), note];
    const { pages } = await read(text('Gesamt:'), { annotations });
    expect(pages[0].text).toBe('Gesamt:\t1.241,76 EUR\n\nRest bezahlt');
  });

  it('gives the files that it carries, but for the data of an electronic invoice', async () => {
    const carried = (at: number, name: string) => [
      `${at} 0 obj <</Type/Filespec/F(${name})/EF<</F ${at + 1} 0 R>>>> endobj`,
      `${at + 1} 0 obj <</Type/EmbeddedFile/Length 11>> stream\nGesamt 1,00\nendstream endobj`,
    ];
    const { files } = await read(text('Anbei'), {
      objects: [...carried(50, 'saldo.txt'), ...carried(52, 'factur-x.xml')],
      catalog: '/Names<</EmbeddedFiles<</Names[(a) 50 0 R (b) 52 0 R]>>>>',
    });
    expect(files?.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['saldo.txt', 'Gesamt 1,00'],
    ]);
  });

  it('parts words by the gaps that a font leaves', async () => {
    const { pages } = await read(
      'BT /F 10 Tf 50 700 Td [(Haupt) 20 (forderung) -300 (neu) -9000 (1,00)] TJ ET',
    );
    expect(pages[0].text).toBe('Hauptforderung neu\t1,00');
  });
});
