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
