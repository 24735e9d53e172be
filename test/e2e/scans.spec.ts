import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { dirname, join } from 'node:path';

import { creditorHeaders, INQUIRIES, mailOfOtherClient } from '../harness/creditor-mail';
import { scannedPdf } from '../harness/pdf-file';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

const FONTS = join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts');
GlobalFonts.registerFromPath(join(FONTS, 'LiberationSans-Regular.ttf'), 'Letter');

const LETTER = [
  'Kabelwerk Nord GmbH',
  'Petra Lindner, geboren am 14.03.1979',
  'Ihr Zeichen: SB26-0901',
  'Unser Zeichen: KN-7782104',
  'wir teilen Ihnen den Stand unserer Forderung mit:',
  'Hauptforderung: 1.200,00 EUR',
  'Zinsen: 14,56 EUR',
  'Mahnkosten: 20,00 EUR',
  'Gesamtforderung: 1.234,56 EUR',
];

function scan(lines: readonly string[], size = 26): Buffer {
  const canvas = createCanvas(1240, 1754);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 1240, 1754);
  context.fillStyle = '#000';
  context.font = `${size}px Letter`;
  lines.forEach((line, at) => context.fillText(line, 120, 200 + at * 60));
  return canvas.toBuffer('image/jpeg', 90);
}

/** A PNG header that declares more pixels than any memory holds. */
function pixelBomb(): Buffer {
  const bytes = Buffer.from('89504e470d0a1a0a0000000d494844520000753000007530010000000000000000', 'hex');
  return Buffer.concat([bytes, Buffer.alloc(50_000)]);
}

/** A mail whose text says nothing and whose attachments may. */
function mailWith(attachments: readonly { name: string; type: string; content: Buffer }[]): Buffer {
  const parts = attachments.map(
    ({ name, type, content }) =>
      `--b\r\nContent-Type: ${type}; name=${name}\r\nContent-Transfer-Encoding: base64\r\n` +
      `Content-Disposition: attachment; filename=${name}\r\n\r\n${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
  );
  const text = '--b\r\nContent-Type: text/plain\r\n\r\nGuten Tag, unsere Antwort finden Sie im Anhang.\r\n';
  const headers = creditorHeaders({
    Subject: 'Ihre Anfrage',
    'Content-Type': 'multipart/mixed; boundary=b',
  });
  return Buffer.from(`${headers}\r\n${text}${parts.join('')}--b--\r\n`);
}

const image = (content: Buffer, name = 'scan.jpg') => ({ name, type: 'image/jpeg', content });

describe('a mail that is a scan', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
  });
  afterAll(() => service.stop());

  async function deliver(mail: Buffer): Promise<string> {
    const { body } = await service.deliver(mail).expect(202);
    return body.email_id;
  }
  const reportOn = async (mail: Buffer) => service.reportOf(await deliver(mail), 60_000);

  it('is booked, and staff are told', async () => {
    expect(await reportOn(mailWith([image(scan(LETTER))]))).toMatchObject({
      status: 'done',
      route: 'update_and_notify',
      written_amount: '1234.56',
      inquiry_id: 'INQ-1',
      extracted_fields: { claim_amount: { source: 'attachment:scan.jpg#page=1' } },
      reasons: expect.arrayContaining(['The total was read from an image.']),
      attachments: [{ filename: 'scan.jpg', outcome: 'read', ocr_pages: 1 }],
    });
  });

  it('is not booked where a letter stands for a digit', async () => {
    const lines = LETTER.slice(0, 5).concat('Gesamtforderung: 1.2S4,56 EUR', 'Saldo: 56,00 EUR');
    expect(await reportOn(mailWith([image(scan(lines))]))).toMatchObject({
      route: 'manual_review',
      written: false,
    });
  });

  it.each([
    [
      'booked, and staff are told, where it says what the image shows',
      'Gesamtforderung: 1.234,56 EUR',
      'update_and_notify',
    ],
    ['left to a person where it says otherwise', 'Gesamtforderung: 99,00 EUR', 'manual_review'],
  ])('with a text layer is %s', async (_, layer, route) => {
    const above = `BT 3 Tr /F 10 Tf 60 400 Td (${layer}) Tj ET`;
    const content = scannedPdf(scan(LETTER), 1240, 1754, above);
    const report = await reportOn(mailWith([{ name: 'scan.pdf', type: 'application/pdf', content }]));
    expect(report).toMatchObject({ status: 'done', route, flags: expect.arrayContaining(['text_layer']) });
    expect(report.extracted_fields?.claim_amount?.value).toBe('1234.56');
  });

  it('costs a review where an image was made to do harm, and the mails beside it nothing', async () => {
    const hostile = [
      mailWith([{ name: 'a.png', type: 'image/png', content: pixelBomb() }]),
      mailWith([image(scan(LETTER).subarray(0, 20_000))]),
      mailWith([image(Buffer.from('\xff\xd8\xff nothing', 'latin1'))]),
    ];
    const ids = await Promise.all(hostile.map(deliver));
    expect(await reportOn(mailOfOtherClient())).toMatchObject({ written: true, inquiry_id: 'INQ-3' });
    for (const id of ids) {
      const report = await service.reportOf(id, 60_000);
      expect(report).toMatchObject({ status: 'done', route: 'manual_review', written: false });
      expect(report.attachments?.[0]).toMatchObject({ detail: expect.stringMatching(/\.$/) });
    }
  });

  it('waits in the inbox where others are read, and holds up no text', async () => {
    const scans = await Promise.all(
      Array.from({ length: 5 }, () => deliver(mailWith([image(scan(LETTER)), image(scan(LETTER), 'b.jpg')]))),
    );
    const text = await reportOn(mailOfOtherClient());
    expect(text).toMatchObject({ status: 'done', written: true });
    const ended = await Promise.all(scans.map((id) => service.reportOf(id, 90_000)));
    expect(ended.map(({ status, attempts }) => ({ status, attempts }))).toEqual(
      scans.map(() => ({ status: 'done', attempts: 1 })),
    );
    expect(await sql(service.service.databaseUrl, 'SELECT * FROM waiting_mails')).toEqual([]);
  }, 100_000);
});
