import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, and what the archive shall say of it other than the truth. */
export interface ZipMember {
  name: string;
  content: Buffer | string;
  /** Kept as it is instead of deflated. */
  stored?: boolean;
  encrypted?: boolean;
  /** In place of the true size. */
  declaredSize?: number;
}

/** A ZIP archive, built byte by byte so that it can also lie. */
export function zipFile(...members: ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const content = Buffer.from(member.content);
    const packed = member.stored ? content : deflateRawSync(content);
    const common = commonHeader(member, name, content, packed);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const trailer = Buffer.alloc(14);
    trailer.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, trailer, name]));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}

/** From the version needed to the length of the extra field: alike before the file and in the directory. */
function commonHeader(member: ZipMember, name: Buffer, content: Buffer, packed: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(member.encrypted ? 1 : 0x800, 2);
  header.writeUInt16LE(member.stored ? 0 : 8, 4);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(member.declaredSize ?? content.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}
