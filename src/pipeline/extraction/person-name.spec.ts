import { findBirthDates } from './birth-date';
import { findClientNames } from './person-name';

const passage = (text: string, source = 'body') => ({
  source,
  text,
  standing: 'current' as const,
  current: true,
});
const first = (text: string, source?: string) => findClientNames([passage(text, source)])[0]?.value;
const all = (text: string, source?: string) =>
  findClientNames([passage(text, source)]).map((name) => name.value);

describe('client names', () => {
  it.each([
    ['gegen Ihren Mandanten, Herrn Thomas Becker, haben wir', 'Thomas Becker'],
    ['unserer Klientin Frau Dr. Marie-Luise Grünewald, Laubach', 'Marie-Luise Grünewald'],
    ['Schuldner\tPetersen, Lars', 'Lars Petersen'],
    ['Schuldner           : Daniel Schröder, Licher Straße 201', 'Daniel Schröder'],
    ['Beitragskontoinhaberin: Kühnel-Richter, Mandy', 'Mandy Kühnel-Richter'],
    ['JACQUELINE OSSWALD\nWEG 8', 'JACQUELINE OSSWALD'],
    ['Giuseppe Lo Presti, geb. 15.08.1968', 'Giuseppe Lo Presti'],
    ['Rechnung von Frau Ursula von der Heyde', 'Ursula von der Heyde'],
    ['our customer Ms Samira Haddad, customer reference', 'Samira Haddad'],
    ['Es geht um Herrn Becker, Thomas (geb. 30.09.1991)', 'Thomas Becker'],
    ['Nordhafen Bank AG ./. Groß, Benjamin', 'Benjamin Groß'],
    ['bevor wir Ihnen zu Igor Melnikov Zahlen nennen', 'Igor Melnikov'],
  ])('%j names %s', (text, name) => {
    expect(first(text)).toBe(name);
  });

  it('reads the subject', () => {
    expect(first('AW: Forderungsanfrage Daniel Schröder, Kundenkonto 0045-778120', 'subject')).toBe(
      'Daniel Schröder',
    );
    expect(all('Grünewald Marie-Luise, Kunde 33.108.772', 'subject')).toContain('Marie-Luise Grünewald');
  });

  it('does not take the reader, a clerk or the signatory for the client', () => {
    expect(all('Sehr geehrte Frau Kerstin Adler,')).toEqual([]);
    expect(all('Sachbearbeiter: Herr Otto Zinn')).toEqual([]);
    expect(all('Schuldnerberatung Lahntal e. V.\nFrau Kerstin Adler\nAm Brückentor 7')).toEqual([]);
    expect(all('Mit freundlichen Grüßen\nOtto Zinn')).toEqual([]);
    expect(all('Gruß Gerd Niemann')).toEqual([]);
    expect(all('wenden Sie sich an Herrn Otto Müller aus unserer Abteilung')).toEqual([]);
  });

  it('does not take firms and streets for people', () => {
    expect(all('Modeversand Lindner GmbH, Licher Straße, Nordhafen Bank AG')).toEqual([]);
  });

  it('names both of a couple', () => {
    expect(all('die Eheleute Sabine und Jürgen Hoffmann schulden')).toEqual(
      expect.arrayContaining(['Sabine Hoffmann', 'Jürgen Hoffmann']),
    );
  });
});

describe('birth dates', () => {
  it.each([
    ['geb. 30.09.1991', '1991-09-30'],
    ['geboren am 3. März 1980', '1980-03-03'],
    ['Geburtsdatum: 01.02.1975', '1975-02-01'],
    ['Geburtsdatum\t1975-02-01', '1975-02-01'],
    ['*07.08.88', '1988-08-07'],
    ['born 24 December 1993', '1993-12-24'],
    ['date of birth: 24.12.1993', '1993-12-24'],
  ])('%j', (text, date) => {
    expect(findBirthDates([passage(text)]).map((mention) => mention.value)).toEqual([date]);
  });

  it('ignores other and impossible dates', () => {
    expect(findBirthDates([passage('Vertrag vom 01.02.1975, geb. 31.02.1990')])).toEqual([]);
  });
});
