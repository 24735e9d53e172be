import type { DocumentPage, DocumentReading } from '../../documents/document-reading';
import { withScans } from './mail-scans';

const page = (number: number, text: string, more: Partial<DocumentPage> = {}): DocumentPage => ({
  ...{ number, text, hidden: '' },
  ...more,
});
const recognised = (number: number, text: string) =>
  page(number, text, { recognition: { confidence: 0.9, rows: [] } });
const unread = (...pages: DocumentPage[]): DocumentReading => ({
  ...{ outcome: 'unread', detail: 'Page 2 has no text (scan).', pages, scans: [2] },
});
const scanned = (...pages: DocumentPage[]): DocumentReading => ({ outcome: 'read', pages });

describe('withScans', () => {
  it('puts what was recognised in the place of the scan', () => {
    const reading = withScans(unread(page(1, 'Guten Tag'), page(2, '')), scanned(recognised(2, '12,00 EUR')));
    expect(reading.outcome).toBe('read');
    expect(reading.detail).toBeUndefined();
    expect(reading.pages.map(({ text }) => text)).toEqual(['Guten Tag', '12,00 EUR']);
  });

  it('keeps the stamp of a page whose image is blank', () => {
    const reading = withScans(unread(page(2, 'Seite 2')), scanned(recognised(2, '')));
    expect(reading).toMatchObject({ outcome: 'read', pages: [{ text: 'Seite 2' }] });
  });

  it('does not take a page for blank whose text is garbled', () => {
    const reading = withScans(unread(page(2, '\u0080\u0081 \u0082')), scanned(recognised(2, '')));
    expect(reading).toMatchObject({
      outcome: 'unread',
      detail: 'Page 2 has text that could not be recognised.',
    });
  });

  it('keeps print that stands on a picture of nothing else', () => {
    const printed = 'Sehr geehrte Damen und Herren, die Gesamtforderung beträgt 12,00 EUR';
    const [shown] = withScans(unread(page(2, printed)), scanned(recognised(2, printed))).pages;
    expect(shown).toEqual(page(2, printed));
    const more = recognised(2, `${printed}\nStempel: 7,00 EUR`);
    expect(withScans(unread(page(2, printed)), scanned(more)).pages).toEqual([more]);
  });

  it.each<[string, DocumentPage[], Partial<DocumentPage>]>([
    ['is not read where the image says the same', [recognised(2, 'Saldo 12,00 EUR')], { hidden: '' }],
    [
      'is hidden text where the image says otherwise',
      [recognised(2, 'Saldo 7,00 EUR')],
      { hidden: 'Soll 12,00' },
    ],
    ['is hidden text where the image was not read', [], { text: '', hidden: 'Soll 12,00' }],
  ])('text under the image %s', (_, scan, expected) => {
    const [shown] = withScans(unread(page(2, '', { layer: 'Soll 12,00' })), scanned(...scan)).pages;
    expect(shown).toMatchObject({ ...scan[0], layer: 'Soll 12,00', ...expected });
  });

  it('leaves the verdict on the other pages alone', () => {
    const broken: DocumentReading = {
      ...unread(page(2, '')),
      outcome: 'broken',
      detail: 'Page 1 could not be read.',
    };
    expect(withScans(broken, scanned(recognised(2, 'Saldo')))).toMatchObject({
      outcome: 'broken',
      detail: 'Page 1 could not be read.',
    });
  });
});
