import { textOfPage } from './page-layout';
import type { PlacedText } from './text-row';

const SIZE = 10;
const run = (x: number, y: number, text: string): PlacedText => ({
  text,
  x,
  y,
  width: text.length * 5,
  size: SIZE,
});
const column = (x: number, pitch: number, ...lines: string[]) =>
  lines.map((line, at) => run(x, 100 + at * pitch, line));
/** Columns at several places, each line of a column with cells at the same places. */
const cells = (pitch: number, rows: string[][], ...places: number[]) =>
  rows.flatMap((row, at) => row.map((cell, column) => run(places[column], 100 + at * pitch, cell)));
const read = (...runs: PlacedText[][]) => textOfPage(runs.flat(), []);

const PROSE = [
  'wir nehmen Bezug auf Ihr Schreiben vom',
  'und teilen Ihnen mit, dass unsere ganze',
  'Forderung sich auf 1.241,76 EUR beläuft',
  'und bitten Sie um eine kurze Nachricht',
  'an die unten genannte Anschrift.',
];
const ADDRESS = ['Schuldnerberatung Mitte', 'Frau Jansen', 'Lange Straße 12', '28195 Bremen'];
const INFORMATION = [
  ['Ihr Zeichen:', 'SB26-0901'],
  ['Unser Zeichen:', 'KN-7782104'],
  ['Datum:', '23.02.2026'],
];

describe('the layout of a page', () => {
  it('reads columns of prose one after the other', () => {
    expect(read(column(50, 12, ...PROSE), column(300, 12, ...PROSE))).toBe(
      [...PROSE, '', ...PROSE].join('\n'),
    );
  });

  it('reads what stands above and below the columns where it stands', () => {
    const title = [run(50, 80, 'Mitteilung zum Stand unserer Forderung gegen Ihre Mandantin, Frau Lindner')];
    const end = [run(50, 200, 'Mit freundlichen Grüßen und der Bitte um Kenntnisnahme, Kabelwerk Nord GmbH')];
    const text = read(title, column(50, 12, ...PROSE), column(300, 12, ...PROSE), end);
    expect(text.split('\n')[0]).toBe(title[0].text);
    expect(text.split('\n').at(-1)).toBe(end[0].text);
  });

  it.each([12, 14])('keeps an address together beside an information block, at a pitch of %i', (pitch) => {
    const body = PROSE.map((line, at) => run(50, 220 + at * 12, `${line} ${line} ${line.slice(0, 20)}`));
    const text = read(column(50, 12, ...ADDRESS), cells(pitch, INFORMATION, 300, 400), body);
    expect(text).toContain(ADDRESS.join('\n'));
    expect(text).toContain(INFORMATION.map((row) => row.join('\t')).join('\n'));
  });

  it('keeps lines together beside a margin of small print', () => {
    const margin = column(
      320,
      9.1,
      'Telefon 040 12340',
      'IBAN DE12 3456',
      'BIC HASPDEHH',
      'HRB 12345',
      'Hamburg',
    );
    expect(read(column(50, 14.3, ...PROSE), margin)).toContain(PROSE.join('\n'));
  });

  it('reads three columns', () => {
    const three = [50, 270, 490].map((x) => column(x, 12, ...PROSE));
    expect(read(...three)).toBe([...PROSE, '', ...PROSE, '', ...PROSE].join('\n'));
  });

  it.each<[string, string[][]]>([
    [
      'labels and amounts',
      [
        ['Hauptforderung', '1.158,61 €'],
        ['Zinsen', '68,15 €'],
        ['Kosten', '15,00 €'],
        ['Gesamt', '1.241,76 €'],
      ],
    ],
    [
      'labels and values',
      [
        ['Schuldnerin:', 'Petra Lindner'],
        ['Geburtsdatum:', '14.03.1979'],
        ['Ihr Zeichen:', 'SB26-0901'],
        ['Anschrift:', 'Lange Straße 12'],
      ],
    ],
    ['long labels', PROSE.map((line, at) => [line, `${at}.241,76`])],
    [
      'contracts',
      [1, 2, 3, 4].map((at) => [`Vertrag ${at} über Lieferung`, `KN-778210${at}`, `1.24${at},76`]),
    ],
  ])('keeps the rows of a table: %s', (_, rows) => {
    expect(read(cells(12, rows, 50, 300, 400))).toBe(rows.map((row) => row.join('\t')).join('\n'));
  });

  it('keeps the rows of a table whose amounts stand between the lines of their labels', () => {
    const labels = column(
      50,
      12,
      'Hauptforderung aus dem',
      'Vertrag vom 1. Mai',
      'Zinsen bis zu dem',
      'heutigen Tag',
      'Mahnkosten und',
      'Auslagen',
    );
    const amounts = [106, 130, 154].map((y, at) => run(300, y, `${at}15,00`));
    const text = read(labels, amounts);
    expect(text.indexOf('015,00')).toBeLessThan(text.indexOf('Zinsen'));
    expect(text.indexOf('115,00')).toBeLessThan(text.indexOf('Mahnkosten'));
  });

  it('takes letters that were set twice to look bold for one', () => {
    expect(read([run(50, 100, 'Gesamt'), run(50.4, 100, 'Gesamt'), run(200, 100, '7,00')])).toBe(
      'Gesamt\t7,00',
    );
  });

  it('puts what runs another way at the end', () => {
    expect(textOfPage([run(50, 100, 'Saldo')], [[run(0, 0, 'Formular 08')]])).toBe('Saldo\n\nFormular 08');
  });
});
