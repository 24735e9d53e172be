import fc from 'fast-check';

import type { Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { MailText } from './mail-text';
import { type ReferenceEvidence, referenceEvidence } from './reference-evidence';

function find(text: string, reference: string, labelled: string[] = []): ReferenceEvidence | null {
  const mail = { blocks: [{ source: 'body', standing: 'current', text }] } as unknown as ParsedMail;
  const references = labelled.map((normalized) => ({ normalized, role: 'creditor' }));
  return referenceEvidence(new MailText(mail), reference, { references } as unknown as Extraction);
}

describe('referenceEvidence', () => {
  it.each([
    ['Ihr Zeichen: SB 26-0171 vom', 'SB26-0171', 'SB 26-0171'],
    ['Nr. 412 889 301 7.', '4128893017', '412 889 301 7'],
    ['Konto 41288\n  93017 ist', '4128893017', '41288\n  93017'],
    ['77 310-224\t\n \t/ B\t', '77 310-224 / B', '77 310-224\t\n \t/ B'],
    ['x0466/124698-7', 'X 0466 / 12 4698 - 7', 'x0466/124698-7'],
    ['[SB26-0171]', 'SB26-0171', 'SB26-0171'],
  ])('finds in %j the reference %s', (text, reference, quote) => {
    expect(find(text, reference)).toMatchObject({ strength: 'exact', quote, weak: false });
  });

  it.each([
    ['SB26-01711', 'SB26-0171'],
    ['ASB26-0171', 'SB26-0171'],
    ['Konto 2100.4128893017', '4128893017'],
    ['4128893017-02', '4128893017'],
    ['1.208,17 EUR', '120817'],
    ['12\t0817', '120817'],
    ['am 20.8. waren es 17', '20817'],
    ['SB26-0172', 'SB26-0171'],
    ['Text', ''],
  ])('finds in %j no reference %s', (text, reference) => expect(find(text, reference)).toBeNull());

  it('takes characters that look alike for a weaker find', () => {
    expect(find('Az. 5B26-O171', 'SB26-0171')).toMatchObject({ strength: 'lookalike', quote: '5B26-O171' });
    expect(find('Az. SBZ6-0171', 'SB26-0171')).toBeNull();
  });

  it('lets a short number count by itself only beside a label', () => {
    expect(find('Mitglied 20817', '20817')).toMatchObject({ weak: true });
    expect(find('Mitglied 20817', '20817', ['20817'])).toMatchObject({ weak: false });
  });
});

describe('references, for any number', () => {
  const digits = (min: number, max: number) =>
    fc.stringMatching(new RegExp(`^[1-9][0-9]{${min - 1},${max - 1}}$`));
  const prefix = fc.stringMatching(/^[A-Z]{1,3}$/);
  const separator = fc.constantFrom('', ' ', '-', '/', ' / ', '//', '.', ' - ', '\n', '\n  ', '-\n');
  const reference = fc.record({
    letters: prefix,
    groups: fc.array(digits(3, 5), { minLength: 2, maxLength: 4 }),
  });

  it('is found however the mail breaks it up', () => {
    const broken = fc.array(separator, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(reference, broken, ({ letters, groups }, separators) => {
        const spelled = groups.reduce(
          (text, group, at) => text + (at === 0 ? '' : separators[at]) + group,
          letters,
        );
        expect(find(`Ihre Nummer: ${spelled}, Danke.`, letters + groups.join('-'))?.strength).toBe('exact');
      }),
    );
  });

  it('is found as a look-alike where a scan took letters for digits', () => {
    const swap: Record<string, string> = { 0: 'O', 1: 'I', 5: 'S', 8: 'B' };
    fc.assert(
      fc.property(reference, ({ letters, groups }) => {
        const number = letters + groups.join('');
        const scanned = letters + groups.join('').replace(/[0158]/g, (digit) => swap[digit]);
        expect(find(`Nr. ${scanned}.`, number)?.strength).toBe(scanned === number ? 'exact' : 'lookalike');
      }),
    );
  });

  it('is not found in a number that is longer, or has another digit', () => {
    fc.assert(
      fc.property(reference, fc.nat(9), fc.nat(), ({ letters, groups }, digit, place) => {
        const number = groups.join('');
        const at = place % number.length;
        const other = number.slice(0, at) + digit + number.slice(at + 1);
        fc.pre(other !== number);
        for (const text of [
          `${letters}${number}${digit}`,
          `${digit}${letters}${number}`,
          `${letters}${other}`,
        ])
          expect(find(`Nr. ${text}.`, letters + number)).toBeNull();
      }),
    );
  });
});
