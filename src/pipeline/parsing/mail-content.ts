import { PermanentFailure } from '../../failure';
import type { DocumentReaders } from '../../documents/document-readers';
import type { AttachmentReading, MailFlag, Picture, Standing, TextBlock } from '../stages/parse';
import type { DocumentPage, EnclosedFile, Recognition } from '../../documents/document-reading';
import { type MimePart, partsOf } from '../../documents/mime/mime-part';
import type { MimeReading } from '../../documents/mime/mime-reader';
import { readAttachment, type ReadAttachment } from './attachment-reader';
import { type HtmlReader, readBody } from './body-reader';
import { type BodyText, sortParts } from './body-parts';
import { says } from './body-choice';
import { FileNames } from './file-name';
import { type MailHeaders, readHeaders } from './mail-headers';
import { MailScans } from './mail-scans';
import { mediaKindOf, type MediaKind } from './media-kind';
import { pictureOf } from './picture';
import { wholeBlock } from './text-blocks';
import { visibleLine, visibleText } from './visible-characters';

const MAX_ENCLOSURE_DEPTH = 3;
const MAX_ENCLOSURES = 20;
/** An archive in an archive is opened, one more is not. */
const MAX_CONTAINER_DEPTH = 2;
const MAX_ATTACHMENTS = 200;
/** What all archives of a mail may unpack to, in bytes. */
const MAX_UNPACKED = 64 * 1024 * 1024;
/** For all documents of a mail, and for one of them, in milliseconds. */
const DOCUMENT_TIME_MS = 60_000;
const SINGLE_DOCUMENT_TIME_MS = 10_000;

/** Where in the mail the reading is: enclosed messages are earlier correspondence and prefix their sources. */
interface Level {
  prefix: string;
  depth: number;
  names: FileNames;
  /** Archives around the part, as in `paket.zip/`; empty where it hangs on the mail itself. */
  folder: string;
  containers: number;
}

/** All that a mail holds below its headers, gathered part by part, enclosed messages included. Reads one mail. */
export class MailContent {
  readonly blocks: TextBlock[] = [];
  readonly hidden: TextBlock[] = [];
  readonly attachments: AttachmentReading[] = [];
  readonly pictures: Picture[] = [];
  readonly flags = new Set<MailFlag>();
  private readonly scans: MailScans;
  private enclosures = 0;
  private documentTime = DOCUMENT_TIME_MS;
  private unpacked = 0;

  constructor(
    private readonly documents: DocumentReaders,
    private readonly signal: AbortSignal,
  ) {
    this.scans = new MailScans(documents.scans, signal);
  }

  private readonly readHtml: HtmlReader = (source) =>
    this.documents.readHtml(source, this.signal, this.mayDefer);

  /** What a mail has got once, it does not wait for again. */
  private get mayDefer(): boolean {
    return this.documentTime === DOCUMENT_TIME_MS && !this.scans.haveBegun;
  }

  async read(mime: MimeReading, headers: MailHeaders): Promise<this> {
    try {
      await this.readLevel(mime, headers, levelOf('', 0));
      return this;
    } finally {
      this.scans.close();
    }
  }

  private async readLevel(mime: MimeReading, headers: MailHeaders, level: Level): Promise<void> {
    if (mime.damaged) this.flags.add('mime_damaged');
    if (mime.dropped) this.flags.add('parts_dropped');
    if (mime.headersRepaired || headers.repaired) this.flags.add('charset_repaired');
    this.add(level, wholeBlock('subject', 'current', headers.subject));
    const sorted = sortParts(mime.root);
    const shownContentIds = await this.readTexts(sorted.texts, 'body', level);
    for (const part of sorted.attachments) await this.readPart(part, shownContentIds, level);
  }

  private async readTexts(texts: readonly BodyText[], source: string, level: Level): Promise<Set<string>> {
    const shown = new Set<string>();
    for (const text of texts) {
      const body = await readBody(text, source, this.readHtml);
      this.add(level, body.blocks);
      this.conceal(level, body.hidden);
      body.flags.forEach((flag) => this.flags.add(flag));
      body.shownContentIds.forEach((id) => shown.add(id));
      if (body.unreadable === undefined) continue;
      const size = text.html?.content.length ?? 0;
      const filename = level.names.claim(null, 'body.html');
      this.attachments.push({
        filename,
        mediaType: 'text/html',
        size,
        outcome: 'too_large',
        detail: body.unreadable,
      });
    }
    return shown;
  }

