import type { Standing } from '../stages/parse';
import { findReferences } from './reference';

const read = (text: string, source = 'body', standing: Standing = 'current') =>
  findReferences([{ source, text, standing, current: standing === 'current' }]);

const LABELLED: [text: string, normalized: string, role: string][] = [
  ['Ihr Zeichen: SB26-0171', 'SB260171', 'office'],
  ['Ihr Zeichen: SB 26-0171 vom 09.03.2026', 'SB260171', 'office'],
  ['Ihr Az.: SB26-\n0171', 'SB260171', 'office'],
  ['Ihr Aktenzeichen    : SB26-0131', 'SB260131', 'office'],
  ['Your ref: SB26-0198', 'SB260198', 'office'],
  ['Ihr Geschäftszeichen\tSB26-0296', 'SB260296', 'office'],
  ['Unser Aktenzeichen (bitte stets angeben)\tCI-2025-449017', 'CI2025449017', 'creditor'],
  ['Unser Zeichen : KFM 26 017733', 'KFM26017733', 'creditor'],
  ['Kundennummer 33.108.772, Rechnungen', '33108772', 'creditor'],
  ['Kundennummer\t77 310-224\n\n\t/ B', '77310224B', 'creditor'],
  ['Beitragsnummer: 412 889 301 7', '4128893017', 'creditor'],
  ['BG-Nummer 43704//0018825', '437040018825', 'creditor'],
  ['Steuernummer 026 815 04711   Bearbeiter: Herr Zinn', '02681504711', 'creditor'],
  ['Versichertennummer P 482 117 905 · Ihr', 'P482117905', 'creditor'],
  ['Vertragskonto 2100 447 906 besteht', '2100447906', 'creditor'],
  ['Kd.-Nr. 904417223.', '904417223', 'creditor'],
  ['Rechnungsnr. 2025-118-40772', '202511840772', 'creditor'],
  ['Kassenzeichen: 5.0210.118834.2', '502101188342', 'creditor'],
  ['WE-Nummer WE 0412.07.03', 'WE04120703', 'creditor'],
  ['Mitgliedsnr. 20817', '20817', 'creditor'],
  ['Schadennr. X 0466 / 12 4698 - 7', 'X04661246987', 'creditor'],
  ['Darlehen 4410379783-10', '441037978310', 'creditor'],
  ['our ref. RGO-5590-2214', 'RGO55902214', 'creditor'],
  ['Az.: HB-G 44/26', 'HBG4426', 'creditor'],
];

const NONE = [
  'geboren am 30.09.1991',
  'IBAN DE61 7709 9010 3102 2400 11',
  'Telefon 069 90009-500',
  'Betrag 1.234,56 EUR',
  '35037 Marburg',
  'post@firma12345.example',
  'HRB 99812',
];

describe('references', () => {
  it.each(LABELLED)('reads %j', (text, normalized, role) => {
    expect(read(text)).toContainEqual(expect.objectContaining({ normalized, role }));
  });

  it.each(NONE)('finds none in %j', (text) => {
    expect(read(text)).toEqual([]);
  });

  it('offers an unlabelled number of the subject', () => {
    expect(read('NB440655108', 'subject')[0]).toMatchObject({
      normalized: 'NB440655108',
      role: 'unknown',
      source: 'subject',
    });
  });

  it('offers numbers in running text without a label', () => {
    expect(read('zum Vorgang EBE-2207714 zurzeit').map((reference) => reference.normalized)).toContain(
      'EBE2207714',
    );
  });

  it('turns the roles round where the office itself is quoted', () => {
    const quoted = read(
      'wir beraten Frau Haddad. Unser Zeichen: SB26-0198, Ihre Referenz RGO-5590-2214',
      'body',
      'quoted',
    );
    expect(quoted).toContainEqual(
      expect.objectContaining({ normalized: 'SB260198', role: 'office', current: false }),
    );
    expect(quoted).toContainEqual(
      expect.objectContaining({ normalized: 'RGO55902214', role: 'creditor', current: false }),
    );
  });

  it('keeps the surest sixty', () => {
    const many = Array.from({ length: 200 }, (_, index) => `Posten A-${10_000 + index}`).join('\n');
    expect(read(`Kundennummer: 4711-88\n${many}`)).toHaveLength(60);
    expect(read(`${many}\nKundennummer: 4711-88`)[0].normalized).toBe('471188');
  });
});
