import fc from 'fast-check';

import type { Standing } from '../stages/parse';
import { readHtml } from '../../documents/html/html-text';
import { cutBody } from './text-blocks';
import { plainLines } from '../../documents/text-line';

const cutPlain = (text: string) => cutBody('body', plainLines(text));
const cutHtml = (markup: string) => cutBody('body', readHtml(markup).lines);
const textOf = (blocks: ReturnType<typeof cutPlain>, standing: Standing) =>
  blocks
    .filter((block) => block.standing === standing)
    .map((block) => block.text)
    .join('\n');

const ANSWER = 'Guten Tag,\n\ndie Forderung beträgt 111,11 EUR.';
const EARLIER = 'Sehr geehrte Damen und Herren,\nunser Klient schuldet Ihnen 999,99 EUR.';
const MARKED = EARLIER.replace(/^/gm, '> ');
const PLAIN_STYLES: [style: string, mail: string][] = [
  ['GroupWise', `${ANSWER}\n\n>>> "Kerstin Adler" <a@b.example> 02.03.2026 10:02 >>>\n${EARLIER}`],
  [
    'a ticket that shows the newest entry first',
    `Ticket #77 wurde aktualisiert.\n\n-----------------\nKundenservice, 03.03.2026, 10:44\n\n${ANSWER}\n\n-----------------\nBeratung Mitte, 02.03.2026, 13:20\n\n${EARLIER}`,
  ],
  ['a heading of its own', `${ANSWER} Wir bitten um Beachtung.\n\nIhre Nachricht:\n${EARLIER}`],
  [
    'Outlook, German',
    `${ANSWER}\n\nVon: Adler <a@b.example>\nGesendet: Montag, 2. März 2026 09:00\nAn: Kasse\nBetreff: Anfrage\n\n${EARLIER}`,
  ],
  [
    'Outlook, English',
    `${ANSWER}\n\nFrom: Adler <a@b.example>\nSent: Monday, March 2, 2026 9:00 AM\nTo: Kasse\nSubject: RE: x\n\n${EARLIER}`,
  ],
  [
    'Outlook with a rule above',
    `${ANSWER}\n\n________________________________\nVon: Adler <a@b.example>\nGesendet: Montag, 2. März 2026\nAn: K\nBetreff: x\n\n${EARLIER}`,
  ],
  [
    'Outlook divider',
    `${ANSWER}\n\n-----Ursprüngliche Nachricht-----\nVon: Adler\nGesendet: Montag\nBetreff: x\n\n${EARLIER}`,
  ],
  [
    'Outlook divider, English',
    `${ANSWER}\n\n-----Original Message-----\nFrom: Adler\nSent: Monday\nSubject: x\n\n${EARLIER}`,
  ],
  [
    'header block with bold labels and blank lines',
    `${ANSWER}\n\n*Von:* Adler\n\n*Gesendet:* Montag, 2. März 2026\n\n*An:* Kasse\n\n*Betreff:* x\n\n${EARLIER}`,
  ],
  [
    'header block with wrapped receivers',
    `${ANSWER}\n\nVon: Adler <a@b.example>\nGesendet: Montag\nAn: Kasse <k@k.example>;\n Zweite <z@k.example>\nCc: Dritte\nBetreff: x\n\n${EARLIER}`,
  ],
  [
    'Gmail, German',
    `${ANSWER}\n\nAm Mo., 3. März 2026 um 10:11 Uhr schrieb Adler <a@b.example>:\n\n${MARKED}`,
  ],
  [
    'Gmail, wrapped attribution',
    `${ANSWER}\n\nAm Mo., 3. März 2026 um 10:11 Uhr schrieb Kerstin Adler\n<a@b.example>:\n\n${MARKED}`,
  ],
  ['Gmail, English', `${ANSWER}\n\nOn Mon, Mar 3, 2026 at 10:11 AM Adler <a@b.example> wrote:\n\n${MARKED}`],
  [
    'Gmail without marks',
    `${ANSWER}\n\nAm Mo., 3. März 2026 um 10:11 Uhr schrieb Adler <a@b.example>:\n\n${EARLIER}`,
  ],
  [
    'Gmail forward',
    `${ANSWER}\n\n---------- Forwarded message ---------\nVon: Adler <a@b.example>\nDate: Mo., 3. März 2026\nSubject: x\nTo: k@k.example\n\n${EARLIER}`,
  ],
  [
    'GMX',
    `${ANSWER}\n\nGesendet: Montag, 03. März 2026 um 10:11 Uhr\nVon: "Adler" <a@b.example>\nAn: k@k.example\nBetreff: x\n\n${EARLIER}`,
  ],
  ['Apple Mail', `${ANSWER}\n\n> Am 03.03.2026 um 10:11 schrieb Adler <a@b.example>:\n> \n${MARKED}`],
  [
    'Apple Mail forward',
    `${ANSWER}\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: Adler <a@b.example>\nBetreff: x\nDatum: 3. März 2026\n\n${EARLIER}`,
  ],
  ['Thunderbird', `${ANSWER}\n\nAm 03.03.26 um 10:11 schrieb Adler:\n${MARKED}`],
  [
    'Thunderbird forward',
    `${ANSWER}\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \tx\nDatum: \tMon, 2 Mar 2026\nVon: \tAdler\nAn: \tk@k.example\n\n${EARLIER}`,
  ],
  [
    'Notes',
    `${ANSWER}\n\nVon:\tAdler/Office/DE\nAn:\tKasse/Firma/DE@Firma\nDatum:\t03.03.2026 10:11\nBetreff:\tx\n\n${EARLIER}`,
  ],
  [
    'Notes after the greeting, without address',
    `${ANSWER}\n\nMit freundlichen Grüßen\nKasse\n\nVon:\tAdler/Office\nAn:\tKasse/Firma\nDatum:\t03.03.2026\n\n${EARLIER}`,
  ],
  [
    'Notes forward',
    `${ANSWER}\n\n----- Weitergeleitet von Kasse/Firma am 03.03.2026 10:11 -----\n\n${EARLIER}`,
  ],
  ['OX, geschrieben', `${ANSWER}\n\nAdler <a@b.example> hat am 03.03.2026 10:11 geschrieben:\n\n${EARLIER}`],
  ['name first', `${ANSWER}\n\nKerstin Adler schrieb am 03.03.2026 um 10:11:\n\n${EARLIER}`],
  ['Horde', `${ANSWER}\n\nZitat von Adler <a@b.example>:\n\n${MARKED}`],
  [
    'Samsung in one line',
    `${ANSWER}\n\n-------- Ursprüngliche Nachricht --------Von: Adler <a@b.example> Datum: 03.03.26 10:11 (GMT+01:00) An: k@k.example Betreff: x\n${EARLIER}`,
  ],
  ['ticket divider', `${ANSWER}\n\nMit freundlichen Grüßen\nKasse\n\n----- Ihre Nachricht -----\n${EARLIER}`],
  [
    'ticket heading after the greeting',
    `${ANSWER}\n\nViele Grüße\nKasse\n\nIhre Anfrage vom 03.03.2026:\n\n${EARLIER}`,
  ],
  [
    'answer above the line of a ticket system',
    `${ANSWER}\n\n##- Bitte oberhalb dieser Zeile antworten -##\n\n${EARLIER}`,
  ],
  [
    'ticket system with its line on top',
    `##- Bitte oberhalb dieser Zeile antworten -##\n\n${ANSWER}\n\nAm 03.03.2026 um 10:11 schrieb Adler:\n${EARLIER}`,
  ],
  ['French', `${ANSWER}\n\nLe lun. 3 mars 2026 à 10:11, Adler <a@b.example> a écrit :\n\n${MARKED}`],
  ['bottom posting', `Am 03.03.2026 schrieb Adler:\n${MARKED}\n\n${ANSWER}`],
  ['interleaved', `${MARKED}\n\n${ANSWER}\n\n> Bitte auch 999,99 EUR prüfen.\n\nDas ist alles.`],
  ['quoted figure at the start of a line', `${ANSWER}\n\n> Die Forderung beläuft sich auf\n> 999,99 EUR.`],
  [
    'quote broken on its way',
    `${ANSWER}\n\n> Nach unserer Kenntnis beläuft sich die Forderung derzeit auf etwa\n999,99 EUR.\n> Bitte prüfen Sie das.`,
  ],
];