  private async readPart(part: MimePart, shownContentIds: ReadonlySet<string>, level: Level): Promise<void> {
    this.signal.throwIfAborted();
    const kind = mediaKindOf(part);
    const fallback = `attachment-${this.attachments.length + 1}${FALLBACK_EXTENSION[kind] ?? ''}`;
    const filename = level.folder + level.names.claim(part.filename, fallback);
    const listed: AttachmentReading = {
      filename,
      mediaType: part.mediaType,
      size: part.content.length,
      outcome: 'read',
    };
    this.attachments.push(listed);
    if (kind === 'message') {
      Object.assign(listed, await this.readEnclosure(part, level));
      return;
    }
    if (CONTAINERS.has(kind) && level.containers >= MAX_CONTAINER_DEPTH) {
      Object.assign(listed, TOO_DEEP);
      return;
    }
    const timeLeft = () => Math.min(this.documentTime, SINGLE_DOCUMENT_TIME_MS);
    const { documents, scans, signal, mayDefer } = this;
    const context = { documents, scans, signal, timeLeft, mayDefer, shownContentIds };
    const reading = await readAttachment(kind, part, context);
    this.documentTime -= reading.ms ?? 0;
    listed.outcome = reading.outcome;
    if (reading.detail !== undefined) listed.detail = reading.detail;
    const ocrPages = reading.pages?.filter((page) => page.recognition).length ?? 0;
    if (ocrPages > 0) listed.ocrPages = ocrPages;
    const picture = pictureOf(part, kind, reading, `${level.prefix}attachment:${filename}`);
    if (picture) this.pictures.push(picture);
    this.addPages(reading, `attachment:${filename}`, level);
    await this.readFiles(reading.files ?? [], filename, level);
  }

  /** What came out of an attachment is read as if it hung on the mail, and named by its way. */
  private async readFiles(files: readonly EnclosedFile[], container: string, outer: Level): Promise<void> {
    if (files.length > 0 && outer.containers > MAX_CONTAINER_DEPTH) {
      this.flags.add('parts_dropped');
      return;
    }
    const folder = `${container}/`;
    const inner = { ...outer, names: new FileNames(), folder, containers: outer.containers + 1 };
    for (const file of files) {
      this.unpacked += file.bytes.byteLength;
      if (this.attachments.length >= MAX_ATTACHMENTS || this.unpacked > MAX_UNPACKED) {
        this.flags.add('parts_dropped');
        return;
      }
      const part = partOf(file, container);
      if (file.role === 'file') await this.readPart(part, NOTHING_SHOWN, inner);
      else if (outer.folder !== '') await this.readLetterInArchive(part, file.role, container, outer);
      else if (file.role === 'text') await this.readLetter(part, container, outer);
      else await this.readSigned(part, outer);
    }
  }

  /** The mail itself, signed as a whole. */
  private async readSigned(part: MimePart, level: Level): Promise<void> {
    const mime = await this.documents.readMime(part.content, this.signal, this.mayDefer);
    await this.readLevel(mime, readHeaders(mime.root), level);
  }

  /** The letter as Outlook wrapped it; as a rule the mail says the same in plain text. */
  private async readLetter(part: MimePart, container: string, level: Level): Promise<void> {
    const source = `attachment:${container}`;
    const text = part.mediaType === 'text/html' ? { plain: null, html: part } : { plain: part, html: null };
    const said = this.blocks.filter((block) => block.source === `${level.prefix}body`);
    const letter = await readBody(text, source, this.readHtml);
    if (!says(said, letter.blocks)) await this.readTexts([text], source, level);
  }

