import { Appraiser } from '../appraisal/appraiser';
import { DecideStage } from '../stages/decide';
import type { Match } from '../stages/match';
import type { ParsedMail } from '../stages/parse';
import { readMail } from './reading';

const CERTAIN: Match = {
  ...{ candidates: [], margin: 1, conflicts: [], fields: {}, senderKnown: true },
  best: {
    ...{ inquiry_id: 'INQ-1', client_id: 'K-1', score: 1 },
    signals: { office_reference: 'exact', client_name: 1, creditor: 'sender_address' },
  },
};

function mailOf(sentence: string): ParsedMail {
  const text = `Sehr geehrte Damen und Herren,\n\nin der Sache Thomas Becker, geb. 12.04.1978, Ihr Zeichen SB26-0108:\n\n${sentence}\n\nMit freundlichen Grüßen\nKabelnetz Süd GmbH`;
  return {
    ...{
      from: { name: '', address: 'mahnung@kabelnetz.example', domain: 'kabelnetz.example' },
      replyTo: null,
    },
    ...{
      to: [],
      subject: 'SB26-0108 Thomas Becker',
      date: null,
      messageId: null,
      hidden: [],
      attachments: [],
    },
    ...{ flags: [], blocks: [{ source: 'body', standing: 'current', text }] },
  };
}

const appraiser = Appraiser.shipped();

describe('a mail that denies something', () => {
  it.each([
    'Wir haben keine Fragen mehr.',
    'Es bestehen keine Bedenken gegen Ihren Plan.',
    'Es bestehen keine Sicherheiten.',
    'Gegen die Forderung bestehen keine Einwendungen des Schuldners.',
    'Ein Guthaben besteht nicht.',
    'Zinsen werden nicht mehr geltend gemacht.',
    'Der Vertrag besteht nicht mehr.',
    'Von unserer Seite ist nichts weiter zu veranlassen.',
    'Ihr Mandant hat keine Ansprüche gegen uns.',
    'Es bestehen keine Ansprüche des Kunden gegen uns.',
    'Es besteht keine Forderung aus vorsätzlich begangener unerlaubter Handlung.',
    'Wir machen keine Forderung aus unerlaubter Handlung geltend.',
    'Das Konto ist ausgeglichen worden - leider platzte die Lastschrift.',
  ])('is not booked as nothing owed: %s', (sentence) => {
    const mail = mailOf(sentence);
    const { extraction } = readMail(mail, appraiser);
    expect(new DecideStage({ autoUpdateMaxError: 1 }).run(mail, extraction, CERTAIN).claim).toBeNull();
    if (extraction.claimAmount) expect(extraction.claimAmount.quote).not.toBe('');
  });

  it('is not read into a mail without words', () => {
    const empty = mailOf('');
    const { extraction } = readMail(
      { ...empty, blocks: [{ source: 'subject', standing: 'current', text: 'SB26-0108' }] },
      appraiser,
    );
    expect(extraction.kind).not.toBe('no_claim');
    expect(extraction.kindConfidence).toBeLessThan(0.5);
  });

  it.each([
    'Aus dem Kassenzeichen wird daher nichts mehr verlangt.',
    'Nach Durchsicht unserer Bücher erheben wir keine Forderungen gegen ihn.',
    'Das Konto steht auf 0,00 EUR, es ist nichts mehr zu zahlen.',
  ])('is, in other words: %s', (sentence) => {
    const mail = mailOf(sentence);
    const { extraction } = readMail(mail, appraiser);
    expect(extraction).toMatchObject({ kind: 'no_claim', claimAmount: { value: '0.00' } });
    expect(mail.blocks[0].text).toContain(extraction.claimAmount?.quote);
  });

  it('is, where it says so', () => {
    const mail = mailOf(
      'Wir haben keine Forderung mehr gegen Herrn Becker; das Konto ist vollständig ausgeglichen.',
    );
    const { extraction } = readMail(mail, appraiser);
    expect(new DecideStage({ autoUpdateMaxError: 1 }).run(mail, extraction, CERTAIN).claim).toEqual({
      cents: 0,
      currency: 'EUR',
    });
  });
});
