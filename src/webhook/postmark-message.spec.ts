import fc from 'fast-check';
import PostalMime, { type Email } from 'postal-mime';

import { parsePostmark } from './postmark';
import { messageOf } from './postmark-message';

const compose = (fields: object) => messageOf(parsePostmark(Buffer.from(JSON.stringify(fields))));
const read = async (fields: object): Promise<Email> => PostalMime.parse(await compose(fields));

const DELIVERY = {
  MessageID: '73e6d360-66eb-11e1-8e72-a8904824019b',
  From: 'post@inkasso.example',
  FromFull: { Email: 'post@inkasso.example', Name: 'Müller, Inkasso "Süd"' },
  To: '"Office" <office@office.example>',
  Cc: 'second@office.example',
  ReplyTo: 'reply@inkasso.example',
  Subject: 'Saldo für Schäfer: 1.234,56 €',
  Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
  TextBody: 'Guten Tag,\n\n€ 1.234,56\n',
  HtmlBody: '<p>Guten Tag</p><img src="cid:logo@1">',
  Headers: [
    { Name: 'Message-ID', Value: '<a1@inkasso.example>' },
    { Name: 'Authentication-Results', Value: 'us; dmarc=pass' },
    { Name: 'Received', Value: 'from mx1' },
    { Name: 'Received', Value: 'from mx2' },
  ],
  Attachments: [
    {
      Name: 'Saldo März.pdf',
      ContentType: 'application/pdf',
      Content: Buffer.from('%PDF').toString('base64'),
    },
    { Name: 'logo.png', ContentType: 'image/png', Content: 'iVBORw==', ContentID: '<logo@1>' },
  ],
};

describe('messageOf', () => {
  it('carries every field of the delivery', async () => {
    const mail = await read(DELIVERY);
    expect(mail).toMatchObject({
      from: { address: 'post@inkasso.example', name: 'Müller, Inkasso "Süd"' },
      to: [{ address: 'office@office.example', name: 'Office' }],
      cc: [{ address: 'second@office.example' }],
      replyTo: [{ address: 'reply@inkasso.example' }],
      subject: DELIVERY.Subject,
      date: '2026-02-23T09:04:31.000Z',
      messageId: '<a1@inkasso.example>',
    });
    expect(mail.text?.trim()).toBe(DELIVERY.TextBody.trim());
    expect(mail.html?.trim()).toBe(DELIVERY.HtmlBody);
  });

  it('carries headers on, several of a name too', async () => {
    const headers = (await read(DELIVERY)).headers.map(({ key, value }) => `${key}: ${value}`);
    expect(headers).toEqual(
      expect.arrayContaining([
        'authentication-results: us; dmarc=pass',
        'received: from mx1',
        'received: from mx2',
      ]),
    );
  });

  it('carries attachments, and inline images under their id', async () => {
    const [logo, pdf] = (await read(DELIVERY)).attachments;
    expect(pdf).toMatchObject({
      filename: 'Saldo März.pdf',
      mimeType: 'application/pdf',
      disposition: 'attachment',
    });
    expect(Buffer.from(pdf.content as ArrayBuffer).toString()).toBe('%PDF');
    expect(logo).toMatchObject({ filename: 'logo.png', contentId: '<logo@1>', disposition: 'inline' });
  });

  it('is the message itself where that came along', async () => {
    const RawEmail = 'From: a@b.example\r\nSubject: raw\r\n\r\nas it was: ü';
    expect((await compose({ ...DELIVERY, RawEmail })).toString()).toBe(RawEmail);
  });

  it('makes do with a subject alone', async () => {
    const mail = await read({ Subject: 'x', Date: 'no date', Attachments: [{}] });
    expect(mail).toMatchObject({ subject: 'x' });
    expect(mail.from).toBeUndefined();
    expect(mail.attachments).toMatchObject([
      { filename: 'attachment', mimeType: 'application/octet-stream' },
    ]);
  });

  it('takes the message id of Postmark where the mail has none', async () => {
    expect((await read({ Subject: 'x', MessageID: 'postmark-1' })).messageId).toBe('<postmark-1>');
  });

  it('takes what is left of broken base64', async () => {
    const mail = await read({ Subject: 'x', Attachments: [{ Name: 'a', Content: '%%%JVBERg' }] });
    expect(Buffer.from(mail.attachments[0].content as ArrayBuffer).toString()).toBe('%PDF');
  });

  it('reads no file and fetches nothing that a delivery names', async () => {
    const fields = {
      Subject: 'x',
      HtmlBody: '<img src="file:///etc/passwd">',
      Attachments: [{ path: '/etc/passwd' }],
    };
    expect((await compose(fields)).toString()).not.toContain('root:');
  });

  it.each([
    'From',
    'from ',
    '\tFROM',
    'Reply-To',
    'Subject',
    'Content-Type',
    'Content-Disposition',
    'MIME-Version',
    '',
  ])('leaves out a header %j, which it writes itself or which is none', async (Name) => {
    const { headers } = await read({ Subject: 'x', Headers: [{ Name, Value: 'forged@evil.example' }] });
    expect(headers.filter(({ value }) => value.includes('forged'))).toEqual([]);
  });

  it('cannot be made to hold another header by line breaks in any field', async () => {
    const breaks = fc.constantFrom('\r\n', '\n', '\r', '\r\n\r\n', '\u2028', '\0\n', ': ', ' ');
    const forged = fc
      .tuple(fc.string(), breaks, fc.constantFrom('Forged: 1', 'Bcc: forged@evil.example'))
      .map((parts) => parts.join(''));
    const fields = fc.record({
      From: forged,
      FromFull: fc.option(fc.record({ Email: forged, Name: forged }), { nil: undefined }),
      To: forged,
      ReplyTo: forged,
      Subject: forged,
      Headers: fc.array(fc.record({ Name: fc.oneof(forged, fc.constant('X-Ok')), Value: forged }), {
        maxLength: 3,
      }),
      Attachments: fc.array(fc.record({ Name: forged, ContentType: forged, ContentID: forged }), {
        maxLength: 1,
      }),
    });
    await fc.assert(
      fc.asyncProperty(fields, async (delivery) => {
        const message = (await compose({ ...delivery, TextBody: 'body' })).toString('latin1');
        expect(message).not.toMatch(/^(forged|bcc):/im);
      }),
      { numRuns: 200 },
    );
  });
});