const HTML_ANSWER = '<p>Guten Tag,</p><p>die Forderung beträgt 111,11 EUR.</p>';
const HTML_EARLIER = '<p>unser Klient schuldet Ihnen 999,99 EUR.</p>';
const HTML_STYLES: [style: string, mail: string][] = [
  [
    'Gmail',
    `${HTML_ANSWER}<div class="gmail_quote"><div class="gmail_attr">Am Mo. schrieb A:<br></div><blockquote class="gmail_quote">${HTML_EARLIER}</blockquote></div>`,
  ],
  ['Gmail forward', `${HTML_ANSWER}<div class="gmail_quote"><div>Forwarded</div>${HTML_EARLIER}</div>`],
  [
    'Gmail, answers between',
    `<div class="gmail_quote"><blockquote class="gmail_quote">${HTML_EARLIER}</blockquote>${HTML_ANSWER}<blockquote class="gmail_quote">${HTML_EARLIER}</blockquote></div>`,
  ],
  [
    'Outlook on the web',
    `${HTML_ANSWER}<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> A<br></div>${HTML_EARLIER}`,
  ],
  [
    'Outlook, border on top',
    `${HTML_ANSWER}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Von:</b> A<br><b>Gesendet:</b> Montag<br><b>An:</b> K</p></div></div>${HTML_EARLIER}`,
  ],
  [
    'GMX',
    `${HTML_ANSWER}<div name="quote" style="border-left:2px solid"><b>Gesendet:</b> Montag${HTML_EARLIER}</div>`,
  ],
  [
    'Apple Mail',
    `${HTML_ANSWER}<blockquote type="cite"><div>Am 03.03.2026 um 10:11 schrieb A:</div>${HTML_EARLIER}</blockquote>`,
  ],
  [
    'Thunderbird',
    `${HTML_ANSWER}<div class="moz-cite-prefix">Am 3.3. schrieb A:</div><blockquote type="cite">${HTML_EARLIER}</blockquote>`,
  ],
  ['Yahoo', `${HTML_ANSWER}<div id="ydp1yahoo_quoted_1" class="yahoo_quoted">${HTML_EARLIER}</div>`],
  ['bottom posting', `<blockquote type="cite">${HTML_EARLIER}</blockquote>${HTML_ANSWER}`],
  [
    'Notes table',
    `${HTML_ANSWER}<table><tr><td>Von:</td><td>A/B</td></tr><tr><td>An:</td><td>k@k.example</td></tr><tr><td>Datum:</td><td>3.3.2026</td></tr></table>${HTML_EARLIER}`,
  ],
];

