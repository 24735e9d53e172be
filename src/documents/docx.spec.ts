import { docxFile, paragraph, wordTable } from '../../test/harness/office-file';
import { zipFile } from '../../test/harness/zip-file';
import { readDocx } from './docx';

const read = (bytes: Buffer) => readDocx({ format: 'docx', bytes, charset: null });
const textOf = async (body: string, parts?: Record<string, string>) =>
  (await read(docxFile(body, parts))).pages[0].text;

describe('DOCX', () => {
  it('reads paragraphs, empty lines, tabs and line breaks', async () => {
    const body =
      paragraph('Sehr geehrte Damen &amp; Herren,') +
      '<w:p/>' +
      '<w:p><w:r><w:t>Summe</w:t><w:tab/><w:t>5,00 EUR</w:t><w:br/><w:t>Ende</w:t></w:r></w:p>';
    expect(await textOf(body)).toBe('Sehr geehrte Damen & Herren,\n\nSumme\t5,00 EUR\nEnde');
  });

  it('reads tables row by row, also with joined cells', async () => {
    const joined =
      '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' +
      `${paragraph('Aufstellung')}</w:tc></w:tr><w:tr><w:tc>${paragraph('Zinsen')}</w:tc><w:tc>${paragraph('1,00')}</w:tc></w:tr></w:tbl>`;
    expect(await textOf(wordTable(['Haupt', '4,00'], ['Summe', '5,00']))).toBe('Haupt\t4,00\nSumme\t5,00');
    expect(await textOf(joined)).toBe('Aufstellung\nZinsen\t1,00');
  });

  it('reads headers before, notes and footers after the body, each once', async () => {
    const parts = {
      header1: paragraph('Kasse Nord'),
      header2: paragraph('Kasse Nord'),
      footer1: paragraph('Bank'),
      footnotes: `<w:footnote>${paragraph('Note')}</w:footnote>`,
    };
    expect(await textOf(paragraph('Brief'), parts)).toBe('Kasse Nord\n\nBrief\n\nNote\n\nBank');
  });

  it('reads a text box once, after the paragraph that holds it', async () => {
    const box = `<wps:txbx><w:txbxContent>${paragraph('Zeichen 4711')}</w:txbxContent></wps:txbx>`;
    const body = `<w:p><w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Betreff</w:t></w:r></w:p>${paragraph('Text')}`;
    expect(await textOf(body)).toBe('Betreff\nZeichen 4711\nText');
  });

  it('leaves out what was deleted and the instructions of fields', async () => {
    const body =
      '<w:p><w:del><w:r><w:delText>alt</w:delText></w:r></w:del><w:r><w:instrText>DATE</w:instrText></w:r><w:ins><w:r><w:t>neu</w:t></w:r></w:ins></w:p>';
    expect(await textOf(body)).toBe('neu');
  });

  it.each([
    ['hidden', '<w:vanish/>', ''],
    ['white', '<w:color w:val="FFFFFF"/>', ''],
    ['tiny', '<w:sz w:val="2"/>', ''],
    [
      'of a hidden style',
      '<w:rStyle w:val="B"/>',
      '<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>',
    ],
  ])('sets text aside that is %s', async (_, properties, styles) => {
    const body = paragraph('Saldo 1,00') + paragraph('Saldo 9,00', properties);
    const { pages } = await read(docxFile(body, { styles }));
    expect(pages).toEqual([{ number: null, text: 'Saldo 1,00', hidden: 'Saldo 9,00' }]);
  });

  it('sets comments aside', async () => {
    const comments = `<w:comment>${paragraph('vorher 9,00')}</w:comment>`;
    const { pages } = await read(docxFile(paragraph('Saldo 1,00'), { comments }));
    expect(pages).toEqual([{ number: null, text: 'Saldo 1,00', hidden: 'vorher 9,00' }]);
  });

  it('keeps the rows of a table inside of a table', async () => {
    const inner = wordTable(['Zinsen', '1,00'], ['Kosten', '2,00']);
    const outer = `<w:tbl><w:tr><w:tc>${paragraph('Summe 3,00')}</w:tc><w:tc>${inner}${paragraph('Ende')}</w:tc></w:tr></w:tbl>`;
    const lines = (await textOf(outer)).split('\n');
    expect(lines.filter((line) => /Zinsen\t1,00|Kosten\t2,00/.test(line))).toHaveLength(2);
  });

  it('sees white letters on a dark cell', async () => {
    const cell = `<w:tc><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>${paragraph('Betrag', '<w:color w:val="FFFFFF"/>')}</w:tc>`;
    expect(await textOf(`<w:tbl><w:tr>${cell}</w:tr></w:tbl>`)).toBe('Betrag');
  });

  it('gives the pictures of a letter that is a picture', async () => {
    const scan = { name: 'word/media/image1.png', content: Buffer.alloc(40_000), stored: true };
    const reading = await read(zipFile({ name: 'word/document.xml', content: '<w:document/>' }, scan));
    expect(reading.files?.map(({ name, role }) => `${role} ${name}`)).toEqual(['file word/media/image1.png']);
    expect((await read(docxFile(''))).outcome).toBe('unread');
  });
});
