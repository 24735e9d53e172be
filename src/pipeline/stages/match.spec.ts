import { type ImportRow, inquiryOf } from '../../inquiries/inquiry-row';
import type { Inquiry } from '../../inquiries/inquiry.entity';
import { InquirySearch } from '../../inquiries/inquiry-search';
import type { Extraction, NameMention } from './extraction';
import { type Match, MatchStage } from './match';
import type { ParsedMail, TextBlock } from './parse';

/** Finds everything: what a candidate is worth is decided by the text alone. */
class WholeList extends InquirySearch {
  constructor(private readonly all: Inquiry[]) {
    super(undefined as never);
  }
  override byReference = async (): Promise<Inquiry[]> => this.all;
  override ofClientsByReference = async (): Promise<Inquiry[]> => [];
  override byName = async (): Promise<Inquiry[]> => [];
  override byBirthDate = async (): Promise<Inquiry[]> => [];
  override bySimilarNames = async (): Promise<Inquiry[]> => [];
  override bySimilarClient = async (): Promise<Inquiry[]> => [];
  override ofClients = async (): Promise<Inquiry[]> => [];
  override bySender = async (address: string, domain: string | null): Promise<Inquiry[]> =>
    this.all.filter(
      (one) => one.creditorEmail === address || (domain !== null && one.creditorDomain === domain),
    );
}

function inquiry(changes: Partial<ImportRow>): Inquiry {
  const row: ImportRow = {
    inquiry_id: 'A',
    client_id: `K-${changes.office_reference ?? 'SB26-0001'}`,
    client_first_name: 'Thomas',
    client_last_name: 'Becker',
    client_birth_date: '',
    client_street: '',
    client_postal_code: '',
    client_city: '',
    office_reference: 'SB26-0001',
    creditor_name: 'Telvia Mobilfunk GmbH',
    creditor_email: 'insolvenz@telvia.example',
    creditor_reference: '',
    claimed_amount: '',
    sent_at: '',
    ...changes,
  };
  return { ...inquiryOf(row), claimCents: null } as Inquiry;
}

interface Letter {
  text: string;
  quoted?: string;
  from?: string;
  sender?: string;
  extraction?: Partial<Extraction>;
}

function match(inquiries: Inquiry[], letter: Letter): Promise<Match> {
  const address = letter.from ?? 'insolvenz@telvia.example';
  const blocks: TextBlock[] = [{ source: 'body', standing: 'current', text: letter.text }];
  if (letter.quoted) blocks.push({ source: 'body', standing: 'quoted', text: letter.quoted });
  const from = { name: letter.sender ?? '', address, domain: address.split('@')[1] ?? '' };
  const mail = { from, replyTo: null, blocks } as unknown as ParsedMail;
  const nothing = { references: [], clientNames: [], creditorNames: [], birthDates: [], claimAmount: null };
  const extraction = { concerns: [], ...nothing, ...letter.extraction } as unknown as Extraction;
  return new MatchStage(new WholeList(inquiries)).run(mail, extraction, new AbortController().signal);
}

const mention = (value: string): NameMention => ({
  value,
  confidence: 0.9,
  source: 'body',
  quote: value,
  current: true,
});
const codes = ({ conflicts }: Match): string[] => conflicts.map(({ code }) => code);

