import { type SheetSource, xlsxFile } from '../../test/harness/office-file';
import { formatNumber } from './cell-format';
import { readXlsx } from './xlsx';

const read = (sheets: SheetSource[], strings?: string[], formats?: string[], fonts?: string[]) =>
  readXlsx({ format: 'xlsx', bytes: xlsxFile(sheets, strings, formats, fonts), charset: null });
const row = (cells: string, attributes = '') => `<row ${attributes}>${cells}</row>`;

describe('XLSX', () => {
  it('reads shared, inline and computed texts, numbers, dates and truths', async () => {
    const cells = [
      '<c r="A1" t="s"><v>0</v></c>',
      '<c r="B1" t="inlineStr"><is><r><t>Ins</t></r><r><t>gesamt</t></r><rPh><t>x</t></rPh></is></c>',
      '<c r="C1" t="str"><f>A1&amp;"x"</f><v>Ergebnis</v></c>',
      '<c r="D1" s="1"><f>SUM(D2:D9)</f><v>1234.5</v></c>',
      '<c r="E1" s="2"><v>46000</v></c>',
      '<c r="F1" t="b"><v>1</v></c>',
      '<c r="G1" t="d"><v>2026-03-02T00:00:00</v></c>',
      '<c r="H1" t="e"><v>#REF!</v></c>',
    ];
    const formats = ['#,##0.00\\ [$€-407];[RED]\\-#,##0.00\\ [$€-407]', 'dd/mm/yyyy'];
    const { outcome, pages } = await read(
      [{ name: 'Saldo', rows: row(cells.join('')) }],
      ['Müller'],
      formats,
    );
    expect(outcome).toBe('read');
    expect(pages).toEqual([
      {
        number: null,
        sheet: 'Saldo',
        text: 'Müller\tInsgesamt\tErgebnis\t1.234,50 €\t09.12.2025\tWAHR\t02.03.2026\t#REF!',
        hidden: '',
      },
    ]);
  });

  it('keeps columns aligned and leaves empty ones out', async () => {
    const text = (cell: string, value: string) => `<c r="${cell}" t="str"><v>${value}</v></c>`;
    const rows = [
      row(text('B2', 'Art') + text('D2', 'Betrag') + text('E2', 'Rest')),
      row(''),
      row(''),
      row(text('B5', 'Zins') + text('E5', '1,00')),
    ];
    const { pages } = await read([{ name: 'x', rows: rows.join('') }]);
    expect(pages[0].text).toBe('Art\tBetrag\tRest\n\nZins\t\t1,00');
  });

  it.each([
    ['white letters', '<color rgb="FFFFFFFF"/>'],
    ["letters of the theme's paper", '<color theme="0"/>'],
    ['letters of the old palette', '<color indexed="9"/>'],
  ])('sets cells aside that show nothing: %s', async (_, font) => {
    const cells = '<c><v>1</v></c><c s="1"><v>2</v></c><c s="2"><v>3</v></c>';
    const { pages } = await read([{ name: 'a', rows: row(cells) }], [], [';;;'], [font]);
    expect(pages[0]).toMatchObject({ text: '1', hidden: '2\t3' });
  });

  it('tells of formulas whose result only Excel would show', async () => {
    const cells = '<c t="str"><v>Gesamt</v></c><c><f>SUM(B1:B9)</f></c>';
    expect(await read([{ name: 'a', rows: row(cells) }])).toMatchObject({
      outcome: 'unread',
      pages: [{ text: 'Gesamt' }],
    });
  });

  it('sets hidden sheets, rows and columns aside', async () => {
    const cells = '<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>';
    const columns = '<cols><col min="2" max="2" hidden="1"/></cols>';
    const { pages } = await read([
      { name: 'a', rows: row(cells) + row(cells, 'hidden="1"'), columns },
      { name: 'b', rows: row(cells), state: 'veryHidden' },
    ]);
    expect(pages.map(({ text, hidden }) => [text, hidden])).toEqual([
      ['1', '\t2\n1\t2'.trim()],
      ['', '1\t2'],
    ]);
  });

  it('caps the rows of all sheets together', async () => {
    const rows = row('<c><v>7</v></c>').repeat(4_000);
    const reading = await read([
      { name: 'a', rows },
      { name: 'b', rows },
    ]);
    expect(reading.outcome).toBe('too_large');
    expect(reading.pages.map((page) => page.text.split('\n').length)).toEqual([4_000, 1_000]);
  });
});

describe('number formats', () => {
  it.each([
    [1234.5, '#,##0.00 "€"', '1.234,50 €'],
    [1234.5, '_-* #,##0.00 "€"_-;\\-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', '1.234,50 €'],
    [-80.5, '#,##0.00\\ [$€-407];[RED]\\-#,##0.00\\ [$€-407]', '-80,50 €'],
    [1250, '#,##0', '1.250,00'],
    [1234.56, '#,##0 "€"', '1.234,56 €'],
    [0.055, '0.00%', '5,50%'],
    [4711, '00000000', '00004711'],
    [1234.5, 'General', '1234,50'],
    [20260302, 'General', '20260302'],
    [0.1 + 0.2, 'General', '0,30'],
    [1.2345, 'General', '1,2345'],
    [46000.5, 'm/d/yy h:mm', '09.12.2025 12:00'],
    [0.75, 'hh:mm', '18:00'],
    [46000, '[$-F800]dddd\\, mmmm dd\\, yyyy', '09.12.2025'],
  ])('shows %d as %s as %s', (value, pattern, shown) => {
    expect(formatNumber(value, pattern, false)).toBe(shown);
  });

  it('knows the calendar of old Macs', () => {
    expect(formatNumber(46_000 - 1_462, 'dd.mm.yyyy', true)).toBe('09.12.2025');
  });
});
