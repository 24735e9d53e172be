import { readRtf } from './rtf';

const read = (rtf: string) => readRtf({ format: 'rtf', bytes: Buffer.from(rtf, 'latin1'), charset: null });
const HEAD = '{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset238 Arial;}}';

describe('RTF', () => {
  it.each([
    ['paragraphs and tabs', '\\pard Summe\\tab 5,00\\par Ende\\par', 'Summe\t5,00\nEnde'],
    ['letters of the code page', "M\\'fcller \\'80", 'Müller €'],
    ['letters of a font', "{\\f1 \\'e8}", 'č'],
    ['Unicode with its fallback', "\\uc1 5\\u8364? \\u252\\'fc{\\uc0 \\u8364}", '5€ ü€'],
    [
      'table rows',
      '\\trowd\\intbl Zins\\cell 1,00\\par EUR\\cell\\row\\trowd Summe\\cell 2,00\\cell\\row\\pard Ende',
      'Zins\t1,00 EUR\nSumme\t2,00\nEnde',
    ],
    [
      'neither pictures nor fields',
      '{\\pict ffd8}{\\*\\generator x;}{\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}',
      '1',
    ],
    ['a text box', '{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt Kasse}}{\\shprslt Kasse}}', 'Kasse'],
    ['past binary data', 'a{\\*\\x\\bin5 }{}\\y}b', 'ab'],
    ['escaped marks', '\\{a\\\\b\\}\\~c', '{a\\b} c'],
  ])('reads %s', (_, body, text) => {
    expect(read(`${HEAD}${body}}`).pages[0].text).toBe(text);
  });

  it.each([
    ['hidden', '{\\v 9,00}'],
    ['tiny', '{\\fs2 9,00}'],
    ['white', '{\\cf2 9,00}'],
  ])('sets %s text aside', (_, unseen) => {
    const colours = '{\\colortbl;\\red0\\green0\\blue0;\\red255\\green255\\blue255;}';
    expect(read(`${HEAD}${colours}1,00 ${unseen}}`).pages[0]).toEqual({
      number: null,
      text: '1,00',
      hidden: '9,00',
    });
  });

  it('unwraps HTML', () => {
    const wrapped =
      '{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\b doppelt\\htmlrtf0 Saldo {\\*\\htmltag84 &euro;}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag <span style="display:none">}9,00{\\*\\htmltag </span>}}';
    expect(read(wrapped).pages[0]).toEqual({ number: null, text: 'Saldo €', hidden: '9,00' });
  });

  it('tells an empty one', () => {
    expect(read('{\\rtf1}').outcome).toBe('unread');
  });
});
