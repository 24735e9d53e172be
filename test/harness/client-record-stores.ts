import { MongoClient } from 'mongodb';

import type { ClientRecords, CreditorEntry } from '../../src/drivers/client-records/client-records';
import { MongoClientRecords } from '../../src/drivers/client-records/mongo-client-records';
import { PostgresClientRecords } from '../../src/drivers/client-records/postgres-client-records';
import { MailDatabase } from './mail-database';
import { MongoServer } from './mongo-server';
import { unguarded } from './unguarded';

/** An adapter of the client records, and a look at what it wrote past it. */
export interface ClientRecordStore {
  records: ClientRecords;
  /** The entries of a client's record, in the order of their inquiries. */
  entriesOf(clientId: string): Promise<CreditorEntry[]>;
  close(): Promise<void>;
}

/** Every adapter that can be had here; `MONGODB_URL` adds a MongoDB of flesh and blood. */
export const CLIENT_RECORD_STORES: { name: string; open: () => Promise<ClientRecordStore> }[] = [
  { name: 'PostgreSQL', open: onPostgres },
  { name: 'the wire double of MongoDB', open: onDouble },
  ...(process.env.MONGODB_URL
    ? [{ name: 'MongoDB', open: () => onMongo(process.env.MONGODB_URL ?? '') }]
    : []),
];

async function onPostgres(): Promise<ClientRecordStore> {
  const database = await MailDatabase.open();
  const entriesOf = async (clientId: string) => {
    const rows = await database.source.query<{ list: Record<string, CreditorEntry> }[]>(
      'SELECT final_creditor_list AS list FROM client_records WHERE client_id = $1',
      [clientId],
    );
    return inOrder(Object.values(rows[0]?.list ?? {}));
  };
  return {
    records: new PostgresClientRecords(database.statements),
    entriesOf,
    close: () => database.close(),
  };
}

async function onDouble(): Promise<ClientRecordStore> {
  const server = await MongoServer.start();
  const store = await onMongo(server.url());
  return { ...store, close: () => store.close().then(() => server.stop()) };
}

async function onMongo(url: string): Promise<ClientRecordStore> {
  const records = unguarded(new MongoClientRecords(url));
  return {
    records,
    entriesOf: (clientId) => creditorEntries(url, clientId),
    close: () => records.onApplicationShutdown(),
  };
}

/** The entries that a MongoDB has for a client. */
export async function creditorEntries(url: string, clientId: string): Promise<CreditorEntry[]> {
  const client = await MongoClient.connect(url);
  try {
    const found = await client.db().collection('clients').find({ client_id: clientId }).toArray();
    expect(found.length).toBeLessThan(2);
    return inOrder((found[0]?.final_creditor_list as CreditorEntry[]) ?? []);
  } finally {
    await client.close();
  }
}

function inOrder(entries: CreditorEntry[]): CreditorEntry[] {
  return entries.toSorted((left, right) => (left.inquiry_id < right.inquiry_id ? -1 : 1));
}
