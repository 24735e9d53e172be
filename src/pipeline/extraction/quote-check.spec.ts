import fc from 'fast-check';

import type { ParsedMail, TextBlock } from '../stages/parse';
import type { ModelAnswer, ModelField } from './model-answer';
import { checkAnswer, locate } from './quote-check';

const BODY = [
  'in der Sache Dr. Petra Müller-Lindner, Ihr Zeichen SB 26-0901,',
  'Forderungskonto 4400/118-92, beläuft sich unsere',
  'Gesamtforderung auf 1.234,56 €. Ihr letztes Schreiben nannte O-1.',
].join('\n');
const block = (text: string, more: Partial<TextBlock> = {}): TextBlock => ({
  source: 'body',
  standing: 'current',
  text,
  ...more,
});
const BLOCKS = [
  block('Gesamtforderung 1.100,00 EUR', { standing: 'quoted' }),
  block(BODY),
  block('Saldo\t1.234,56', { source: 'attachment:saldo.csv' }),
];

function checked(field: Partial<ModelField>, kind: ModelAnswer['kind'] = 'claim_statement') {
  const whole: ModelField = { name: 'claim_amount', value: '1234.56', source: 'body', quote: '', ...field };
  const mail = {
    ...{ blocks: BLOCKS, hidden: [], attachments: [], flags: [] },
    pictures: [{ source: 'attachment:scan.pdf', mediaType: 'application/pdf', content: Buffer.alloc(1) }],
  } as unknown as ParsedMail;
  return checkAnswer({ kind, fields: [whole] }, mail).fields[0];
}

describe('a quote', () => {
  it.each([
    ['Gesamtforderung auf 1.234,56 €'],
    ['unsere Gesamtforderung   auf 1.234,56 €'],
    ['auf 1.234,56'],
  ])('proves the value in it: %s', (quote) => {
    expect(checked({ quote })).toMatchObject({ isProven: true, current: true, source: 'body' });
  });

  it('is given as it stands in the mail', () => {
    expect(checked({ quote: 'unsere Gesamtforderung auf 1.234,56 €' }).quote).toBe(
      'unsere\nGesamtforderung auf 1.234,56 €',
    );
  });

  it.each([
    ['stands nowhere', { quote: 'Gesamtforderung: 1.234,56 €' }],
    ['has another word', { quote: 'Restforderung auf 1.234,56 €' }],
    ['is empty', { quote: '' }],
    ['is too short', { quote: '56' }],
    ['holds another value', { quote: 'Gesamtforderung auf 1.234,56 €', value: '1234.65' }],
    ['holds no value', { quote: 'in der Sache' }],
    ['has a value that is none', { quote: 'Gesamtforderung auf 1.234,56 €', value: '1.234,56' }],
    ['is a pattern', { quote: '.* 1\\.234,56 .' }],
  ])('proves nothing where it %s', (_, field) => {
    expect(checked(field).isProven).toBe(false);
  });

  it.each(['1234.56', ' 1234.56 '])('has its value in one spelling: %j', (value) => {
    expect(checked({ quote: 'auf 1.234,56', value })).toMatchObject({ value: '1234.56', isProven: true });
  });

  it('that stands nowhere is not shown as one', () => {
    expect(checked({ quote: 'Gesamtforderung: 1.234,56 €' }).quote).toBe('');
  });

  it('of a picture is shown, and proves nothing', () => {
    const field = checked({ quote: 'Gesamt 1.234,56', source: 'attachment:scan.pdf#page=2' });
    expect(field).toMatchObject({ quote: 'Gesamt 1.234,56', isProven: false });
  });

  it('is found in another block than the one that was named', () => {
    expect(checked({ quote: 'Saldo 1.234,56', source: 'body' })).toMatchObject({
      ...{ source: 'attachment:saldo.csv', quote: 'Saldo\t1.234,56', isProven: true },
    });
  });

  it('of earlier correspondence is told from what holds now', () => {
    const field = checked({ quote: 'Gesamtforderung 1.100,00', value: '1100.00' });
    expect(field).toMatchObject({ isProven: true, current: false });
  });

  it('that denies a claim proves nothing owed, in a mail that does', () => {
    const denial = { value: '0.00', quote: 'Ihr letztes Schreiben' };
    expect(checked(denial, 'no_claim').isProven).toBe(true);
    expect(checked(denial, 'claim_statement').isProven).toBe(false);
  });

  it.each<[Partial<ModelField>, boolean]>([
    [{ name: 'office_reference', value: 'SB26-0901', quote: 'Zeichen SB 26-0901' }, true],
    [{ name: 'creditor_reference', value: '440011892', quote: '4400/118-92' }, true],
    [{ name: 'creditor_reference', value: '440011893', quote: '4400/118-92' }, false],
    [{ name: 'creditor_reference', value: 'O-1', quote: 'nannte O-1' }, false],
    [{ name: 'client_name', value: 'Petra Mueller-Lindner', quote: 'Dr. Petra Müller-Lindner' }, true],
    [{ name: 'client_name', value: 'Paul Lindner', quote: 'Dr. Petra Müller-Lindner' }, false],
    [{ name: 'claim_amount', value: '01234.6', quote: 'auf 1.234,56' }, false],
    [{ name: 'client_name', value: ' ', quote: 'Dr. Petra Müller-Lindner' }, false],
    [{ name: 'currency', value: 'EUR', quote: '1.234,56 €' }, true],
    [{ name: 'currency', value: 'CHF', quote: '1.234,56 €' }, false],
  ])('holds %j: %s', (field, isProven) => {
    expect(checked(field).isProven).toBe(isProven);
  });

  it('of whatever characters is found where it stands, and only there', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (before, quote, after) => {
        const found = locate(quote, 'body', [block(`${before}\n${quote}\n${after}`)]);
        const isLong = quote.replace(/\s+/g, '').length >= 3;
        expect(found !== null).toBe(isLong);
        if (found) expect(found.quote.replace(/\s+/g, ' ')).toBe(quote.trim().replace(/\s+/g, ' '));
      }),
    );
  });
});
