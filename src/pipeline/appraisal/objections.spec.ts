import type { AmountMention, Extraction } from '../stages/extraction';
import type { ParsedMail, TextBlock } from '../stages/parse';
import { objectionsTo } from './objections';

const amount = (cents: number, role: AmountMention['role'] = 'other'): AmountMention => ({
  ...{ cents, role, currency: 'EUR', source: 'body', quote: '', unambiguous: true, current: true },
});

/** The objections to booking 512.34 out of a text. */
function objections(
  text: string,
  change: Partial<Extraction> = {},
  standing: TextBlock['standing'] = 'current',
): string[] {
  const mail = { from: null, blocks: [{ source: 'body', standing, text }] } as unknown as ParsedMail;
  const field = { value: '512.34', confidence: 0.9, source: 'body', quote: text };
  const extraction = {
    kind: 'claim_statement',
    claimAmount: field,
    amounts: [],
    addsUp: false,
    ...change,
  } as unknown as Extraction;
  return objectionsTo(mail, extraction);
}

describe('objections to a figure', () => {
  it.each([
    'Die Forderung beträgt heute 512,34 EUR.',
    'Der Betrag von 512,34 EUR wurde trotz zweier Mahnungen noch nicht beglichen.',
    'Offen sind 512,34 EUR. Bitte betrachten Sie unsere Nachricht vom 02.04. als gegenstandslos.',
    'Auf Zinsen und Mahnkosten verzichten wir. Offen sind nur noch 512,34 EUR.',
    'Es wurden 124,00 EUR durch Pfändung eingezogen. Der danach verbleibende Anspruch beträgt 512,34 EUR.',
    'Offen sind 512,34 EUR. Weitere Forderungen haben wir nicht.',
    'Ich will ihm nix Böses, aber 512,34 EUR krieg ich noch. Gezahlt hat er nichts mehr.',
    'macht zusammen 512,34 €\n\nEr ist ein alter Mann. 25 € im Monat\nwären recht, wenn er sie zu zahlen hat.',
    'Hauptforderung\t480,00\nKosten\t32,34\nGesamtforderung\t512,34',
    'Datum\tSoll\tHaben\tSaldo\n01.02.\t600,00\t87,66\t512,34',
  ])('has none to %j', (text) => {
    expect(objections(text)).toEqual([]);
  });

  it.each<[string, string]>([
    ['Der Rückstand von 512,34 EUR wurde am 3. Mai durch Lastschrift eingezogen.', 'figure_settled'],
    ['Wir haben die 512,34 € storniert.', 'figure_settled'],
    ['Wir verzichten auf die Zinsen und auf die Restforderung von 512,34 EUR.', 'figure_settled'],
    ['Gezahlt: 124,00 EUR. Der verbleibende Betrag von 512,34 EUR wurde eingezogen.', 'figure_settled'],
    ['Es wurden 512,34 EUR eingezogen. Noch offen waren damals 512,34 EUR.', 'figure_settled'],
    [
      'auf die Restforderung von 512,34 EUR zu verzichten, haben wir beschlossen; wir verzichten',
      'figure_settled',
    ],
    ['Wie hoch sie ist, hängt vom Zählerstand ab: 512,34 EUR oder weniger.', 'figure_conditional'],
    ['am 2. Februar mit einem Stand von 512,34 EUR zum Einzug gegeben', 'figure_handed_over'],
    ['Gesamtbetrag EUR\t512,34\t437,39', 'several_columns'],
    ['02/2026\t512,34\nGesamtrückstand\t1.621,84', 'another_total'],
    ['Offen waren 512,34 EUR.\n\nDie Akte ist geschlossen.', 'claim_ended'],
    ['Er hat noch 512,34 EUR offen gehabt. Ich verlange nix mehr von ihm.', 'claim_ended'],
    ['Unbezahlt: 512,34 EUR. Bitte merken Sie uns zunächst ohne Betrag vor.', 'figure_held_back'],
    ['Bisher 512,34 EUR. Der Schaden wird vom Gutachter noch beziffert.', 'figure_held_back'],
    ['Am 14.09. sind Zahlungen eingegangen, die wir noch nicht zuordnen konnten.', 'figure_held_back'],
    ['Sollte er nicht zahlen, wären einschließlich der Kosten 512,34 EUR zu zahlen.', 'hypothetical_figure'],
    ['Bitte legen Sie den Saldo vom 30.06. nicht zugrunde.', 'figure_held_back'],
  ])('sends %j to a person', (text, name) => {
    expect(objections(text)).toContain(name);
  });

  it('sees that the figure and its neighbours make a larger one', () => {
    const amounts = [amount(51234, 'total'), amount(1000), amount(52234)];
    expect(objections('', { amounts })).toEqual(['part_of_a_larger_sum']);
  });

  it.each([51324, 52234, 51244, 53124])('sees a slip of the pen in %d', (cents) => {
    expect(objections('', { amounts: [amount(51234, 'total'), amount(cents)] })).toContain('slip_of_digits');
  });

  it.each([[amount(51324, 'superseded')], [amount(52234), amount(1000)], [amount(61234)], [amount(5123)]])(
    'sees none in %j',
    (...amounts) => {
      expect(objections('', { amounts: [amount(51234, 'total'), ...amounts] })).not.toContain(
        'slip_of_digits',
      );
    },
  );

  it('takes a payment as the way from a larger figure down to the total', () => {
    const amounts = [amount(71234, 'principal'), amount(20000, 'payment'), amount(51234, 'total')];
    const text = 'Gesamtforderung 712,34 EUR\nabzüglich Zahlung 200,00 EUR\nRestforderung 512,34 EUR';
    expect(objections(text, { amounts })).toEqual([]);
  });

  it('keeps a payment a payment where the same figure stands elsewhere without a name', () => {
    const amounts = [amount(57234), amount(6000, 'payment'), amount(6000), amount(51234, 'total')];
    expect(objections('', { amounts })).toEqual([]);
  });

  it('takes "would be" for a way of speaking where the mail works the figure out', () => {
    const text = 'Von 612,34 EUR gehen die 100,00 EUR ab, das wären dann 512,34 EUR.';
    expect(objections(text)).toContain('hypothetical_figure');
    expect(objections(text, { workedOut: true })).not.toContain('hypothetical_figure');
  });

  it('reads the present words alone', () => {
    expect(objections('Die 512,34 EUR sind storniert.', {}, 'quoted')).toEqual([]);
  });

  it('does not let a sold claim pass for none', () => {
    const claimAmount = { value: '0.00', confidence: 0.9, source: 'body', quote: '' };
    expect(objections('Die Forderung haben wir verkauft.', { kind: 'no_claim', claimAmount })).toEqual([
      'claim_lives_on',
    ]);
    expect(objections('Es ist alles bezahlt.', { kind: 'no_claim', claimAmount })).toEqual([]);
  });
});