  /** A mail that lies in an archive is an earlier one. */
  private async readLetterInArchive(
    part: MimePart,
    role: EnclosedFile['role'],
    container: string,
    outer: Level,
  ): Promise<void> {
    const level = { ...outer, depth: outer.depth + 1 };
    if (role === 'text') await this.readLetter(part, container, level);
    else await this.readSigned(part, { ...level, prefix: `${outer.prefix}enclosed:${++this.enclosures}/` });
  }

  private addPages(reading: ReadAttachment, source: string, level: Level): void {
    for (const page of reading.pages ?? []) {
      const anchored = `${source}${anchorOf(page)}`;
      const visible = visibleText(page.text);
      this.add(level, wholeBlock(anchored, 'current', visible.text), page.recognition);
      this.conceal(
        level,
        wholeBlock(anchored, 'current', visibleText(`${page.hidden}\n${visible.smuggled}`).text),
      );
      if (visible.tampered) this.flags.add('hidden_text');
      if (page.layer !== undefined) this.flags.add('text_layer');
    }
  }

  private async readEnclosure(part: MimePart, outer: Level): Promise<ReadAttachment> {
    if (outer.depth >= MAX_ENCLOSURE_DEPTH || this.enclosures >= MAX_ENCLOSURES) {
      this.flags.add('parts_dropped');
      return {
        outcome: 'too_large',
        detail: 'Messages are enclosed in messages too deeply, or too many of them.',
      };
    }
    const prefix = `${outer.prefix}enclosed:${++this.enclosures}/`;
    try {
      const mime = await this.documents.readMime(part.content, this.signal, this.mayDefer);
      if (holdsCalendar(mime.root)) this.flags.add('calendar');
      await this.readLevel(mime, readHeaders(mime.root), {
        ...levelOf(prefix, outer.depth + 1),
        containers: outer.containers,
      });
      return { outcome: 'read' };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { outcome: 'broken', detail: 'The enclosed message could not be read.' };
    }
  }

  private add(level: Level, blocks: readonly TextBlock[], recognition?: Recognition): void {
    for (const block of blocks) {
      const standing: Standing = level.depth > 0 ? 'quoted' : block.standing;
      this.blocks.push({
        source: level.prefix + block.source,
        standing,
        text: block.text,
        ...(recognition ? { recognition } : {}),
      });
    }
  }

  private conceal(level: Level, blocks: readonly TextBlock[]): void {
    if (blocks.length > 0) this.flags.add('hidden_text');
    for (const block of blocks) this.hidden.push({ ...block, source: level.prefix + block.source });
  }
}

const FALLBACK_EXTENSION: Partial<Record<MediaKind, string>> = {
  pdf: '.pdf',
  csv: '.csv',
  text: '.txt',
  html: '.html',
  message: '.eml',
  docx: '.docx',
  xlsx: '.xlsx',
  rtf: '.rtf',
  zip: '.zip',
  signed: '.p7m',
};
const CONTAINERS = new Set<MediaKind>(['zip', 'tnef', 'signed']);
const TOO_DEEP: ReadAttachment = {
  outcome: 'too_large',
  detail: 'Archives lie in archives too deeply to be opened.',
};
const NOTHING_SHOWN: ReadonlySet<string> = new Set();

function levelOf(prefix: string, depth: number): Level {
  return { prefix, depth, names: new FileNames(), folder: '', containers: 0 };
}

function anchorOf({ number, sheet }: DocumentPage): string {
  // `#` and `:` part the pieces of a source.
  if (sheet !== undefined) return `#sheet=${visibleLine(sheet).replace(/[#:/]/g, '_')}`;
  return number === null ? '' : `#page=${number}`;
}

/** A file without a name is named by what it came out of: `brief.pdf.p7m` holds `brief.pdf`. */
function partOf({ name, mediaType, bytes }: EnclosedFile, container: string): MimePart {
  return {
    mediaType: mediaType ?? 'application/octet-stream',
    parameters: {},
    disposition: 'attachment',
    filename: name ?? container.replace(/\.p7m$/i, ''),
    contentId: null,
    headers: [],
    content: bytes,
    children: [],
  };
}

function holdsCalendar(root: MimePart): boolean {
  for (const part of partsOf(root)) if (part.mediaType === 'text/calendar') return true;
  return false;
}
