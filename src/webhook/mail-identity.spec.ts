import { identityOfMessage, identityOfPostmark } from './mail-identity';
import { messageIdOf, parsePostmark } from './postmark';

const HEADERS = [
  'Received: from mx1.bank.example by us; Mon, 23 Feb 2026 10:04:34 +0100',
  'From: Inkasso <post@inkasso.example>',
  'To: office@office.example',
  'Subject: Ihre Anfrage SB26-0108',
  'Date: Mon, 23 Feb 2026 10:04:31 +0100',
  'Message-ID: <a1@inkasso.example>',
];
const BODY = 'Die Forderung beträgt 100,00 EUR.\r\n';

const mail = (headers = HEADERS, body = BODY, blank = '\r\n\r\n') =>
  Buffer.from(headers.join('\r\n') + blank + body);
const changed = (from: string, to: string) => mail(HEADERS.map((header) => header.replace(from, to)));
const same = (left: Buffer, right: Buffer) => identityOfMessage(left).equals(identityOfMessage(right));

describe('identityOfMessage', () => {
  it.each([
    ['took another way', changed('mx1.bank', 'mx9.bank')],
    ['carries further trace headers', mail(['Return-Path: <>', 'X-Spam: no', ...HEADERS])],
    ['has a header folded', changed('Subject: Ihre Anfrage', 'Subject: Ihre\r\n\tAnfrage')],
    ['writes a header name in capitals', changed('Message-ID:', 'MESSAGE-ID:')],
    ['has its headers in another order', mail([...HEADERS].reverse())],
  ])('is equal for a mail that %s', (_what, other) => expect(same(mail(), other)).toBe(true));

  it.each([
    ['body', mail(HEADERS, BODY.replace('100,00', '900,00'))],
    ['Message-ID', changed('<a1@', '<a2@')],
    ['subject', changed('SB26-0108', 'SB26-0109')],
    ['folded rest of the subject', changed('SB26-0108', 'SB26-0108\r\n (2)')],
    ['sender', changed('post@', 'info@')],
    ['date', changed('10:04:31', '10:04:32')],
  ])('differs with the %s', (_what, other) => expect(same(mail(), other)).toBe(false));

  it('cannot be confused by a value that stands in another header', () => {
    const left = mail(['Subject: x', 'Date: y']);
    expect(same(left, mail(['Subject: y', 'Date: x']))).toBe(false);
    expect(same(left, mail(['X-Subject: x', 'Date: y']))).toBe(false);
  });

  it('does not take lines of the body for headers', () => {
    const bare = ['From: a@b.example'];
    expect(same(mail(bare, 'Subject: one'), mail(bare, 'Subject: two'))).toBe(false);
  });

  it('reads headers that end in a bare line feed', () => {
    const unix = (host: string) => Buffer.from(`Received: ${host}\nMessage-ID: <1@x>\n\nbody`);
    expect(same(unix('mx1'), unix('mx2'))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['no blank line', HEADERS.join('\r\n')],
    ['a blank line first', '\r\n\r\nMessage-ID: <a@b>'],
    ['NUL bytes', '\0\0\0'],
    ['a header section without end', `X: ${'y'.repeat(600_000)}`],
  ])('takes the bytes as they are where there is %s', (_what, text) => {
    expect(same(Buffer.from(text), Buffer.from(text))).toBe(true);
    expect(same(Buffer.from(text), Buffer.from(`${text}z`))).toBe(false);
  });
});

describe('identityOfPostmark', () => {
  const DELIVERY = {
    MessageID: 'postmark-1',
    From: 'post@inkasso.example',
    Subject: 'Ihre Anfrage',
    Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
    TextBody: BODY,
    Headers: [{ Name: 'Message-ID', Value: '<a1@inkasso.example>' }],
    Attachments: [{ Name: 'saldo.pdf', ContentType: 'application/pdf', Content: 'AAAA' }],
  };
  const identity = (change: object) => {
    const delivery = parsePostmark(Buffer.from(JSON.stringify({ ...DELIVERY, ...change })));
    return identityOfPostmark(delivery, messageIdOf(delivery)).toString('hex');
  };

  it.each([
    ['Postmark gave it another id', { MessageID: 'postmark-2' }],
    [
      'it passed another spam filter',
      { Headers: [...DELIVERY.Headers, { Name: 'X-Spam-Status', Value: 'No' }] },
    ],
    [
      'a field is there that we do not know',
      { Attachments: [{ ...DELIVERY.Attachments[0], Scanned: true }] },
    ],
  ])('is equal where %s', (_why, change) => expect(identity(change)).toBe(identity({})));

  it.each([
    ['the Message-ID', { Headers: [{ Name: 'Message-ID', Value: '<a2@inkasso.example>' }] }],
    ['the text', { TextBody: 'other' }],
    ['the HTML', { HtmlBody: '<p>other' }],
    ['the sender', { From: 'other@inkasso.example' }],
    ['an attachment', { Attachments: [{ ...DELIVERY.Attachments[0], Content: 'BBBB' }] }],
  ])('differs with %s', (_what, change) => expect(identity(change)).not.toBe(identity({})));

  it('knows the sender from FromFull too', () => {
    const from = (Email: string) => identity({ From: '', FromFull: { Email } });
    expect(from('a@b.example')).not.toBe(from('c@b.example'));
  });

  it('goes by the message itself where that came along', () => {
    const RawEmail = mail().toString();
    expect(identity({ RawEmail, TextBody: 'as read by one version' })).toBe(
      identity({ RawEmail, TextBody: 'as read by the next' }),
    );
  });

  it('bears a body that is nested beyond all measure', () => {
    const nested = `{"From":"a@b.example","Attachments":[{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`;
    const delivery = parsePostmark(Buffer.from(nested));
    expect(identityOfPostmark(delivery, '')).toHaveLength(32);
  });
});