describe('history', () => {
  it.each(PLAIN_STYLES)('cuts %s', (_, mail) => {
    const blocks = cutPlain(mail);
    expect(textOf(blocks, 'current')).toContain('111,11');
    expect(textOf(blocks, 'current')).not.toContain('999,99');
    expect(textOf(blocks, 'quoted')).toContain('999,99');
  });

  it.each(HTML_STYLES)('cuts the markup of %s', (_, mail) => {
    const blocks = cutHtml(mail);
    expect(textOf(blocks, 'current')).toContain('111,11');
    expect(textOf(blocks, 'current')).not.toContain('999,99');
    expect(textOf(blocks, 'quoted')).toContain('999,99');
  });

  it.each([
    ['a sender in a list of the letter', 'Von: Herr Muster\nForderung: 111,11 EUR\nStand: heute'],
    [
      'a letter that tells of a letter',
      'Am 3. März schrieb uns Ihr Mandant, er zahle.\nOffen sind 111,11 EUR.',
    ],
    [
      'a letter that tells of a mail with its hour',
      'Am 3. März 2026 um 10:11 Uhr schrieb uns Ihr Mandant:\ner zahle nicht. Offen sind 111,11 EUR.',
    ],
    [
      'a fax header on top',
      'Von: Inkasso GmbH\nAn: Schuldnerberatung\nDatum: 03.03.2026\nBetreff: Forderung\n\nOffen sind 111,11 EUR.',
    ],
    ['a reference to the request', 'Ihre Anfrage vom 03.03.2026\n\nOffen sind 111,11 EUR.'],
    ['a ruled table', '-----------------\nSumme 111,11 EUR\n-----------------'],
    ['a figure between arrows', 'Kundin: Muster\n>>> Offener Betrag: 111,11 EUR <<<\nGrundgebühren 90,00'],
    ['an indented figure', 'Es sind\n\n    111,11 EUR offen.'],
  ])('leaves %s alone', (_, mail) => {
    expect(textOf(cutPlain(mail), 'current')).toContain('111,11');
  });

  it('leaves an indenting blockquote alone', () => {
    const blocks = cutHtml(
      '<p>Die Forderung:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">111,11 EUR</blockquote>',
    );
    expect(textOf(blocks, 'current')).toContain('111,11');
  });

  it('begins anew below the heading of the answer', () => {
    const blocks = cutPlain(`----- Ihre Anfrage -----\n${EARLIER}\n----- Unsere Antwort -----\n${ANSWER}`);
    expect(textOf(blocks, 'quoted')).toContain('999,99');
    expect(textOf(blocks, 'current')).toContain('111,11');
  });

  it('finds nothing more to cut in what it left', () => {
    const piece = fc.constantFrom(
      ...PLAIN_STYLES.map(([, mail]) => mail),
      '> x',
      '',
      'Von: a@b.example',
      'An: x',
      'Datum: 3.3.',
      'Grüße',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const current = textOf(cutPlain(pieces.join('\n')), 'current');
        expect(textOf(cutPlain(current), 'quoted')).toBe('');
      }),
    );
  });

  it('loses no word', () => {
    const piece = fc.oneof(fc.constantFrom(...PLAIN_STYLES.map(([, mail]) => mail)), fc.string());
    const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const mail = pieces.join('\n');
        expect(
          words(
            cutPlain(mail)
              .map((block) => block.text)
              .join('\n'),
          ),
        ).toEqual(words(mail));
      }),
    );
  });

  describe('for any answer and any earlier letter', () => {
    const word = fc.constantFrom(
      ...'wir Forderung Vertrag Zahlung offen Rate Frist bitte Konto Klient'.split(' '),
    );
    const sentence = fc
      .tuple(fc.array(word, { minLength: 4, maxLength: 12 }), fc.integer({ min: 1000, max: 9999 }))
      .map(([words, number]) => `Zu ${number} ${words.join(' ')}.`);
    const letter = fc.array(sentence, { minLength: 1, maxLength: 4 });
    const numbers = (text: string) => text.match(/\d{4}/g) ?? [];
    const filled = (mail: string, answer: string[], earlier: string[]) =>
      mail
        .replaceAll(MARKED, earlier.join('\n').replace(/^/gm, '> '))
        .replaceAll(EARLIER, earlier.join('\n'))
        .replaceAll(ANSWER, answer.join('\n\n'));

    const whole = PLAIN_STYLES.filter(([, mail]) => mail.includes(EARLIER) || mail.includes(MARKED));

    it.each(whole)('keeps the one and cuts the other: %s', (_, mail) => {
      fc.assert(
        fc.property(letter, letter, (answer, earlier) => {
          const blocks = cutPlain(filled(mail, answer, earlier));
          const now = numbers(textOf(blocks, 'current'));
          expect(now).toEqual(expect.arrayContaining(numbers(answer.join())));
          expect(numbers(textOf(blocks, 'quoted'))).toEqual(expect.arrayContaining(numbers(earlier.join())));
          const own = new Set(numbers(filled(mail, answer, [])));
          expect(now.filter((number) => !own.has(number))).toEqual([]);
        }),
        { numRuns: 25 },
      );
    });

    it('keeps an answer below the marked letter, or between its parts', () => {
      fc.assert(
        fc.property(letter, letter, letter, (above, answer, below) => {
          const marked = (lines: string[]) => lines.map((line) => `> ${line}`).join('\n');
          const mail = `Am 03.03.26 um 10:11 schrieb Adler:\n${marked(above)}\n\n${answer.join('\n')}\n\n${marked(below)}\n`;
          const blocks = cutPlain(mail);
          expect(numbers(textOf(blocks, 'current'))).toEqual(numbers(answer.join()));
        }),
        { numRuns: 50 },
      );
    });
  });
});
