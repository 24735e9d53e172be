import { fold, nameKey } from './folding';

describe('fold', () => {
  it.each([
    ['Schäfer', 'schaefer'],
    ['SCHAEFER', 'schaefer'],
    ['Scha\u0308fer', 'schaefer'],
    ['Oßwald', 'osswald'],
    ['Wiśniewski-Łuk', 'wisniewski luk'],
    ["O'Brien", 'obrien'],
    ['O’Brien', 'obrien'],
    ['Rüegg  AG,\n(Buchs)', 'rueegg ag buchs'],
    ['Kühnel\u00a0Richter', 'kuehnel richter'],
    ['Žižek Çelik Sørensen', 'zizek celik soerensen'],
    ['', ''],
    ['– & …', ''],
  ])('folds %j to %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
    expect(fold(folded)).toBe(folded);
  });
});

describe('nameKey', () => {
  it('is the same for every order of a name', () => {
    expect(nameKey('Becker, Thomas')).toBe(nameKey('Thomas', 'Becker'));
    expect(nameKey('Ursula', 'von der Heyde')).toBe(nameKey('VON DER HEYDE, Ursula'));
    expect(nameKey('Ralf', 'Müller')).not.toBe(nameKey('Ralph', 'Müller'));
  });
});
