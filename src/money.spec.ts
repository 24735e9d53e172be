import fc from 'fast-check';

import { centsOf, moneyString } from './money';

describe('moneyString', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [123456, '1234.56'],
    [-7, '-0.07'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('writes %d cents as %s', (cents, text) => expect(moneyString(cents)).toBe(text));
});

describe('centsOf', () => {
  it.each([
    ['1234.56', 123456],
    ['12.5', 1250],
    ['7', 700],
    ['1.234,56', null],
    ['1,5', null],
    ['-1.00', null],
    ['1.234', null],
    ['.5', null],
    ['1.', null],
    [' 1', null],
    ['1e3', null],
    ['١', null],
    ['', null],
    ['1234567890123', null],
  ])('reads %j as %j', (text, cents) => expect(centsOf(text)).toBe(cents));

  it('reads what moneyString writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999_999_999 }),
        (cents) => centsOf(moneyString(cents)) === cents,
      ),
    );
  });
});
