import { Readable } from 'node:stream';
import { nameKey } from '../../src/inquiries/folding';
import { InquiryImport } from '../../src/inquiries/inquiry-import';
import { IMPORT_COLUMNS } from '../../src/inquiries/inquiry-row';
import { InquirySearch } from '../../src/inquiries/inquiry-search';
import { InquiryDatabase } from './inquiry-database';

const ROWS = [
  'A,K1,Anna,Schäfer,1980-01-02,Weg 1,1,Ort,SB1,Nordlicht Energie GmbH & Co. KG,kasse@nordlicht.example,K-204.771,10.00,',
  'B,K1,Anna,Schäfer,1980-01-02,Weg 1,1,Ort,SB1,Telvia AG,info@telvia.example,998877,10.00,',
  'C,K2,Jürgen,Groß,1990-05-06,Weg 2,1,Ort,SB2,Nordlicht Energie GmbH & Co. KG,kasse@nordlicht.example,,10.00,',
];

describe('InquirySearch', () => {
  let database: InquiryDatabase;
  let search: InquirySearch;
  beforeAll(async () => {
    database = await InquiryDatabase.open();
    search = new InquirySearch(database.statements);
    const csv = [IMPORT_COLUMNS.join(','), ...ROWS].join('\n');
    expect(await new InquiryImport(database.source).import(Readable.from([csv]))).toMatchObject({
      imported: 3,
    });
  });
  afterAll(() => database?.close());

  const ids = (found: { inquiryId: string }[]): string =>
    found
      .map(({ inquiryId }) => inquiryId)
      .sort()
      .join('');

  it('finds by either reference', async () => {
    expect(ids(await search.byReference(['K204771']))).toBe('A');
    expect(ids(await search.byReference(['SB1', '000']))).toBe('AB');
    expect(await search.byReference([])).toEqual([]);
  });

  it('finds by sender, by name in any order and spelling, by client', async () => {
    expect(ids(await search.bySender('info@telvia.example', 'telvia.example'))).toBe('BB');
    expect(ids(await search.bySender('other@nordlicht.example', 'nordlicht.example'))).toBe('AC');
    expect(ids(await search.byName([nameKey('Schaefer, Anna')], null))).toBe('AB');
    expect(ids(await search.ofClients(['K2']))).toBe('C');
  });

  it('finds names with a slip beside the creditor, by themselves, and by birth date', async () => {
    expect(ids(await search.bySimilarNames('nordlicht energie', nameKey('Jürgen', 'Gros')))).toBe('C');
    expect(ids(await search.bySimilarClient(nameKey('Anna', 'Schefer')))).toBe('AB');
    expect(ids(await search.byBirthDate(['1990-05-06'], nameKey('Jürgen', 'Lange')))).toBe('C');
    expect(ids(await search.byBirthDate(['1990-05-06'], nameKey('Petra', 'Wolf')))).toBe('');
  });
});
