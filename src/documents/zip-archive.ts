import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';

/** The archive is built to exhaust whoever opens it. The message is a sentence for staff. */
export class ArchiveBomb extends Error {}

/** The member, or all of the archive, asks for a password. */
export class ArchiveLocked extends Error {}

/** Bytes that an archive may inflate to, all members together, and how many members it may list. */
const MAX_INFLATED = 64 * 1024 * 1024;
const MAX_MEMBERS = 2_000;

/**
 * The members of a ZIP archive, inflated in memory and counted as they come: what the archive says of its sizes is not
 * believed. Names are keys and nothing else; no file is ever written.
 */
export class ZipArchive {
  private inflated = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly maxInflated: number,
  ) {}

  /** @throws ArchiveBomb where it lists too many members; any other error means that it is broken. */
  static async open(bytes: Uint8Array, maxInflated = MAX_INFLATED): Promise<ZipArchive> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Names are decoded here: the library would refuse the whole archive for one that points out of it.
    const zip = await fromBufferPromise(buffer, { decodeStrings: false, validateEntrySizes: false });
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= MAX_MEMBERS)
        throw new ArchiveBomb(`The archive has more than ${MAX_MEMBERS} members.`);
      entries.set(nameOf(entry), entry);
    }
    return new ZipArchive(zip, entries, maxInflated);
  }

  /** Names of all files in it, in their order. */
  get names(): string[] {
    return [...this.entries.keys()].filter((name) => !name.endsWith('/'));
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * The content of a member, piece by piece; nothing where there is no such member.
   * @throws ArchiveBomb, ArchiveLocked; any other error means that the member is broken.
   */
  async *chunks(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) return;
    if (entry.isEncrypted()) throw new ArchiveLocked(name);
    for await (const chunk of await this.zip.openReadStreamPromise(entry)) {
      const bytes = chunk as Buffer;
      this.inflated += bytes.length;
      if (this.inflated > this.maxInflated) {
        throw new ArchiveBomb(`The file unpacks to more than ${this.maxInflated / 1024 / 1024} MB.`);
      }
      yield bytes;
    }
  }

  async bytes(name: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(name)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

function nameOf(entry: Entry): string {
  // With decodeStrings off the typings still say string.
  const raw = (entry as unknown as { fileNameRaw: Buffer }).fileNameRaw;
  return getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false);
}
