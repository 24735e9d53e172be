import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { MongoClient, type Collection, type Document, type MongoClientOptions } from 'mongodb';

import { currentCorrelation } from '../../correlation';
import { StartFailure } from '../../failure';
import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { Traced } from '../../monitoring/traced';
import { Breaker } from '../../resilience/breaker';
import { ClientRecords, creditorEntry, type BookedClaim, type CreditorEntry } from './client-records';
import { isDuplicateKey, mongoFailure, mongoRemedy } from './mongo-failure';

/** Where the URL names no database. */
const DATABASE = 'creditor_answers';
/** Health is asked for often, and answers within two seconds or not at all. */
const PROBE_TIMEOUT_MS = 1_500;
/** What the URL may set otherwise. Driver 7 has no time limit of an operation as a whole: each of its steps gets its own. */
const DEFAULTS: MongoClientOptions = {
  appName: 'creditor-answer-analysis',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 8_000,
};

interface ClientDocument {
  client_id: string;
  final_creditor_list: CreditorEntry[];
  updated_at: Date;
}

/** Client records in MongoDB: collection `clients`, one document a client, its claims in the array `final_creditor_list`. */
export class MongoClientRecords extends ClientRecords implements OnApplicationShutdown {
  readonly joinsTransaction = false;

  private readonly logger = new Logger(MongoClientRecords.name);
  private readonly client: MongoClient;
  private readonly clients: Collection<ClientDocument>;
  private preparation?: Promise<void>;
  private isPrepared = false;
  private isClosed = false;

  /** Connects at the first use. @throws StartFailure with the remedy where the URL cannot be used. */
  constructor(url: string) {
    super();
    this.client = openClient(url);
    this.clients = this.client.db(databaseOf(url)).collection<ClientDocument>('clients');
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    await this.client.close();
    await this.preparation;
  }

  @Traced()
  @Breaker('mongodb')
  async applyClaim(claim: BookedClaim): Promise<void> {
    try {
      await this.update(claim).catch((error: unknown) => {
        // Two first claims of one client at once: the document that was missing is there now.
        if (isDuplicateKey(error)) return this.update(claim);
        throw error;
      });
    } catch (error) {
      throw mongoFailure(error);
    }
    if (!this.isPrepared) this.prepareSoon();
  }

  /** Asked at the start, too: so the indexes are made then, where MongoDB is there. */
  @Probe('mongodb')
  async answer(): Promise<ProbeDetails> {
    try {
      await inTime(this.greet());
    } catch (error) {
      throw new Error(mongoRemedy(error), { cause: error });
    }
    return { database: this.clients.dbName };
  }

  private async greet(): Promise<void> {
    await this.connect();
    await this.client.db(this.clients.dbName).command({ ping: 1, comment: correlationId() });
    if (!this.isPrepared) await this.prepare();
  }

  /** Left to itself, the driver (7.9) does not connect again after a first connection that failed. Costs nothing once it stands. */
  private async connect(): Promise<void> {
    if (!this.isClosed) await this.client.connect();
  }

  /** One atomic operation: what it would replace is compared where it stands. */
  private async update(claim: BookedClaim): Promise<void> {
    await this.connect();
    await this.clients.updateOne({ client_id: claim.clientId }, withClaim(claim), {
      upsert: true,
      comment: correlationId(),
    });
  }

  private prepareSoon(): void {
    this.preparation = this.prepare().catch((error: unknown) => {
      if (!this.isClosed) this.logger.warn(mongoRemedy(error));
    });
  }

  private async prepare(): Promise<void> {
    await this.connect();
    await this.clients.createIndexes(
      [
        { key: { client_id: 1 }, name: 'client_id', unique: true },
        // "Which record did this mail change?"
        { key: { 'final_creditor_list.updated_by_email_id': 1 }, name: 'updated_by_email_id' },
      ],
      { comment: correlationId() },
    );
    this.isPrepared = true;
  }
}

/** Stands in the profiler and the log of MongoDB beside the command. */
function correlationId(): string {
  return currentCorrelation().correlationId;
}

/** Not by a signal, which would break off a first connection that others wait for as well. */
async function inTime(work: Promise<void>): Promise<void> {
  const late = sleep(PROBE_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw Object.assign(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`), { code: 'no answer in time' });
  });
  await Promise.race([work, late]);
}

/** Replaces the inquiry's entry where it is older, adds it where there is none, and leaves the document alone otherwise. */
function withClaim(claim: BookedClaim): Document[] {
  const entry = { $literal: creditorEntry(claim) }; // a name that begins with $ is text, not a field
  const list = { $ifNull: ['$final_creditor_list', []] };
  const isOfInquiry = { $eq: ['$$entry.inquiry_id', { $literal: claim.inquiryId }] };
  const standing = { $filter: { input: list, as: 'entry', cond: isOfInquiry } };
  const isOverdue = { $allElementsTrue: [bookingsBelow(standing, claim.booking)] };
  const replaced = { $map: { input: list, as: 'entry', in: { $cond: [isOfInquiry, entry, '$$entry'] } } };
  const added = { $concatArrays: [list, [entry]] };
  const next = { $cond: [{ $eq: [standing, []] }, added, replaced] };
  return [
    {
      $set: {
        _id: { $ifNull: ['$_id', { $literal: claim.clientId }] },
        updated_at: { $cond: [isOverdue, '$$NOW', '$updated_at'] },
        final_creditor_list: { $cond: [isOverdue, next, list] },
      },
    },
  ];
}

function bookingsBelow(entries: Document, booking: number): Document {
  const isBelow = { $lt: [{ $ifNull: ['$$entry.booking', 0] }, { $literal: booking }] };
  return { $map: { input: entries, as: 'entry', in: isBelow } };
}

/** Never with the driver's message where it cannot read the URL: that quotes the password. */
function openClient(url: string): MongoClient {
  try {
    const defaults = Object.entries(DEFAULTS).filter(([name]) => !new RegExp(`[?&]${name}=`, 'i').test(url));
    return new MongoClient(url, {
      ...Object.fromEntries(defaults),
      retryWrites: true,
      writeConcern: { w: 'majority' },
    });
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'unknown';
    throw new StartFailure(
      `MONGODB_URL cannot be used (${kind}): it must be mongodb://user:password@host/database`,
    );
  }
}

function databaseOf(url: string): string {
  const path = /^[^/]+\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
  return path ? decodeURIComponent(path) : DATABASE;
}
