import type { ParsedMail } from '../stages/parse';
import { MailText } from './mail-text';
import { NAME_VALUES, nameEvidence } from './name-evidence';

function valueOf(text: string, first: string, last: string): number | undefined {
  const mail = { blocks: [{ source: 'body', standing: 'current', text }] } as unknown as ParsedMail;
  return nameEvidence(new MailText(mail), first, last)?.value;
}

describe('nameEvidence', () => {
  it.each([
    ['Herr Thomas Becker schuldet', 'Thomas', 'Becker', NAME_VALUES.full],
    ['Becker, Thomas', 'Thomas', 'Becker', NAME_VALUES.full],
    ['BECKER\tTHOMAS', 'Thomas', 'Becker', NAME_VALUES.full],
    ['Nachname: Becker\nVorname: Thomas', 'Thomas', 'Becker', NAME_VALUES.full],
    ['Frau Ursula von der Heyde', 'Ursula', 'von der Heyde', NAME_VALUES.full],
    ['Anna-Lena Schaefer', 'Anna-Lena', 'Schäfer', NAME_VALUES.full],
    ['Eheleute Sabine und Jürgen Hoffmann', 'Sabine', 'Hoffmann', NAME_VALUES.couple],
    ['Hoffmann, Sabine und Jürgen', 'Jürgen', 'Hoffmann', NAME_VALUES.couple],
    ['Thomas Bekcer', 'Thomas', 'Becker', NAME_VALUES.oneEdit],
    ['Thorsten Brand', 'Torsten', 'Brandt', NAME_VALUES.twoEdits],
    ['Hans-Jürqen Preub', 'Hans-Jürgen', 'Preuß', NAME_VALUES.twoEdits],
    ['Anna Schäfer', 'Anna-Lena', 'Schäfer', NAME_VALUES.partOfGivenName],
    ['T. Becker', 'Thomas', 'Becker', NAME_VALUES.initial],
    ['Anna Schäfer-Klein', 'Anna', 'Schäfer', NAME_VALUES.extended],
    ['Lisa-Anna Schäfer', 'Anna', 'Schäfer', NAME_VALUES.extended],
    ['Anna-Lena Schäfer', 'Anna', 'Schäfer', NAME_VALUES.familyName],
    ['Ralph Müller', 'Ralf', 'Müller', NAME_VALUES.familyName],
    ['Jürgen Hoffmann', 'Sabine', 'Hoffmann', NAME_VALUES.familyName],
    ['Nadine Lange', 'Nadine', 'Böhm', NAME_VALUES.givenName],
    ['Petra Vogel', 'Nadine', 'Böhm', undefined],
  ])('values %j for %s %s at %j', (text, first, last, value) => {
    expect(valueOf(text, first, last)).toBe(value);
  });

  it('quotes the mail word for word', () => {
    const mail = { blocks: [{ source: 'body', standing: 'quoted', text: 'zu KÜHNEL-RICHTER,\n Mandy.' }] };
    expect(nameEvidence(new MailText(mail as unknown as ParsedMail), 'Mandy', 'Kühnel-Richter')).toEqual({
      value: 1,
      source: 'body',
      quote: 'KÜHNEL-RICHTER,\n Mandy',
      current: false,
    });
  });
});
