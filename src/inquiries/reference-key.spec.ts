import { lookalikeShape, referenceKey } from './reference-key';

describe('referenceKey', () => {
  it.each([
    ['SB 26-0171', 'SB260171'],
    ['43704//0018825', '437040018825'],
    ['X 0466 / 12 4698 - 7', 'X04661246987'],
    ['fw\n204 477 81', 'FW20447781'],
    ['ＦＷ２０', 'FW20'],
    [' - ', ''],
  ])('makes %j comparable', (reference, key) => expect(referenceKey(reference)).toBe(key));
});

describe('lookalikeShape', () => {
  it('makes characters equal that are taken for each other, and no others', () => {
    expect(lookalikeShape('SBO1L8')).toBe(lookalikeShape('580I18'));
    expect(lookalikeShape('NB440')).not.toBe(lookalikeShape('NB404'));
  });
});
