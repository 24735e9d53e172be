import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Inquiry } from '../../src/inquiries/inquiry.entity';
import { ImportRefused, InquiryImport } from '../../src/inquiries/inquiry-import';
import { IMPORT_COLUMNS } from '../../src/inquiries/inquiry-row';
import { InquiryDatabase } from './inquiry-database';

const HEADER = IMPORT_COLUMNS.join(',');

function row(id: string, changes: Partial<Record<(typeof IMPORT_COLUMNS)[number], string>> = {}): string {
  const cells = {
    inquiry_id: id,
    client_id: 'KL-1',
    client_first_name: 'Änne',
    client_last_name: "O'Größ-Łuk",
    client_birth_date: '1980-02-29',
    client_street: 'Weg 1',
    client_postal_code: '01234',
    client_city: 'Ort',
    office_reference: 'SB 26-0171',
    creditor_name: '"Müller, Söhne & Co. KG"',
    creditor_email: 'Kasse@Mueller.example',
    creditor_reference: 'K-204.771.318',
    claimed_amount: '12.5',
    sent_at: '2026-02-09',
    ...changes,
  };
  return IMPORT_COLUMNS.map((column) => cells[column]).join(',');
}

describe('InquiryImport', () => {
  let database: InquiryDatabase;
  let importer: InquiryImport;
  const run = (...lines: string[]): ReturnType<InquiryImport['import']> =>
    importer.import(Readable.from([Buffer.from(lines.join('\r\n'))]));

  beforeAll(async () => {
    database = await InquiryDatabase.open();
    importer = new InquiryImport(database.source);
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(() => database.source.query('TRUNCATE inquiries CASCADE'));

  const stored = (inquiryId: string): Promise<Inquiry> =>
    database.source.getRepository(Inquiry).findOneByOrFail({ inquiryId });

  it('stores a row with its keys for look-up', async () => {
    expect(await run(`\ufeff${HEADER}`, row('A'))).toEqual({ imported: 1, updated: 0, rejected: [] });
    expect(await stored('A')).toMatchObject({
      clientBirthDate: '1980-02-29',
      claimedAmountCents: 1250,
      officeReferenceKey: 'SB260171',
      creditorReferenceKey: 'K204771318',
      creditorDomain: 'mueller.example',
      creditorSearch: 'mueller soehne co kg',
      clientSearch: 'aenne luk ogroess',
      claimCents: null,
    });
  });

  it('counts a row as updated only where its content changed, and leaves the claim alone', async () => {
    await run(HEADER, row('A'), row('B'));
    await database.source.query("UPDATE inquiries SET claim_cents = 700, claim_currency = 'EUR'");
    const again = await run(HEADER, row('A'), row('B', { client_city: 'Stadt' }), row('C'));
    expect(again).toEqual({ imported: 1, updated: 1, rejected: [] });
    expect(await stored('B')).toMatchObject({ clientCity: 'Stadt', claimCents: 700, claimCurrency: 'EUR' });
  });

  it('takes the columns by name, whatever their order, and passes over others', async () => {
    const reversed = (line: string): string => line.split(',').reverse().join(',');
    const cells = row('A', { creditor_name: 'Bank' });
    expect(await run(`${reversed(HEADER)},remark`, `${reversed(cells)},x`)).toMatchObject({ imported: 1 });
    expect(await stored('A')).toMatchObject({ creditorName: 'Bank', clientId: 'KL-1' });
  });

  it.each([';', '\t'])('reads columns that are parted by %j, as the first line says', async (separator) => {
    const parted = (line: string): string =>
      line.replaceAll(/"[^"]*"|,/g, (found) => (found === ',' ? separator : found));
    const cells = row('A', { client_city: `"Bad ${separator} Stadt"` });
    expect(await run(parted(HEADER), parted(cells))).toEqual({ imported: 1, updated: 0, rejected: [] });
    expect(await stored('A')).toMatchObject({
      creditorName: 'Müller, Söhne & Co. KG',
      clientCity: `Bad ${separator} Stadt`,
    });
  });

  it('tells bad rows by their line, blank lines and line breaks in quotes counted, and imports the others', async () => {
    const result = await run(
      HEADER,
      row('A', { client_street: '"Weg 1\r\nHinterhaus"' }),
      '',
      row('B', { client_birth_date: '1981-02-29' }),
      row('', {}),
      row('D', { claimed_amount: '1.250,00' }).replace('1.250,00', '"1.250,00"'),
      `${row('E')},more`,
      row('F', { client_city: 'Or\u0000t' }),
      row('G', { client_street: 'x'.repeat(501) }),
      row('H', { client_street: 'Weg "1' }),
      row('I'),
      row('A'),
      row('J', { creditor_name: '' }),
      row('K'),
    );
    expect(result.imported).toBe(3);
    expect(result.rejected.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10, 11, 13, 14]);
    expect(result.rejected.at(-2)?.error).toBe('inquiry_id stands in line 2 already.');
    expect(await stored('A')).toMatchObject({ clientStreet: 'Weg 1\nHinterhaus' });
  });

  it('tells bytes that are not UTF-8', async () => {
    const latin1 = Buffer.from(`${HEADER}\n${row('A', { client_city: 'Gießen' })}`, 'latin1');
    const result = await importer.import(Readable.from([latin1]));
    expect(result.rejected).toEqual([{ line: 2, error: expect.stringContaining('not UTF-8') }]);
  });

  it('reads UTF-16 that says so by its first bytes', async () => {
    const little = Buffer.from(`\ufeff${HEADER}\n${row('A', { client_city: 'Gießen' })}`, 'utf16le');
    expect(await importer.import(Readable.from([little]))).toMatchObject({ imported: 1, rejected: [] });
    expect(await stored('A')).toMatchObject({ clientCity: 'Gießen' });
    expect(await importer.import(Readable.from([little.swap16()]))).toMatchObject({
      imported: 0,
      rejected: [],
    });
  });

  it.each([
    ['gzip', gzipSync(HEADER), /^The file is compressed with gzip, not CSV: unpack it first\.$/],
    ['a workbook', Buffer.from('PK\x03\x04'), /a workbook or a ZIP archive, not CSV: save it as CSV/],
    ['UTF-16 that does not say so', Buffer.from(HEADER, 'utf16le'), /no UTF-8 text: save it as CSV/],
  ])('refuses %s with the remedy', async (_what, bytes, remedy) => {
    const importing = importer.import(Readable.from([bytes]));
    await expect(importing).rejects.toThrow(ImportRefused);
    await expect(importing).rejects.toThrow(remedy);
  });

  it.each([
    ['', 'empty'],
    [HEADER.replace('client_id,', ''), 'missing: client_id'],
    [`${HEADER},client_id`, 'stands twice'],
    ['x'.repeat(1_100_000), 'characters long'],
  ])('refuses a file whose first line is wrong', async (header, message) => {
    await expect(run(header)).rejects.toThrow(ImportRefused);
    await expect(run(header)).rejects.toThrow(message);
  });

  it('imports across batches and chunk borders', async () => {
    const lines = [HEADER, ...Array.from({ length: 2_500 }, (_, index) => row(`N-${index}`))].join('\n');
    const chunks = Buffer.from(lines);
    const pieces = Array.from({ length: Math.ceil(chunks.length / 777) }, (_, i) =>
      chunks.subarray(i * 777, i * 777 + 777),
    );
    expect(await importer.import(Readable.from(pieces))).toEqual({
      imported: 2_500,
      updated: 0,
      rejected: [],
    });
  });
});
