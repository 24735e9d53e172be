import { deserialize, serialize, type Document } from 'bson';

/** A command as it came over the wire. */
export interface WireMessage {
  requestId: number;
  opCode: number;
  command: Document;
}

const HEADER_BYTES = 16;
const OP_REPLY = 1;
/** The handshake of drivers that do not know yet whom they speak to. */
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;

/** Cuts a stream of bytes into MongoDB's messages (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/). */
export class MessageReader {
  private pending = Buffer.alloc(0);

  read(bytes: Buffer): WireMessage[] {
    this.pending = Buffer.concat([this.pending, bytes]);
    const messages: WireMessage[] = [];
    while (this.pending.length >= 4 && this.pending.length >= this.pending.readInt32LE(0)) {
      const length = this.pending.readInt32LE(0);
      messages.push(messageOf(this.pending.subarray(0, length)));
      this.pending = this.pending.subarray(length);
    }
    return messages;
  }
}

/** The answer to a message, in the form in which it was asked. */
export function reply(to: WireMessage, result: Document): Buffer {
  const document = Buffer.from(serialize(result));
  const isQuery = to.opCode === OP_QUERY;
  const body = isQuery ? Buffer.alloc(20) : Buffer.alloc(5);
  if (isQuery) body.writeInt32LE(1, 16); // one document
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + body.length + document.length, 0);
  header.writeInt32LE(to.requestId, 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, body, document]);
}

function messageOf(bytes: Buffer): WireMessage {
  const opCode = bytes.readInt32LE(12);
  const command = opCode === OP_QUERY ? queryOf(bytes) : sectionsOf(bytes);
  return { requestId: bytes.readInt32LE(4), opCode, command };
}

/** Flags, the collection's name, skip and limit, then the command. */
function queryOf(bytes: Buffer): Document {
  const nameEnd = bytes.indexOf(0, HEADER_BYTES + 4);
  return deserialize(bytes.subarray(nameEnd + 1 + 8));
}

/** Section 0 is the command; sections of kind 1 are its arguments that are lists of documents. */
function sectionsOf(bytes: Buffer): Document {
  const hasChecksum = (bytes.readUInt32LE(HEADER_BYTES) & CHECKSUM_PRESENT) !== 0;
  const end = bytes.length - (hasChecksum ? 4 : 0);
  let command: Document = {};
  const lists: Document = {};
  for (let at = HEADER_BYTES + 4; at < end;) {
    const kind = bytes[at];
    const size = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + size);
    if (kind === 0) command = deserialize(section);
    else {
      const nameEnd = section.indexOf(0, 4);
      lists[section.toString('utf8', 4, nameEnd)] = documentsOf(section.subarray(nameEnd + 1));
    }
    at += 1 + size;
  }
  return { ...command, ...lists };
}

function documentsOf(bytes: Buffer): Document[] {
  const documents: Document[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at)) {
    documents.push(deserialize(bytes.subarray(at, at + bytes.readInt32LE(at))));
  }
  return documents;
}
