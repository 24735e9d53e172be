import fc from 'fast-check';

import { findBirthDates } from './birth-date';

const MONTHS = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(
  ' ',
);
const ENGLISH = 'January February March April May June July August September October November December'.split(
  ' ',
);
const two = (number: number) => String(number).padStart(2, '0');

const SPELLINGS: [name: string, spell: (year: number, month: number, day: number) => string][] = [
  ['German', (year, month, day) => `${two(day)}.${two(month)}.${year}`],
  ['German without zeros', (year, month, day) => `${day}.${month}.${year}`],
  ['with blanks', (year, month, day) => `${day}. ${month}. ${year}`],
  ['with the month in words', (year, month, day) => `${day}. ${MONTHS[month - 1]} ${year}`],
  ['English', (year, month, day) => `${day} ${ENGLISH[month - 1]} ${year}`],
  ['with slashes', (year, month, day) => `${two(day)}/${two(month)}/${year}`],
  ['ISO', (year, month, day) => `${year}-${two(month)}-${two(day)}`],
  ['two digits of the year', (year, month, day) => `${two(day)}.${two(month)}.${two(year % 100)}`],
];
const LABELS = ['geb. ', 'geboren am ', 'Geburtsdatum: ', 'Geburtsdatum\t', '*', 'born ', 'date of birth: '];

const read = (text: string) =>
  findBirthDates([{ source: 'body', text, standing: 'current', current: true }]).map(({ value }) => value);

describe('birth dates, for any day', () => {
  const day = fc.date({ min: new Date('1920-01-01'), max: new Date('2008-12-31'), noInvalidDate: true });

  it.each(SPELLINGS)('%s', (_, spell) => {
    fc.assert(
      fc.property(day, fc.constantFrom(...LABELS), (date, label) => {
        const [year, month, of] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        fc.pre(spell !== SPELLINGS.at(-1)![1] || (year >= 1920 && year < 2000 && year % 100 > 12));
        expect(read(`Frau Kaya, ${label}${spell(year, month, of)}, Marburg`)).toEqual([
          date.toISOString().slice(0, 10),
        ]);
      }),
    );
  });

  it('reads no day that does not exist, and never throws', () => {
    const number = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 0, max: 9999 }), (first, second, third) => {
        for (const value of read(`geb. ${first}.${second}.${String(third).padStart(4, '0')}`)) {
          expect(new Date(value).toISOString().slice(0, 10)).toBe(value);
          expect(value).toBe(`${String(third).padStart(4, '0')}-${two(second)}-${two(first)}`);
        }
      }),
    );
  });
});
