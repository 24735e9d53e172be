import { randomUUID } from 'node:crypto';

import type { BookedClaim, CreditorEntry } from '../../src/drivers/client-records/client-records';
import { CLIENT_RECORD_STORES, type ClientRecordStore } from '../harness/client-record-stores';

describe.each(CLIENT_RECORD_STORES)('client records in $name', ({ open }) => {
  let store: ClientRecordStore;
  let clientId: string;

  beforeAll(async () => {
    store = await open();
  });
  beforeEach(() => {
    clientId = `KL-${randomUUID()}`;
  });
  afterAll(() => store.close());

  function claim(change: Partial<BookedClaim> = {}): BookedClaim {
    return {
      inquiryId: 'INQ-1',
      clientId,
      creditorName: 'Musterbank',
      cents: 123_456,
      currency: 'EUR',
      emailId: '0197a000-0000-7000-8000-000000000001',
      statedAt: '2026-03-02T09:00:00.000Z',
      booking: 7,
      ...change,
    };
  }
  const entry = (change: Partial<CreditorEntry> = {}): CreditorEntry => ({
    inquiry_id: 'INQ-1',
    creditor_name: 'Musterbank',
    claim_amount: '1234.56',
    currency: 'EUR',
    updated_by_email_id: '0197a000-0000-7000-8000-000000000001',
    stated_at: '2026-03-02T09:00:00.000Z',
    booking: 7,
    ...change,
  });

  it('begin with the first claim of a client', async () => {
    await store.records.applyClaim(claim());
    expect(await store.entriesOf(clientId)).toEqual([entry()]);
  });

  it('have one entry for an inquiry, the one of its last booking', async () => {
    await store.records.applyClaim(claim());
    await store.records.applyClaim(claim({ booking: 8, cents: 99, emailId: null }));
    expect(await store.entriesOf(clientId)).toEqual([
      entry({ booking: 8, claim_amount: '0.99', updated_by_email_id: null }),
    ]);
  });

  it('keep the entries of other inquiries', async () => {
    await store.records.applyClaim(claim({ inquiryId: 'INQ-2' }));
    await store.records.applyClaim(claim({ booking: 3 }));
    await store.records.applyClaim(claim({ inquiryId: 'INQ-2', booking: 9, cents: 1 }));
    expect(await store.entriesOf(clientId)).toEqual([
      entry({ booking: 3 }),
      entry({ inquiry_id: 'INQ-2', booking: 9, claim_amount: '0.01' }),
    ]);
  });

  it('are not changed by a repeat, nor by a booking that was overtaken', async () => {
    await store.records.applyClaim(claim({ booking: 8 }));
    await store.records.applyClaim(claim({ booking: 8, cents: 1 }));
    await store.records.applyClaim(claim({ booking: 7, cents: 2 }));
    expect(await store.entriesOf(clientId)).toEqual([entry({ booking: 8 })]);
  });

  it('are left without a claim by an undo, which the booking that it undoes does not overtake', async () => {
    const undone = { booking: 8, cents: null, currency: null, emailId: null, statedAt: null };
    await store.records.applyClaim(claim(undone));
    await store.records.applyClaim(claim({ booking: 7 }));
    expect(await store.entriesOf(clientId)).toEqual([
      entry({ booking: 8, claim_amount: null, currency: null, updated_by_email_id: null, stated_at: null }),
    ]);
  });

  it('take every claim of a client whose first claims come at once', async () => {
    const inquiries = Array.from({ length: 12 }, (_, index) => `INQ-${100 + index}`);
    await Promise.all(inquiries.map((inquiryId) => store.records.applyClaim(claim({ inquiryId }))));
    expect((await store.entriesOf(clientId)).map(({ inquiry_id }) => inquiry_id)).toEqual(inquiries);
  });

  it('end with the last of many bookings of one inquiry that come in any order', async () => {
    const bookings = [5, 1, 9, 3, 10, 2, 8, 4, 7, 6];
    await Promise.all(
      bookings.map((booking) => store.records.applyClaim(claim({ booking, cents: 100 * booking }))),
    );
    expect(await store.entriesOf(clientId)).toEqual([entry({ booking: 10, claim_amount: '10.00' })]);
  });

  it.each(['$updated_at', '$$ROOT', '{"$gt":""}', "'; DROP TABLE client_records; --", 'Größe & Söhne 𝄞'])(
    'take a name for a name: %s',
    async (creditorName) => {
      await store.records.applyClaim(claim({ creditorName, inquiryId: creditorName }));
      expect(await store.entriesOf(clientId)).toEqual([
        entry({ creditor_name: creditorName, inquiry_id: creditorName }),
      ]);
    },
  );
});
