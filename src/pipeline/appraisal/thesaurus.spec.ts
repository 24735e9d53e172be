import { sensesOf } from './thesaurus';
import { meaningsOf, sayingsOf, tokensOf } from './tokens';

describe('what words mean', () => {
  it.each<[string, string]>([
    ['beglichen', 'settled'],
    ['gesamtforderung', 'total'],
    ['gesamtforderung', 'claim'],
    ['mietrueckstand', 'claim'],
    ['verzugszinsen', 'interest'],
    ['mahngebuehren', 'costs'],
    ['abtretungsanzeige', 'handed_over'],
  ])('%s is understood as %s', (word, sense) => expect(sensesOf(word)).toContain(sense));

  it.each(['haus', 'ge', ''])('%s means nothing here', (word) => expect(sensesOf(word)).toEqual([]));

  it('is the same for other words', () => {
    const one = meaningsOf(tokensOf('Die Forderung ist getilgt.'));
    expect(one).toEqual(meaningsOf(tokensOf('Der Rückstand wurde beglichen.')));
    expect(one).toContain('<claim> <settled>');
  });

  it('does not reach over the end of a sentence', () => {
    const sayings = sayingsOf(tokensOf('Keine Eile. Die Forderung bleibt.'));
    expect(sayings).not.toContain('claim+not');
    expect(sayingsOf(tokensOf('Eine Forderung haben wir nicht.'))).toContain('claim+not');
  });

  it('reaches over the end of a full line', () => {
    const text = 'Gegen Ihren Mandanten erheben wir nach Prüfung der Unterlagen keine\nForderung.';
    expect(sayingsOf(tokensOf(text))).toContain('claim+not');
    expect(sayingsOf(tokensOf('Keine Eile\nForderung'))).not.toContain('claim+not');
  });
});
