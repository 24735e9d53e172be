import type { ParsedMail } from '../stages/parse';
import { findCreditorNames } from './creditor-name';

const names = (text: string, sender = 'Buchhaltung') => {
  const mail = { from: { name: sender, address: 'a@b.example', domain: 'b.example' } } as ParsedMail;
  return findCreditorNames(mail, [{ source: 'body', text, standing: 'current', current: true }]);
};
const values = (text: string, sender?: string) => names(text, sender).map((name) => name.value);

describe('creditor names', () => {
  it.each([
    ['Mit freundlichen Grüßen\nTelvia Mobilfunk GmbH\nAbteilung', 'Telvia Mobilfunk GmbH'],
    ['Nordlicht Energie GmbH & Co. KG, Kiel', 'Nordlicht Energie GmbH & Co. KG'],
    ['Wohnbau Sonnenhang eG', 'Wohnbau Sonnenhang eG'],
    ['Autohaus Kranich e. K.', 'Autohaus Kranich e. K.'],
    ['KörperWerk Fitness UG (haftungsbeschränkt)', 'KörperWerk Fitness UG (haftungsbeschränkt)'],
    ['Klinikum Dillgrund gGmbH', 'Klinikum Dillgrund gGmbH'],
    ['Stadtwerke Lahnau', 'Stadtwerke Lahnau'],
    ['Finanzamt Brückfelde\nVollstreckungsstelle', 'Finanzamt Brückfelde'],
    ['Kredita Direkt Bank SE', 'Kredita Direkt Bank SE'],
  ])('%j', (text, name) => {
    expect(values(text)).toContain(name);
  });

  it('puts the one that a collector acts for first', () => {
    const text =
      'CONSENTA Inkasso GmbH\n\nAuftraggeberin\tSchuhparadies Online GmbH\nSchuldner\tLars Petersen';
    expect(names(text, 'CONSENTA Inkasso')[0].value).toBe('Schuhparadies Online GmbH');
  });

  it('knows the client of a law firm', () => {
    expect(
      names(
        'zeigen wir an, dass wir die Nordhafen Bank AG, Überseeallee 4, vertreten. Dr. Ahlers PartG mbB',
      )[0].value,
    ).toBe('Nordhafen Bank AG');
  });

  it('takes the sender of a private mail', () => {
    expect(values('Hallo, er schuldet mir noch 100 Euro', 'Gerd Niemann')).toEqual(['Gerd Niemann']);
    expect(values('Hallo', 'Heimpel, Ines (VB Kinzigaue)')).toEqual(['Ines Heimpel']);
  });

  it('leaves mail systems out', () => {
    expect(values('user unknown', 'Mail Delivery System')).toEqual([]);
  });
});
