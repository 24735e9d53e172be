import { Logger } from '@nestjs/common';
import { MongoClient } from 'mongodb';

import { runCorrelated } from '../../src/correlation';
import type { BookedClaim } from '../../src/drivers/client-records/client-records';
import { MongoClientRecords } from '../../src/drivers/client-records/mongo-client-records';
import { PermanentFailure, TransientFailure, type Failure } from '../../src/failure';
import { creditorEntries } from '../harness/client-record-stores';
import { eventually } from '../harness/eventually';
import { freePort } from '../harness/free-port';
import { MongoServer } from '../harness/mongo-server';
import { unguarded } from '../harness/unguarded';

const IMPATIENT =
  'serverSelectionTimeoutMS=1400&socketTimeoutMS=300&connectTimeoutMS=300&heartbeatFrequencyMS=500';
const CLAIM: BookedClaim = {
  inquiryId: 'INQ-1',
  clientId: 'KL-1',
  creditorName: 'Musterbank',
  cents: 123_456,
  currency: 'EUR',
  emailId: '0197a000-0000-7000-8000-000000000001',
  statedAt: null,
  booking: 1,
};

describe('MongoClientRecords', () => {
  let server: MongoServer;
  let records: MongoClientRecords;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await MongoServer.start();
  });
  beforeEach(() => {
    server.clear();
    records = unguarded(new MongoClientRecords(server.url(IMPATIENT)));
  });
  afterEach(() => records.onApplicationShutdown());
  afterAll(() => server.stop());

  const updates = () => server.received.filter((command) => 'update' in command);
  const failureOf = (claim = CLAIM) =>
    records.applyClaim(claim).then(
      () => Promise.reject(new Error('it was applied')),
      (error: Failure) => error,
    );
  const applied = async () => {
    const entries = await creditorEntries(server.url(), 'KL-1');
    return entries.map(({ booking }) => booking);
  };

  it('writes with the concern of the majority, retryably, and with the correlation id as comment', async () => {
    await runCorrelated({ correlationId: 'correlation-1' }, () => records.applyClaim(CLAIM));
    expect(updates()).toEqual([
      expect.objectContaining({
        comment: 'correlation-1',
        writeConcern: { w: 'majority' },
        txnNumber: expect.anything(),
        $db: 'office',
      }),
    ]);
  });

  it.each(['drop', 'acknowledgement_lost'] as const)(
    'applies once where the connection breaks: %s',
    async (kind) => {
      server.fail('update', { kind });
      await records.applyClaim(CLAIM);
      expect(updates()).toHaveLength(2);
      expect(await applied()).toEqual([1]);
    },
  );

  it('applies once where no acknowledgement came at all and the mail is tried again', async () => {
    server.fail('update', { kind: 'acknowledgement_lost' }, 2);
    expect(await failureOf()).toBeInstanceOf(TransientFailure);
    await records.applyClaim(CLAIM);
    expect(await applied()).toEqual([1]);
  });

  it('waits for a server that is slow', async () => {
    server.fail('update', { kind: 'slow', delayMs: 100 });
    await records.applyClaim(CLAIM);
    expect(updates()).toHaveLength(1);
  });

  it('does not wait for ever for a server that hangs', async () => {
    server.fail('update', { kind: 'hang' }, 5);
    expect(await failureOf()).toMatchObject({ code: 'client_records_unavailable' });
  });

  it.each([
    ['not the primary', 10107],
    ['shutting down', 91],
    ['no majority in time', 64],
    ['an error that nobody knows', 999_999],
  ])('fails for now: %s', async (_name, code) => {
    server.fail('update', { kind: 'error', code }, 5);
    const failure = await failureOf();
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure.message).not.toContain('Musterbank');
  });

  it.each([
    ['the schema forbids it', 121],
    ['the record is too large', 17_419],
    ['the list is no list', 28_651],
  ])('fails for good: %s', async (_name, code) => {
    server.fail('update', { kind: 'error', code });
    const failure = await failureOf();
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure.code).toBe('client_record_refused');
  });

  it('fails for now while the server is down, and goes on by itself when it is back', async () => {
    await records.applyClaim(CLAIM);
    await server.stop();
    const failure = await failureOf({ ...CLAIM, booking: 2 });
    await server.listen();
    expect(failure).toBeInstanceOf(TransientFailure);
    await eventually(() => records.applyClaim({ ...CLAIM, booking: 2 }));
    expect(await applied()).toEqual([2]);
  });

  it('goes on by itself where the server was away at the first question', async () => {
    await server.stop();
    const patient = unguarded(
      new MongoClientRecords(server.url('serverSelectionTimeoutMS=2000&heartbeatFrequencyMS=500')),
    );
    await expect(patient.answer()).rejects.toThrow(/MONGODB_URL/);
    await expect(patient.applyClaim(CLAIM)).rejects.toThrow(TransientFailure);
    await server.listen();
    await patient.applyClaim(CLAIM);
    await patient.answer();
    await patient.onApplicationShutdown();
    expect(await applied()).toEqual([1]);
  });

  it('adds to a record that the office keeps already, and touches nothing else in it', async () => {
    const client = await MongoClient.connect(server.url());
    const clients = client.db().collection('clients');
    await clients.insertOne({
      client_id: 'KL-1',
      note: 'kept',
      final_creditor_list: [{ creditor_name: 'By hand' }],
    });
    await records.applyClaim(CLAIM);
    expect(await clients.find({}).toArray()).toEqual([
      {
        _id: expect.anything(),
        client_id: 'KL-1',
        note: 'kept',
        updated_at: expect.any(Date),
        final_creditor_list: [{ creditor_name: 'By hand' }, expect.objectContaining({ inquiry_id: 'INQ-1' })],
      },
    ]);
    await client.close();
  });

  describe('indexes', () => {
    const indexes = () => server.received.filter((command) => 'createIndexes' in command);

    it('are made when health is asked for the first time, as it is at the start', async () => {
      await records.answer();
      await records.answer();
      expect(indexes()).toHaveLength(1);
      expect(indexes()[0].indexes).toContainEqual(
        expect.objectContaining({ key: { client_id: 1 }, unique: true }),
      );
    });

    it('are made when the server is there, where it was away at the start', async () => {
      server.fail('createIndexes', { kind: 'error', code: 91 }, 2);
      await expect(records.answer()).rejects.toThrow('(91)');
      server.clear();
      await records.applyClaim(CLAIM);
      await eventually(() => expect(indexes()).toHaveLength(1));
    });
  });

  describe('health', () => {
    const remedyOf = async (url: string) => {
      const asked = new MongoClientRecords(url);
      try {
        await asked.answer();
        return 'healthy';
      } catch (error) {
        return (error as Error).message;
      } finally {
        await asked.onApplicationShutdown();
      }
    };

    it('tells the database where it answers', async () => {
      expect(await records.answer()).toEqual({ database: 'office' });
    });

    it.each([
      [
        'the user',
        () => server.url(`authMechanism=SCRAM-SHA-256&${IMPATIENT}`).replace('//', '//app:secret-word@'),
        /user, password/,
      ],
      ['TLS', () => server.url(`tls=true&${IMPATIENT}`), /TLS/],
    ])('names %s where that is what is wrong', async (_name, url, remedy) => {
      const told = await remedyOf(url());
      expect(told).toMatch(remedy);
      expect(told).not.toContain('secret-word');
    });

    it('names the missing right to write', async () => {
      server.fail('createIndexes', { kind: 'error', code: 13 });
      expect(await remedyOf(server.url(IMPATIENT))).toContain('grant readWrite');
    });

    it('names the address where nobody answers', async () => {
      const url = `mongodb://127.0.0.1:${await freePort()}/office?${IMPATIENT}`;
      expect(await remedyOf(url)).toMatch(/ECONNREFUSED.*MONGODB_URL/);
    });

    it('does not hang with the server', async () => {
      server.fail('ping', { kind: 'hang' });
      expect(await remedyOf(server.url())).toContain('MONGODB_URL');
    });
  });

  it('refuses a URL that it cannot use, without quoting it', () => {
    expect(() => new MongoClientRecords('mongodb://app:secret-word@host/office?nonsense=1')).toThrow(
      /^MONGODB_URL cannot be used \(\w+\)/,
    );
  });
});
