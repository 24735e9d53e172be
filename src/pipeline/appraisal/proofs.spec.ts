import { readByRules } from '../extraction/rules-reading';
import type { ParsedMail } from '../stages/parse';
import { proofsOf } from './proofs';

function rests(text: string): number[] {
  const blocks = [{ source: 'body', text, standing: 'current' as const }];
  const mail = { from: null, subject: '', blocks, flags: [], hidden: [], attachments: [] };
  return [...proofsOf(readByRules(mail as unknown as ParsedMail)).rests].map(({ cents }) => cents);
}

describe('what is left of a figure', () => {
  it('is proven by what was taken off, whatever that is called', () => {
    expect(
      rests('Die Rechnung lautete auf 368,60 €. Im Januar brachte sie 50,00 € vorbei. Es bleiben 318,60 €.'),
    ).toEqual([31860]);
  });

  it('is proven by all that was taken off together', () => {
    expect(
      rests('Offen waren 500,00 EUR. Gezahlt: 100,00 EUR und 50,00 EUR. Noch offen: 350,00 EUR.'),
    ).toEqual([35000]);
  });

  it('is not proven where it does not come out, nor where nothing is said to be left', () => {
    expect(rests('Von 500,00 EUR wurden 100,00 EUR gezahlt. Es bleiben 390,00 EUR.')).toEqual([]);
    expect(rests('Miete 500,00 EUR. Kosten 100,00 EUR. Gebühr 400,00 EUR.')).toEqual([]);
  });
});
