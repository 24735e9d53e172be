import { EJSON, Long, ObjectId, type Document } from 'bson';
import { aggregate, find, updateOne } from 'mingo';

interface Collection {
  documents: Document[];
  /** Paths whose values are unique; `_id` always is. */
  uniquePaths: Set<string>;
}

const DUPLICATE_KEY = 11000;

/** Carries commands out on documents in memory, each whole before the next. A write that is tried again is answered as the first time. */
export class MongoCommands {
  private readonly collections = new Map<string, Collection>();
  private readonly answered = new Map<string, Document>();

  clear(): void {
    this.collections.clear();
    this.answered.clear();
  }

  /** @param address  of the server, as `hello` tells it. */
  run(command: Document, address: string): Document {
    const [name] = Object.keys(command);
    const attempt = attemptOf(command);
    const earlier = attempt && this.answered.get(attempt);
    if (earlier) return earlier;
    const result = this.carryOut(name, command, address);
    if (attempt && result.ok === 1) this.answered.set(attempt, result);
    return result;
  }

  private carryOut(name: string, command: Document, address: string): Document {
    switch (name) {
      case 'hello':
      case 'isMaster':
      case 'ismaster':
        return hello(address);
      case 'ping':
      case 'endSessions':
      case 'killCursors':
        return { ok: 1 };
      case 'saslStart':
        return { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
      case 'createIndexes':
        return this.createIndexes(command);
      case 'insert':
        return this.insert(command);
      case 'update':
        return this.update(command);
      case 'find':
        return cursor(command, find(this.of(command).documents, command.filter as Document).all());
      case 'aggregate':
        return cursor(command, aggregate(this.of(command).documents, command.pipeline as Document[]));
      default:
        return { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: `no such command: ${name}` };
    }
  }

  private createIndexes(command: Document): Document {
    const { uniquePaths } = this.of(command);
    for (const index of command.indexes as Document[]) {
      if (index.unique) uniquePaths.add(Object.keys(index.key as Document).join());
    }
    return { ok: 1 };
  }

  private insert(command: Document): Document {
    const writeErrors: Document[] = [];
    let n = 0;
    for (const [index, document] of (command.documents as Document[]).entries()) {
      const error = this.add(this.of(command), document);
      if (error) writeErrors.push({ index, ...error });
      else n++;
    }
    return { ok: 1, n, ...(writeErrors.length > 0 && { writeErrors }) };
  }

  private update(command: Document): Document {
    const result = { ok: 1, n: 0, nModified: 0, upserted: [] as Document[], writeErrors: [] as Document[] };
    for (const [index, { q, u, upsert }] of (command.updates as Document[]).entries()) {
      const collection = this.of(command);
      const found = find(collection.documents, q as Document).all() as Document[];
      if (found.length > 0) {
        const before = EJSON.stringify(found[0]);
        const at = collection.documents.indexOf(found[0]);
        collection.documents[at] = changed(found[0], u as Document);
        result.n++;
        if (EJSON.stringify(collection.documents[at]) !== before) result.nModified++;
      } else if (upsert) {
        const document = changed({ ...(q as Document) }, u as Document);
        const error = this.add(collection, document);
        if (error) result.writeErrors.push({ index, ...error });
        else result.upserted.push({ index, _id: document._id as unknown });
        if (!error) result.n++;
      }
    }
    const { upserted, writeErrors, ...counts } = result;
    return {
      ...counts,
      ...(upserted.length > 0 && { upserted }),
      ...(writeErrors.length > 0 && { writeErrors }),
    };
  }

  /** @returns the write error of a key that is there already. */
  private add(collection: Collection, document: Document): Document | null {
    document._id ??= new ObjectId();
    for (const path of ['_id', ...collection.uniquePaths]) {
      if (
        collection.documents.some((other) => EJSON.stringify(other[path]) === EJSON.stringify(document[path]))
      )
        return { code: DUPLICATE_KEY, errmsg: `E11000 duplicate key error index: ${path}` };
    }
    collection.documents.push(document);
    return null;
  }

  private of(command: Document): Collection {
    const key = `${String(command.$db)}.${String(Object.values(command)[0])}`;
    const collection = this.collections.get(key) ?? { documents: [], uniquePaths: new Set<string>() };
    this.collections.set(key, collection);
    return collection;
  }
}

function changed(document: Document, update: Document): Document {
  const copy = [{ ...document }];
  updateOne(copy, {}, update);
  return copy[0];
}

/** What makes a retryable write the same: session and number. */
function attemptOf({ lsid, txnNumber }: Document): string | null {
  return txnNumber === undefined
    ? null
    : EJSON.stringify({ lsid: lsid as unknown, txnNumber: txnNumber as unknown });
}

function cursor(command: Document, firstBatch: Document[]): Document {
  const ns = `${String(command.$db)}.${String(Object.values(command)[0])}`;
  return { ok: 1, cursor: { firstBatch, id: Long.ZERO, ns } };
}

function hello(address: string): Document {
  return {
    ok: 1,
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    setName: 'rs0',
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: 1,
    minWireVersion: 0,
    maxWireVersion: 25,
    readOnly: false,
  };
}
