import { BadRequestException } from '@nestjs/common';

import { messageIdOf, parsePostmark } from './postmark';

const parse = (body: unknown) =>
  parsePostmark(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

function refusal(body: unknown): string {
  try {
    parse(body);
  } catch (error) {
    expect(error).toBeInstanceOf(BadRequestException);
    return (error as Error).message;
  }
  throw new Error('was not refused');
}

describe('parsePostmark', () => {
  it('takes null and missing fields for empty ones', () => {
    const fields = { From: null, FromFull: null, Subject: 'x', Date: null, TextBody: null, Headers: null };
    expect(parse({ ...fields, Attachments: null })).toMatchObject({
      From: '',
      Subject: 'x',
      HtmlBody: '',
      RawEmail: '',
      Headers: [],
      Attachments: [],
    });
  });

  it('passes over fields that it does not know, and over wrong types in those it has no use for', () => {
    const attachment = { Name: 'a.pdf', Content: 'AAAA', ContentLength: '3' };
    expect(
      parse({ Subject: 'x', Tag: 7, ToFull: 'odd', Attachments: [attachment] }).Attachments,
    ).toHaveLength(1);
  });

  it.each([
    ['', /not JSON/],
    ['{"From":', /not JSON/],
    ['\0', /not JSON/],
    ['null', /body: .*object/],
    ['[]', /body: .*object/],
    ['"mail"', /body: .*object/],
    ['{}', /none of From, Subject/],
    [{ From: '', TextBody: null }, /none of From, Subject/],
    [{ From: 7 }, /From: .*string/],
    [{ Subject: ['x'] }, /Subject: .*string/],
    [{ Headers: 'x' }, /Headers: .*array/],
    [{ Headers: [{ Name: 'X', Value: 1 }] }, /Headers\.0\.Value: .*string/],
    [{ Attachments: [{ Content: { data: 'x' } }] }, /Attachments\.0\.Content: .*string/],
    [{ Attachments: [null] }, /Attachments\.0: .*object/],
  ])('refuses %j and says what is wrong', (body, said) => expect(refusal(body)).toMatch(said));

  it('never quotes a value, and names five problems at most', () => {
    const said = refusal({ Attachments: Array.from({ length: 9 }, () => ({ Name: 4711 })) });
    expect(said).not.toContain('4711');
    expect(said.match(/Attachments\./g)).toHaveLength(5);
  });
});

describe('messageIdOf', () => {
  const Headers = [
    { Name: 'X-Message-ID', Value: 'no' },
    { Name: 'message-id', Value: ' <rfc@inkasso.example> ' },
  ];

  it("prefers the mail's own Message-ID, however it is capitalised, to Postmark's id", () => {
    expect(messageIdOf(parse({ Subject: 'x', MessageID: 'postmark-1', Headers }))).toBe(
      '<rfc@inkasso.example>',
    );
  });

  it("falls back on Postmark's id", () => {
    expect(messageIdOf(parse({ Subject: 'x', MessageID: 'postmark-1' }))).toBe('postmark-1');
    const empty = [{ Name: 'Message-ID', Value: null }];
    expect(messageIdOf(parse({ Subject: 'x', MessageID: 'postmark-1', Headers: empty }))).toBe('postmark-1');
  });
});
