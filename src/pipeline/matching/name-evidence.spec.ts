import fc from 'fast-check';

import { fold } from '../../inquiries/folding';
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

describe('names, for any person', () => {
  const part = fc.stringMatching(/^[BDFGHKLMNPRSTVWZ][aeiouäöü]{1,2}[bdfgklmnprstßz]{1,3}[aeiou][lmnrst]$/);
  const title = fc.constantFrom('', 'Herr ', 'Frau Dr. ', 'Herrn Prof. Dr. ', 'Ms ');

  it('is the full name in either order, with titles, umlauts spelled out, in capitals, broken over a line', () => {
    const spelling = fc.constantFrom<(name: string) => string>(
      (name) => name,
      (name) => name.toUpperCase(),
      (name) => name.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss'),
      (name) => name.replace(' ', '\n'),
      (name) => name.replace(' ', '\t'),
    );
    fc.assert(
      fc.property(part, part, title, spelling, fc.boolean(), (first, last, titled, spell, swapped) => {
        fc.pre(fold(first) !== fold(last));
        const named = swapped ? `${spell(last)}, ${spell(first)}` : spell(`${first} ${last}`);
        expect(valueOf(`Guten Tag, zu ${titled}${named}: erledigt.`, first, last)).toBe(NAME_VALUES.full);
      }),
    );
  });

  it('is never the full name with a letter more, less or exchanged', () => {
    fc.assert(
      fc.property(part, part, fc.nat(), fc.constantFrom('', 'x', 'qu'), (first, last, place, letter) => {
        const at = place % last.length;
        const slipped = last.slice(0, at) + letter + last.slice(at + 1);
        expect(valueOf(`zu Herrn ${first} ${slipped} teilen wir mit`, first, last)).not.toBe(
          NAME_VALUES.full,
        );
      }),
    );
  });
});
