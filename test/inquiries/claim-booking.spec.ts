import { randomUUID } from 'node:crypto';
import {
  bookClaim,
  type ClaimBooking,
  type BookingOutcome,
  undoClaim,
} from '../../src/inquiries/claim-booking';
import { ClaimHistory } from '../../src/inquiries/claim-history.entity';
import { Inquiry } from '../../src/inquiries/inquiry.entity';
import { standingClaim } from '../../src/inquiries/standing-claim';
import { PermanentFailure } from '../../src/failure';
import { InquiryDatabase } from './inquiry-database';

describe('booking a claim', () => {
  let database: InquiryDatabase;
  beforeAll(async () => {
    database = await InquiryDatabase.open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    await database.source.query('TRUNCATE inquiries CASCADE');
    await database.source.getRepository(Inquiry).insert({
      inquiryId: 'A',
      clientId: 'KL-1',
      clientFirstName: 'Anna',
      clientLastName: 'Groß',
      clientStreet: '',
      clientPostalCode: '',
      clientCity: '',
      officeReference: '',
      creditorName: 'Bank',
      creditorEmail: '',
      creditorReference: '',
      creditorSearch: 'bank',
      clientSearch: 'anna gross',
    });
  });

  const booking = (
    emailId: string,
    cents: number,
    day: string,
    reason: ClaimBooking['reason'] = 'pipeline',
  ) => ({
    inquiryId: 'A',
    emailId,
    cents,
    currency: 'EUR',
    statedAt: new Date(`${day}T10:00:00Z`),
    reason,
  });
  const book = async (claim: ClaimBooking): Promise<BookingOutcome> =>
    (await database.statements.transaction((transaction) => bookClaim(transaction, claim))).outcome;
  const undo = (emailId: string): Promise<string> =>
    database.source.transaction((manager) => undoClaim(manager, 'A', emailId));
  const inquiry = (): Promise<Inquiry> =>
    database.source.getRepository(Inquiry).findOneByOrFail({ inquiryId: 'A' });
  const history = (): Promise<ClaimHistory[]> =>
    database.source.getRepository(ClaimHistory).find({ order: { id: 'ASC' } });

  it('books a mail once, however often and however many at a time ask for it', async () => {
    const email = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => book(booking(email, 1000, '2026-03-01'))),
    );
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'already'), 'booked']);
    expect(await history()).toHaveLength(1);
    expect(await inquiry()).toMatchObject({
      claimCents: 1000,
      claimCurrency: 'EUR',
      claimUpdatedByEmailId: email,
    });
  });

  it('numbers the bookings of an inquiry in the order in which their claims come to stand', async () => {
    const claims = Array.from({ length: 8 }, (_, index) =>
      booking(randomUUID(), 100 + index, '2026-03-01', 'review'),
    );
    const booked = await Promise.all(
      claims.map((claim) =>
        database.statements.transaction(async (transaction) => ({
          cents: claim.cents,
          booking: (await bookClaim(transaction, claim)).booking!,
        })),
      ),
    );
    const last = booked.toSorted((left, right) => right.booking - left.booking)[0];
    expect(await standingClaim(database.statements, 'A')).toMatchObject(last);
  });

  it('does not replace a claim that was stated later, unless a person says so', async () => {
    await book(booking(randomUUID(), 1000, '2026-03-02'));
    const late = randomUUID();
    expect(await book(booking(late, 500, '2026-03-01'))).toBe('older');
    expect(await inquiry()).toMatchObject({ claimCents: 1000 });
    expect(await book(booking(late, 500, '2026-03-01', 'review'))).toBe('booked');
    expect(await inquiry()).toMatchObject({ claimCents: 500 });
  });

  it('takes a booking back to what stood before, once, with an entry', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await book(booking(first, 1000, '2026-03-01'));
    await book(booking(second, 2000, '2026-03-05'));
    expect(await undo(first)).toBe('superseded');
    expect(await undo(second)).toBe('undone');
    expect(await undo(second)).toBe('nothing');
    expect(await inquiry()).toMatchObject({ claimCents: 1000, claimUpdatedByEmailId: first });
    expect((await inquiry()).claimStatedAt).toEqual(new Date('2026-03-01T10:00:00Z'));
    expect((await history()).map(({ reason, newCents }) => [reason, newCents])).toEqual([
      ['pipeline', 1000],
      ['pipeline', 2000],
      ['undo', 1000],
    ]);
    expect(await undo(first)).toBe('undone');
    expect(await inquiry()).toMatchObject({
      claimCents: null,
      claimCurrency: null,
      claimUpdatedByEmailId: null,
    });
  });

  it('fails for good on an inquiry that does not exist', async () => {
    const claim = { ...booking(randomUUID(), 1, '2026-03-01'), inquiryId: 'B' };
    await expect(book(claim)).rejects.toThrow(PermanentFailure);
  });
});
