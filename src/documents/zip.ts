import type { DocumentReading, DocumentRequest, EnclosedFile } from './document-reading';
import { ArchiveBomb, ArchiveLocked, ZipArchive } from './zip-archive';

const MAX_FILES = 50;
const MAX_INFLATED = 32 * 1024 * 1024;
/** What Macs and Windows put into archives beside the files that the user put there. */
const BY_SYSTEM = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;

/** Opens an archive: its files come out to be read in their turn. What cannot be opened leaves the others readable. */
export async function readZip(request: DocumentRequest): Promise<DocumentReading> {
  const archive = await ZipArchive.open(request.bytes, MAX_INFLATED);
  const names = archive.names.filter((name) => !BY_SYSTEM.test(name));
  const files: EnclosedFile[] = [];
  const locked: string[] = [];
  const broken: string[] = [];
  let bomb: string | null = null;
  for (const name of names.slice(0, MAX_FILES)) {
    try {
      files.push({ name, mediaType: null, bytes: await archive.bytes(name), role: 'file' });
    } catch (error) {
      if (error instanceof ArchiveLocked) locked.push(name);
      else if (!(error instanceof ArchiveBomb)) broken.push(name);
      else bomb = error.message;
    }
    if (bomb !== null) break;
  }
  if (names.length > MAX_FILES) bomb ??= `Only the first ${MAX_FILES} files of the archive were read.`;
  const opened = { pages: [], files };
  if (bomb !== null) return { outcome: 'too_large', detail: bomb, ...opened };
  if (locked.length > 0)
    return { outcome: 'encrypted', detail: 'The ZIP archive asks for a password.', ...opened };
  if (broken.length > 0) return { outcome: 'broken', detail: 'The ZIP archive is damaged.', ...opened };
  if (names.length === 0) return { outcome: 'unread', detail: 'The ZIP archive is empty.', ...opened };
  return { outcome: 'read', ...opened };
}