describe('MatchStage', () => {
  const older = inquiry({ client_birth_date: '1978-04-12', client_street: 'Ockershäuser Allee 12' });
  const younger = inquiry({
    inquiry_id: 'B',
    office_reference: 'SB26-0002',
    client_birth_date: '1991-09-30',
    client_street: 'Frankfurter Straße 188',
  });

  describe('two clients of the same name', () => {
    it.each([
      ['the birth date', 'Herr Thomas Becker, geb. 30.09.1991'],
      ['the address', 'Herr Thomas Becker, Frankfurter Str. 188'],
      ["the office's reference", 'Herr Thomas Becker, Ihr Zeichen SB 26-0002'],
    ])('are told apart by %s', async (_, text) => {
      expect((await match([older, younger], { text })).best?.inquiry_id).toBe('B');
    });

    it('stay open without any of these, though the name is certain', async () => {
      const found = await match([older, younger], { text: 'Herr Thomas Becker schuldet 389,12 EUR' });
      expect(found.best).toBeNull();
      expect(codes(found)).toContain('several_candidates');
      expect(found.fields.client_name?.value).toBe('Thomas Becker');
      expect(found.fields.creditor_name).toMatchObject({
        value: 'Telvia Mobilfunk GmbH',
        source: 'header:from',
      });
    });

    it('are not told apart by an amount', async () => {
      const claimAmount = { value: '400.00', confidence: 0.9, source: 'body', quote: '400' };
      const near = inquiry({ inquiry_id: 'C', office_reference: 'SB26-0003', claimed_amount: '400.00' });
      expect(
        (await match([older, near], { text: 'Thomas Becker', extraction: { claimAmount } })).best,
      ).toBeNull();
    });
  });

  it('never takes a file number alone for proof', async () => {
    const found = await match([older], { text: 'Ihr Zeichen SB26-0001: 500 EUR', from: 'x@unknown.example' });
    expect(found.best).toBeNull();
    expect(found.fields.office_reference?.value).toBe('SB26-0001');
  });

  it("takes the creditor's number with the name from an unknown sender", async () => {
    const known = inquiry({ creditor_reference: 'NB440718829' });
    const found = await match([known], {
      text: 'Thomas Becker, Konto NB 440718829',
      from: 'x@unknown.example',
    });
    expect(found.best?.signals).toMatchObject({ creditor_reference: 'exact', client_name: 1 });
    expect(found.senderKnown).toBe(false);
  });

  describe('two contracts of one client at one creditor', () => {
    const contracts = [
      inquiry({ creditor_reference: '100.233.871' }),
      inquiry({ inquiry_id: 'B', creditor_reference: '100.233.899' }),
    ];
    it('are told apart by the contract number, also where history quotes both', async () => {
      const letter = { text: 'Thomas Becker, Vertrag 100 233 899', quoted: '100.233.871 und 100.233.899' };
      expect((await match(contracts, letter)).best?.inquiry_id).toBe('B');
    });
    it.each(['Thomas Becker, SB26-0001', 'Thomas Becker, 100.233.871 und 100.233.899'])(
      'stay open with %s',
      async (text) => expect((await match(contracts, { text })).best).toBeNull(),
    );
  });

  describe('spouses with the same contract number', () => {
    const spouses = ['Sabine', 'Jürgen'].map((name, index) =>
      inquiry({
        inquiry_id: name,
        client_first_name: name,
        client_last_name: 'Hoffmann',
        office_reference: `SB26-01${index}0`,
        creditor_reference: 'WE 0412.07.03',
      }),
    );
    it('are told apart by the given name', async () => {
      const found = await match(spouses, { text: 'Frau Sabine Hoffmann, WE 0412.07.03' });
      expect(found.best?.inquiry_id).toBe('Sabine');
    });
    it('stay open where both are named', async () => {
      const found = await match(spouses, { text: 'Eheleute Sabine und Jürgen Hoffmann, WE 0412.07.03' });
      expect(found.best).toBeNull();
      expect(codes(found)).toContain('several_clients_named');
      expect(found.fields.client_name).toBeUndefined();
      expect(found.fields.creditor_reference?.value).toBe('WE 0412.07.03');
    });
    it('stay open where neither is', async () => {
      expect((await match(spouses, { text: 'Familie Hoffmann, WE 0412.07.03' })).best).toBeNull();
    });
  });

  describe('a reference of one client in a mail that names another', () => {
    const other = inquiry({
      inquiry_id: 'B',
      client_first_name: 'Petra',
      client_last_name: 'Lang',
      office_reference: 'SB26-0002',
      creditor_reference: '9988776655',
    });
    it.each([
      ['Thomas Becker, Vertrag 9988776655', 'the contract'],
      ['Frau Petra Lang, Ihr Zeichen SB26-0001', 'the office'],
      ['Ihr Zeichen SB26-0001, Vertrag 9988776655', 'both'],
    ])('is a conflict: %s', async (text) => {
      const found = await match([older, other], { text });
      expect(found.best).toBeNull();
      expect(codes(found)).toContain('reference_of_other_client');
    });
    it('is a conflict too where the other is no client at all', async () => {
      const extraction = { clientNames: [mention('Karl Unbekannt')] };
      const found = await match([other], { text: 'Herr Karl Unbekannt, Vertrag 9988776655', extraction });
      expect(codes(found)).toContain('name_differs');
    });
    it('is a conflict where one name is but a slip of the other', async () => {
      const nearly = inquiry({ inquiry_id: 'D', client_last_name: 'Bäcker', office_reference: 'SB26-0004' });
      const found = await match([older, nearly], { text: 'Thomas Bäcker, Ihr Zeichen SB26-0001' });
      expect(found.best).toBeNull();
      expect(codes(found)).toContain('reference_of_other_client');
    });
    it("is none where a clerk bears a client's name", async () => {
      const clerk = inquiry({
        inquiry_id: 'C',
        office_reference: 'SB26-0003',
        creditor_email: '',
        creditor_name: 'Bank',
      });
      const found = await match([other, clerk], {
        text: 'Petra Lang, Vertrag 9988776655\nGez. Thomas Becker',
      });
      expect(found.best?.inquiry_id).toBe('B');
    });
  });

  it('tells the legal names of one group apart', async () => {
    const group = [
      inquiry({ creditor_name: 'Nordlicht Energie GmbH & Co. KG', creditor_email: 'a@nordlicht.example' }),
      inquiry({
        inquiry_id: 'B',
        creditor_name: 'Nordlicht Energie Vertrieb GmbH',
        creditor_email: 'b@vertrieb.example',
      }),
    ];
    const text = 'Thomas Becker schuldet der Nordlicht Energie Vertrieb GmbH';
    expect((await match(group, { text, from: 'x@unknown.example' })).best?.inquiry_id).toBe('B');
    expect(
      (await match(group, { text: 'Thomas Becker', from: 'a@nordlicht.example' })).best?.inquiry_id,
    ).toBe('A');
  });

  it('tells apart the creditors for whom one collector acts, by name or number only', async () => {
    const acting = ['Schuhparadies Online GmbH', 'Versandhaus Bergedank KG'].map((creditor, index) =>
      inquiry({
        inquiry_id: creditor,
        creditor_name: creditor,
        creditor_email: 'post@consenta.example',
        creditor_reference: `CI-2025-44901${index}`,
      }),
    );
    const from = 'post@consenta.example';
    expect((await match(acting, { text: 'Thomas Becker, SB26-0001', from })).best).toBeNull();
    const byName = await match(acting, { text: 'Thomas Becker, i. S. Versandhaus Bergedank KG', from });
    const byNumber = await match(acting, { text: 'Thomas Becker, CI-2025-449010', from });
    expect(byNumber.best?.inquiry_id).toBe('Schuhparadies Online GmbH');
    expect(byName.best?.inquiry_id).toBe('Versandhaus Bergedank KG');
  });

  it('takes only the whole address of a private mailbox for its sender', async () => {
    const friend = inquiry({ creditor_name: 'Gerd Niemann', creditor_email: 'gerd@gmx.de' });
    const text = 'Der Thomas Becker schuldet mir noch 1850';
    expect((await match([friend], { text, from: 'gerd@gmx.de' })).best?.signals.creditor).toBe(
      'sender_address',
    );
    expect((await match([friend], { text, from: 'else@gmx.de' })).best).toBeNull();
  });

  it('accepts a former name with the right number', async () => {
    const married = inquiry({
      client_first_name: 'Nadine',
      client_last_name: 'Böhm',
      creditor_reference: 'L-40/118-2207',
    });
    const found = await match([married], { text: 'Nadine Lange, Vertrag L-40/118-2207' });
    expect(found.best?.signals.client_name).toBe(0.6);
  });

  it('weighs a look-alike number less, and gives fields in the spelling of the inquiry', async () => {
    const scanned = inquiry({ creditor_reference: 'SP98554166' });
    const found = await match([scanned], { text: 'BECKER, THOMAS\nKdnr. 5P9855416G SP9855416б 5P98554I66' });
    expect(found.best?.signals.creditor_reference).toBe('lookalike');
    expect(found.fields.client_name).toMatchObject({ value: 'Thomas Becker', quote: 'BECKER, THOMAS' });
    expect(found.fields.creditor_reference).toMatchObject({ value: 'SP98554166', confidence: 0.7 });
  });

  it("names whom the mail names where the office's list knows nobody, and no creditor that it does not know", async () => {
    const extraction = { clientNames: [mention('Uta Neu')], creditorNames: [mention('Neue Bank AG')] };
    const found = await match([], { text: 'Uta Neu', from: 'x@unknown.example', extraction });
    expect(found).toMatchObject({ best: null, candidates: [], margin: 0 });
    expect(found.fields.client_name?.value).toBe('Uta Neu');
    expect(found.fields).not.toHaveProperty('creditor_name');
  });

  it('puts a birth date that is not the client’s in the way', async () => {
    const extraction = { birthDates: [mention('1966-06-06')] };
    const found = await match([older], { text: 'Thomas Becker, geb. 06.06.1966, SB26-0001', extraction });
    expect(found.candidates[0]?.signals.birth_date).toBe('conflict');
    expect(found.best).toBeNull();
  });
});
