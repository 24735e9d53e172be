import fc from 'fast-check';

import { docxFile, paragraph, xlsxFile } from '../../../test/harness/office-file';
import { signedFile } from '../../../test/harness/signed-file';
import { tnefFile } from '../../../test/harness/tnef-file';
import { zipFile } from '../../../test/harness/zip-file';
import { DocumentReaders } from '../../documents/document-readers';
import { PermanentFailure } from '../../failure';
import { ParseStage, type ParsedMail } from './parse';

const readers = new DocumentReaders();
const stage = new ParseStage(readers);
const parse = (mail: string | Uint8Array): Promise<ParsedMail> =>
  stage.run(
    typeof mail === 'string' ? Buffer.from(mail.replace(/\r?\n/g, '\r\n'), 'latin1') : mail,
    new AbortController().signal,
  );
const HEAD =
  'From: Kasse <k@k.example>\nTo: b@b.example\nSubject: Forderung\nDate: Mon, 02 Mar 2026 10:00:00 +0100\nMessage-ID: <1@k.example>\n';
const bodyOf = (mail: ParsedMail) =>
  mail.blocks
    .filter((block) => block.source === 'body')
    .map((block) => block.text)
    .join('\n');
const alternative = (plain: string, html: string) =>
  `${HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n${plain}\n--b\nContent-Type: text/html\n\n${html}\n--b--\n`;
const mixed = (...parts: string[]) =>
  `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`;

afterAll(() => readers.close());

