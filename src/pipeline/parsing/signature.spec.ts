import type { Standing } from '../stages/parse';
import { cutBody } from './text-blocks';
import { plainLines } from '../../documents/text-line';

const standingOf = (mail: string, words: string): Standing | undefined =>
  cutBody('body', plainLines(mail)).find((block) => block.text.includes(words))?.standing;

describe('signature', () => {
  it.each([
    'Mit freundlichen Grüßen',
    'Mit freundlichem Gruß',
    'Mit besten Grüßen aus Kassel',
    'Freundliche Grüsse',
    'Viele Grüße',
    'Danke und viele Grüße',
    'Mit freundlichen kollegialen Grüßen',
    'MfG',
    'LG',
    'Gruß Max Muster',
    'Hochachtungsvoll',
    'i.A. Muster\nMit freundlichen Grüßen i. A.',
    'Kind regards,',
    'Yours sincerely',
    'Best wishes',
    'Meilleures salutations',
  ])('begins at "%s"', (greeting) => {
    expect(
      standingOf(`Offen: 1,00 EUR\n\n${greeting}\nErika Muster\nMuster Inkasso GmbH`, 'Muster Inkasso'),
    ).toBe('signature');
  });

  it('ends a mail without a greeting, advertising included', () => {
    const foot =
      'Wohnbau eG | gegründet 1919 | 2.140 Wohnungen\nFreie Wohnungen, z. B. 71 m², 498,00 EUR kalt';
    expect(standingOf(`Das gebe ich weiter.\n\n${foot}`, '498,00')).toBe('boilerplate');
    expect(standingOf('Siehe:\n\nSache | Zahl | Preis\nGlas | 1 | 300,00 EUR', '300,00')).toBe('current');
    expect(standingOf('Das gebe ich weiter.\n\nMiete | Mai | Juni\nRückstand 498,00 EUR', '498,00')).toBe(
      'current',
    );
  });

  it.each([
    'LG Gießen, Az. 3 O 12/24, Urteil vom 3.3.',
    'BG-Nummer 43704//0018',
    'Grüße sind keine Forderung, aber 12 Zeilen',
  ])('does not begin at "%s"', (line) => {
    expect(standingOf(`${line}\nRestforderung`, 'Restforderung')).toBe('current');
  });

  it.each([
    ['P.S. Die Forderung erlischt.', 'current'],
    ['Anlage: Forderungsaufstellung', 'current'],
    ['Hauptforderung\t1.000,00 EUR', 'current'],
    ['Aktenzeichen: 4711/26', 'current'],
    ['Bitte senden Sie uns noch die Vollmacht Ihres Klienten im Original zu.', 'current'],
    ['IBAN DE02 1203 0000 0000 2020 51', 'signature'],
    ['Tel. 069 90009-500', 'signature'],
    ['Geschäftsführer: Max Muster · HRB 1234', 'boilerplate'],
    ['Stammkapital 25.000,00 EUR, HRB 1234', 'boilerplate'],
    [
      'Diese E-Mail enthält vertrauliche Informationen. Sind Sie nicht der richtige Adressat,\nvernichten Sie sie.',
      'boilerplate',
    ],
    ['This e-mail is confidential and intended for the recipient only.', 'boilerplate'],
  ])('takes "%s" after the greeting for %s', (line, standing) => {
    expect(standingOf(`Text\n\nMit freundlichen Grüßen\nMuster\n\n${line}`, line)).toBe(standing);
  });

  it('keeps the reason at the end of a letter without greeting', () => {
    expect(standingOf('Guten Tag\n\nAus Datenschutzgründen brauchen wir eine Vollmacht.', 'Vollmacht')).toBe(
      'current',
    );
    expect(standingOf('Guten Tag\n\nDie Zahlung wurde irrtümlich gebucht.', 'irrtümlich')).toBe('current');
  });

  it('takes legal notices at the end for boilerplate without a greeting', () => {
    expect(standingOf('Offen sind 5,00 EUR.\n\nMuster GmbH, Amtsgericht Kiel HRB 99 441', 'HRB')).toBe(
      'boilerplate',
    );
  });
});
