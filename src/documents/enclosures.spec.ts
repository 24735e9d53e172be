import { envelopedFile, signedFile } from '../../test/harness/signed-file';
import { tnefFile } from '../../test/harness/tnef-file';
import { zipFile } from '../../test/harness/zip-file';
import { readCms } from './cms';
import { readCompoundFile } from './compound-file';
import { unpackRtf } from './compressed-rtf';
import type { DocumentFormat, DocumentReading } from './document-reading';
import { readTnef } from './tnef';
import { readZip } from './zip';

const request = (format: DocumentFormat, bytes: Buffer) => ({ format, bytes, charset: null });
const filesOf = ({ files }: DocumentReading) =>
  files?.map(({ role, name, bytes }) => `${role} ${name}: ${Buffer.from(bytes).toString()}`);

describe('ZIP', () => {
  const zip = (bytes: Buffer) => readZip(request('zip', bytes));

  it('gives its files, whatever their names, without those of the system', async () => {
    const reading = await zip(
      zipFile(
        { name: 'ordner/a.txt', content: 'A' },
        { name: '../../etc/passwd', content: 'B', stored: true },
        { name: 'C:\\x\\b.txt', content: 'C' },
        { name: '__MACOSX/._a.txt', content: 'x' },
        { name: 'ordner/', content: '' },
      ),
    );
    expect(reading.outcome).toBe('read');
    expect(filesOf(reading)).toEqual([
      'file ordner/a.txt: A',
      'file ../../etc/passwd: B',
      'file C:/x/b.txt: C',
    ]);
  });

  it('names what is locked and gives the rest', async () => {
    const reading = await zip(
      zipFile({ name: 'a.txt', content: 'A', encrypted: true }, { name: 'b.txt', content: 'B' }),
    );
    expect(reading.outcome).toBe('encrypted');
    expect(filesOf(reading)).toEqual(['file b.txt: B']);
  });

  it('counts what comes out, not what is declared', async () => {
    const bomb = { name: 'b.txt', content: Buffer.alloc(40 * 1024 * 1024), declaredSize: 10 };
    const reading = await zip(zipFile({ name: 'a.txt', content: 'A' }, bomb));
    expect(reading).toMatchObject({ outcome: 'too_large', detail: 'The file unpacks to more than 32 MB.' });
    expect(filesOf(reading)).toEqual(['file a.txt: A']);
  });

  it('caps the number of files', async () => {
    const files = Array.from({ length: 60 }, (_, at) => ({ name: `${at}.txt`, content: 'x' }));
    const reading = await zip(zipFile(...files));
    expect(reading.outcome).toBe('too_large');
    expect(reading.files).toHaveLength(50);
  });

  it('tells one whose file is damaged', async () => {
    const bytes = zipFile({ name: 'a.txt', content: 'AAAAAAAAAA' });
    bytes.fill(0xff, 35, 38);
    expect((await zip(bytes)).outcome).toBe('broken');
  });
});

describe('TNEF', () => {
  const html = Buffer.from('<p>Saldo</p>');

  it('gives the letter and its attachments', () => {
    const files = [{ name: 'saldo für.txt', content: Buffer.from('1,00') }];
    const reading = readTnef(request('tnef', tnefFile([[0x1013, 0x102, html]], files)));
    expect(filesOf(reading)).toEqual(['text null: <p>Saldo</p>', 'file saldo für.txt: 1,00']);
  });

  it('reads a letter that is packed RTF', () => {
    // The sample of MS-OXRTFCP 3.1.
    const packed = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0'.replace(
        ' ',
        '',
      ),
      'hex',
    );
    expect(unpackRtf(packed).toString()).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    const reading = readTnef(request('tnef', tnefFile([[0x1009, 0x102, packed]], [])));
    expect(filesOf(reading)).toEqual(['text null: hello world']);
  });

  it('stops where it breaks off', () => {
    const whole = tnefFile([[0x1013, 0x102, html]], [{ name: 'a', content: Buffer.alloc(50) }]);
    for (let end = 0; end < whole.length; end += 7)
      expect(['read', 'unread']).toContain(readTnef(request('tnef', whole.subarray(0, end))).outcome);
  });
});

describe('S/MIME', () => {
  const cms = (bytes: Buffer) => readCms(request('cms', bytes));

  it('gives the mail that was signed', () => {
    const mime = Buffer.from('Content-Type: text/plain\r\n\r\nSaldo 1,00');
    expect(filesOf(cms(signedFile(mime)))).toEqual([`message null: ${mime.toString()}`]);
    expect(filesOf(cms(Buffer.from(signedFile(mime).toString('base64'))))).toHaveLength(1);
  });

  it('gives the file that was signed', () => {
    expect(filesOf(cms(signedFile(Buffer.from('%PDF-1.4 x'))))).toEqual(['file null: %PDF-1.4 x']);
  });

  it('tells what is encrypted and what is broken', () => {
    expect(cms(envelopedFile()).outcome).toBe('encrypted');
    expect(cms(Buffer.from('nothing of the kind!')).outcome).toBe('broken');
  });
});

describe('compound files', () => {
  const file = (stream: string) =>
    Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from(`${stream}\0`, 'utf16le')]);

  it.each([
    ['EncryptedPackage', 'encrypted', /password/],
    ['WordDocument', 'unread', /\.doc/],
    ['Workbook', 'unread', /\.xls/],
    ['__properties_version1.0', 'unread', /\.msg/],
    ['x', 'unread', /older/],
  ])('names %s', (stream, outcome, detail) => {
    expect(readCompoundFile(file(stream))).toEqual({ outcome, detail: expect.stringMatching(detail) });
  });
});