describe('parse stage', () => {
  it('reads the headers', async () => {
    expect(await parse(`${HEAD}\nText`)).toMatchObject({
      from: { name: 'Kasse', address: 'k@k.example', domain: 'k.example' },
      to: [{ address: 'b@b.example' }],
      subject: 'Forderung',
      date: new Date('2026-03-02T09:00:00Z'),
      messageId: '<1@k.example>',
      flags: [],
      blocks: [{ source: 'subject' }, { source: 'body', standing: 'current', text: 'Text' }],
    });
  });

  it.each([
    ['Musikschule Moers, Kasse <k@k.example>', 'Musikschule Moers, Kasse'],
    ['k@k.example, other@o.example', ''],
    ['Musikschule Moers', 'Musikschule Moers'],
  ])('takes the sender out of %j', async (from, name) => {
    const { from: sender } = await parse(`From: ${from}\nSubject: x\n\nText`);
    expect(sender).toMatchObject({ name, address: from.includes('@') ? 'k@k.example' : '' });
  });

  it.each(['', '\r\n\r\n', '\0\0\0', '-- \n'])('refuses bytes without header and word: %j', async (raw) => {
    await expect(parse(raw)).rejects.toThrow(PermanentFailure);
  });

  describe('charsets', () => {
    const typed = (charset: string, body: string) => `${HEAD}Content-Type: text/plain${charset}\n\n${body}`;
    it.each([
      ['undeclared latin1', '', 'M\xfcller schuldet 5 \x80', true],
      ['undeclared UTF-8', '', 'M\xc3\xbcller schuldet 5 \xe2\x82\xac', true],
      ['UTF-8 declared as latin1', '; charset=iso-8859-1', 'M\xc3\xbcller schuldet 5 \xe2\x82\xac', true],
      ['latin1 declared as UTF-8', '; charset=utf-8', 'M\xfcller schuldet 5 \x80', true],
      [
        'twice encoded',
        '; charset=utf-8',
        'M\xc3\x83\xc2\xbcller schuldet 5 \xc3\xa2\xe2\x80\x9a\xc2\xac',
        true,
      ],
      ['declared cp1252', '; charset=windows-1252', 'M\xfcller schuldet 5 \x80', false],
      ['declared latin9', '; charset=iso-8859-15', 'M\xfcller schuldet 5 \xa4', false],
      ['unknown label', '; charset=x-none', 'M\xfcller schuldet 5 \x80', true],
    ])('reads %s', async (_, charset, body, isRepaired) => {
      const mail = await parse(typed(charset, body));
      expect(bodyOf(mail)).toBe('Müller schuldet 5 €');
      expect(mail.flags.includes('charset_repaired')).toBe(isRepaired);
    });

    it.each([
      ['undeclared latin1', 'M\xfcller'],
      ['undeclared UTF-8', 'M\xc3\xbcller'],
      ['latin1 called UTF-8', '=?utf-8?Q?M=FCller?='],
      ['UTF-8 called latin1', '=?iso-8859-1?Q?M=C3=BCller?='],
    ])('reads a subject of %s', async (_, subject) => {
      expect((await parse(`From: a@b.example\nSubject: ${subject}\n\nx`)).subject).toBe('Müller');
    });
  });

  it('joins flowed text but not its signature separator', async () => {
    const mail = await parse(
      `${HEAD}Content-Type: text/plain; format=flowed\n\nDie Forderung \nbeträgt\n 5 EUR\n-- \nMuster\n`.replace(
        'ä',
        '\xe4',
      ),
    );
    expect(bodyOf(mail)).toBe('Die Forderung beträgt\n5 EUR\n--\nMuster');
    const packed = await parse(`${HEAD}Content-Type: text/plain; format=flowed; delsp=yes\n\nForde \nrung`);
    expect(bodyOf(packed)).toBe('Forderung');
  });

  describe('alternatives', () => {
    const html = '<p>Die Forderung betr&auml;gt 5,00 EUR.</p>';
    it.each([
      ['plain that says the same', 'Die Forderung betraegt 5,00 EUR.', html, 'betraegt', false],
      ['HTML beside an empty plain', '', html, 'beträgt', false],
      ['HTML beside a stub', 'Please view this message in your browser.', html, 'beträgt', false],
      ['HTML where the amounts differ', 'Die Forderung betraegt 6,00 EUR.', html, 'beträgt', true],
      [
        'HTML where plain broke the table',
        'Zinsen\n\n5,00 EUR\n',
        '<table><tr><td>Zinsen</td><td>5,00 EUR</td></tr></table>',
        'Zinsen\t5,00 EUR',
        false,
      ],
    ])('reads %s', async (_, plain, markup, expected, differ) => {
      const mail = await parse(alternative(plain, markup));
      expect(bodyOf(mail)).toContain(expected);
      expect(bodyOf(mail).match(/5,00|6,00/g)).toHaveLength(1);
      expect(mail.flags.includes('alternatives_differ')).toBe(differ);
    });
  });

  it('lists what it cannot read, with a reason', async () => {
    const part = (name: string, type: string, content: string) =>
      `Content-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(content, 'latin1').toString('base64')}`;
    const mail = await parse(
      mixed(
        part('../../a.docx', 'application/octet-stream', 'PK\x03\x04 word/document.xml'),
        part('b.zip', 'application/zip', 'PK\x03\x04 x'),
        part('c.rtf', 'application/rtf', '{\\rtf1'),
        part(
          'd.doc',
          'application/msword',
          '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0',
        ),
        part('winmail.dat', 'application/ms-tnef', '\x78\x9f\x3e\x22'),
        part('k.ics', 'text/calendar', 'BEGIN:VCALENDAR'),
        part('smime.p7s', 'application/pkcs7-signature', 'x'),
        part('leer.pdf', 'application/pdf', ''),
        part('liste.csv', 'application/octet-stream', 'a;b\n1;2'),
        part('liste.csv', 'text/csv', 'a;b\n3;4'),
      ),
    );
    expect(mail.attachments.map(({ filename, outcome }) => `${filename} ${outcome}`)).toEqual([
      'a.docx broken',
      'b.zip broken',
      'c.rtf unread',
      'd.doc unread',
      'winmail.dat unread',
      'k.ics irrelevant',
      'smime.p7s irrelevant',
      'leer.pdf broken',
      'liste.csv read',
      'liste (2).csv read',
    ]);
    expect(
      mail.attachments.filter(({ outcome, detail }) => /unread|broken/.test(outcome) && !detail),
    ).toEqual([]);
    expect(mail.blocks.find((block) => block.source === 'attachment:liste (2).csv')?.text).toBe('a\tb\n3\t4');
    expect(mail.flags).toEqual(expect.arrayContaining(['calendar', 'attachment_unread']));
  });

  describe('attachments that hold others', () => {
    const attached = (name: string, content: Buffer, type = 'application/octet-stream') =>
      `Content-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${content.toString('base64')}`;
    const outline = ({ blocks }: ParsedMail) =>
      blocks.map(({ standing, source, text }) => `${standing} ${source}: ${text}`).slice(1);
    const letter = (text: string) => Buffer.from(`${HEAD}\n${text}`);

    it('names a file in an archive by its way', async () => {
      const inner = zipFile(
        { name: 'tief.txt', content: 'C' },
        { name: 'zu.zip', content: zipFile({ name: 'x.txt', content: 'x' }) },
      );
      const archive = zipFile(
        { name: 'Ordner/a.docx', content: docxFile(paragraph('A')) },
        { name: '../a.docx', content: docxFile(paragraph('B')) },
        { name: 'innen.zip', content: inner, stored: true },
        { name: 'alt.eml', content: letter('D') },
        {
          name: 's.xlsx',
          content: xlsxFile([{ name: 'Blatt#1', rows: '<row><c><v>7</v></c></row>' }]),
        },
      );
      const mail = await parse(mixed(attached('paket.zip', archive)));
      expect(outline(mail)).toEqual([
        'current attachment:paket.zip/a.docx: A',
        'current attachment:paket.zip/a (2).docx: B',
        'current attachment:paket.zip/innen.zip/tief.txt: C',
        'quoted enclosed:1/subject: Forderung',
        'quoted enclosed:1/body: D',
        'current attachment:paket.zip/s.xlsx#sheet=Blatt_1: 7',
      ]);
      expect(mail.attachments.find(({ outcome }) => outcome !== 'read')).toMatchObject({
        filename: 'paket.zip/innen.zip/zu.zip',
        outcome: 'too_large',
      });
    });

    it('reads a mail that is signed as a whole', async () => {
      const inner = mixed('Content-Type: text/plain\n\nSaldo 1,00', attached('a.txt', Buffer.from('A')));
      const signed = signedFile(
        Buffer.from(inner.replace(/^[^]*?Content-Type: multi/, 'Content-Type: multi')),
      );
      const mail = await parse(`${HEAD}${attached('smime.p7m', signed, 'application/pkcs7-mime')}`);
      expect(outline(mail)).toEqual(['current body: Saldo 1,00', 'current attachment:a.txt: A']);
      expect(mail.flags).toEqual([]);
    });

    it('reads a file that is signed, under its own name', async () => {
      const mail = await parse(mixed(attached('saldo.txt.p7m', signedFile(Buffer.from('Saldo 1,00')))));
      expect(outline(mail)).toEqual(['current attachment:saldo.txt.p7m/saldo.txt: Saldo 1,00']);
    });

    it.each([
      ['adds the letter of a winmail.dat to a mail without words', '', true],
      ['does not say twice what the mail says', 'Guten Tag, der Saldo beträgt 1,00 EUR.', false],
      ['shows where the mail says something else', 'Guten Tag, der Saldo beträgt 2,00 EUR.', true],
    ])('%s', async (_, body, isAdded) => {
      const html = Buffer.from('<p>Guten Tag, der Saldo betr&auml;gt 1,00 EUR.</p>');
      const winmail = tnefFile([[0x1013, 0x102, html]], [{ name: 'b.txt', content: Buffer.from('B') }]);
      const mail = await parse(
        Buffer.from(
          mixed(`Content-Type: text/plain; charset=utf-8\n\n${body}`, attached('winmail.dat', winmail)),
        ),
      );
      const added = mail.blocks.some(({ source }) => source === 'attachment:winmail.dat');
      expect(added).toBe(isAdded);
      expect(mail.blocks.at(-1)?.source).toBe('attachment:winmail.dat/b.txt');
    });
  });

  it('takes a large mail apart in a child process, with the same result', async () => {
    const small = mixed('Content-Type: text/plain\n\nSaldo 1,00', 'Content-Type: text/csv\n\na;b');
    const [large, reference] = [`${small}\n${'x'.repeat(70)}\n`.padEnd(1_200_000, 'x '), small];
    const parsed = await parse(large);
    expect(parsed).toEqual(await parse(reference));
    await expect(parse(Buffer.alloc(1_200_000))).rejects.toThrow(PermanentFailure);
  });

  it('reads enclosed messages as earlier correspondence, to a depth', async () => {
    const enclose = (inner: string) =>
      `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n${inner}\n--x--\n`.replace(
        /=x|--x/g,
        (mark) => mark + inner.length,
      );
    const mail = await parse(enclose(enclose(`${HEAD}\nAlte Forderung`)));
    expect(mail.blocks.map((block) => `${block.standing} ${block.source}`)).toEqual([
      'current subject',
      'quoted enclosed:1/subject',
      'quoted enclosed:1/enclosed:2/subject',
      'quoted enclosed:1/enclosed:2/body',
    ]);
    expect(mail.flags).toContain('only_quoted_text');
    const deep = await parse(enclose(enclose(enclose(enclose(enclose(`${HEAD}\nx`))))));
    expect(deep.flags).toContain('parts_dropped');
  });

  it.each(['FYI\n\n', 'Guten Tag,\n\nsiehe unten.\n\nMit freundlichen Grüßen\nMuster\n\n', ''])(
    'flags a mere forward below %j',
    async (note) => {
      const mail = await parse(
        Buffer.from(
          `${HEAD}\n${note}-----Ursprüngliche Nachricht-----\nVon: A <a@b.example>\nGesendet: heute\nBetreff: x\n\nOffen: 5,00 EUR`,
        ),
      );
      expect(mail.flags).toContain('only_quoted_text');
    },
  );

  it('takes what stands beside a greeting for said', async () => {
    const mail = await parse(
      Buffer.from(
        `${HEAD}\nGuten Morgen, 400 Euro ist richtig.\n\nAm 22.01.26, 09:12 schrieb A <a@b.example>:\n> Offen: 400,00 EUR`,
      ),
    );
    expect(mail.flags).not.toContain('only_quoted_text');
  });

  describe('damage', () => {
    it.each([
      ['cut off', `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOffen: 5,00`],
      [
        'a boundary that never comes',
        `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--c\nContent-Type: text/plain\n\nOffen: 5,00\n--c--\n`,
      ],
      ['no boundary at all', `${HEAD}Content-Type: multipart/mixed\n\nOffen: 5,00`],
      ['no headers', 'Offen: 5,00'],
    ])('reads a mail that is %s', async (_, raw) => {
      const mail = await parse(raw);
      expect(bodyOf(mail)).toContain('Offen: 5,00');
      expect(mail.flags).toContain('mime_damaged');
    });

    it.each([
      ['a stray byte', 'T2ZmZW46ICox*ODUsMDA=', true],
      ['a letter missing at the end', 'T2ZmZW46IDUsMDAgR', true],
      ['a letter missing in the middle', 'T2ZmZW46IDUsM=\nT2ZmZW4=', true],
      ['lines that are padded each', 'T2ZmZW4=\nT2ZmZW4=', false],
      ['blanks and no padding', ' T2Zm ZW4\t\n', false],
    ])('notices base64 with %s', async (_, base64, isBroken) => {
      const mail = await parse(`${HEAD}Content-Transfer-Encoding: base64\n\n${base64}\n`);
      expect(mail.flags.includes('mime_damaged')).toBe(isBroken);
    });

    it.each([
      ['no_date', 'Date: a fine day'],
      ['no_message_id', `Message-ID: <${'x'.repeat(10_000)}>`],
      ['nul_bytes', 'X-Note: \0'],
      ['mime_damaged', 'Content-Transfer-Encoding: x-uuencode'],
      ['charset_repaired', 'Subject: =?x-klingon?B?AAAA?='],
    ])('flags %s', async (flag, header) => {
      const without = HEAD.replace(new RegExp(`^${header.split(':')[0]}:.*\n`, 'im'), '');
      expect((await parse(`${without}${header}\n\nx`)).flags).toContain(flag);
    });

    it('reads on past broken base64, NULs, a huge id and line ends in headers', async () => {
      const mail = await parse(
        `From: =?utf-8?Q?a=0D=0ABcc=3A_x?= <a@b.example>\nMessage-ID: <${'x'.repeat(10_000)}>\nSubject: =?utf-8?B?!!!?= y\nContent-Transfer-Encoding: base64\n\nT2ZmZW4*6IDUs\0MDA=\n`,
      );
      expect(mail.messageId).toBeNull();
      expect(mail.from?.name).toBe('a Bcc: x');
      expect(bodyOf(mail)).toBe('Offen: 5,00');
    });

    it('drops parts beyond two hundred without losing time', async () => {
      const started = performance.now();
      const mail = await parse(mixed(...Array.from({ length: 10_000 }, (_, at) => `\nTeil ${at}`)));
      expect(mail.flags).toContain('parts_dropped');
      expect(performance.now() - started).toBeLessThan(2_000);
    });

    it('throws nothing but PermanentFailure, whatever the bytes', async () => {
      const whole = Buffer.from(
        alternative('Offen: 5,00 > x', '<table><tr><td>a</td></tr></table>') +
          mixed('Content-Type: message/rfc822\n\nSubject: y\n\nz'),
      );
      const mutation = fc
        .array(fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 4 })), { maxLength: 12 })
        .map((cuts) => {
          const bytes = Buffer.from(whole);
          for (const [at, patch] of cuts) bytes.set(patch.subarray(0, whole.length - at), at);
          return bytes;
        });
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutation), async (raw) => {
          await parse(raw).catch((error: unknown) => expect(error).toBeInstanceOf(PermanentFailure));
        }),
        { numRuns: 300 },
      );
    });
  });
});
