import { PermanentFailure } from '../../failure';
import type { DocumentReaders } from '../../documents/document-readers';
import type { AttachmentReading, MailFlag, Picture, Standing, TextBlock } from '../stages/parse';
import { readAttachment, type ReadAttachment } from './attachment-reader';
import { readBody } from './body-reader';
import { sortParts } from './body-parts';
import { FileNames } from './file-name';
import { type MailHeaders, readHeaders } from './mail-headers';
import { mediaKindOf, type MediaKind } from './media-kind';
import { pictureOf } from './picture';
import { partsOf, type MimePart } from './mime-part';
import { type MimeReading, readMime } from './mime-reader';
import { wholeBlock } from './text-blocks';
import { visibleText } from './visible-characters';

const MAX_ENCLOSURE_DEPTH = 3;
const MAX_ENCLOSURES = 20;
/** For all documents of a mail, and for one of them, in milliseconds. */
const DOCUMENT_TIME_MS = 60_000;
const SINGLE_DOCUMENT_TIME_MS = 10_000;

/** Where in the mail the reading is: enclosed messages are earlier correspondence and prefix their sources. */
interface Level {
  prefix: string;
  depth: number;
  names: FileNames;
}

/** All that a mail holds below its headers, gathered part by part, enclosed messages included. Reads one mail. */
export class MailContent {
  readonly blocks: TextBlock[] = [];
  readonly hidden: TextBlock[] = [];
  readonly attachments: AttachmentReading[] = [];
  readonly pictures: Picture[] = [];
  readonly flags = new Set<MailFlag>();
  private enclosures = 0;
  private documentTime = DOCUMENT_TIME_MS;

  constructor(
    private readonly documents: DocumentReaders,
    private readonly signal: AbortSignal,
  ) {}

  async read(mime: MimeReading, headers: MailHeaders): Promise<this> {
    await this.readLevel(mime, headers, { prefix: '', depth: 0, names: new FileNames() });
    return this;
  }

  private async readLevel(mime: MimeReading, headers: MailHeaders, level: Level): Promise<void> {
    if (mime.damaged) this.flags.add('mime_damaged');
    if (mime.dropped) this.flags.add('parts_dropped');
    if (mime.headersRepaired || headers.repaired) this.flags.add('charset_repaired');
    this.add(level, wholeBlock('subject', 'current', headers.subject));
    const sorted = sortParts(mime.root);
    const shownContentIds = this.readTexts(sorted.texts, level);
    for (const part of sorted.attachments) await this.readPart(part, shownContentIds, level);
  }

  private readTexts(texts: ReturnType<typeof sortParts>['texts'], level: Level): Set<string> {
    const shown = new Set<string>();
    for (const text of texts) {
      const body = readBody(text, 'body');
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
    const filename = level.names.claim(
      part.filename,
      `attachment-${this.attachments.length + 1}${FALLBACK_EXTENSION[kind] ?? ''}`,
    );
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
    const started = performance.now();
    const timeLeft = () => Math.min(this.documentTime, SINGLE_DOCUMENT_TIME_MS);
    const { documents, signal } = this;
    const reading = await readAttachment(kind, part, { documents, signal, timeLeft, shownContentIds });
    this.documentTime -= performance.now() - started;
    listed.outcome = reading.outcome;
    if (reading.detail !== undefined) listed.detail = reading.detail;
    const picture = pictureOf(part, kind, reading, `${level.prefix}attachment:${filename}`);
    if (picture) this.pictures.push(picture);
    this.addPages(reading, `attachment:${filename}`, level);
  }

  private addPages(reading: ReadAttachment, source: string, level: Level): void {
    for (const page of reading.pages ?? []) {
      const anchored = page.number === null ? source : `${source}#page=${page.number}`;
      const visible = visibleText(page.text);
      this.add(level, wholeBlock(anchored, 'current', visible.text));
      this.conceal(
        level,
        wholeBlock(anchored, 'current', visibleText(`${page.hidden}\n${visible.smuggled}`).text),
      );
      if (visible.tampered) this.flags.add('hidden_text');
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
      const mime = await readMime(part.content);
      if (holdsCalendar(mime.root)) this.flags.add('calendar');
      await this.readLevel(mime, readHeaders(mime.root), {
        prefix,
        depth: outer.depth + 1,
        names: new FileNames(),
      });
      return { outcome: 'read' };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { outcome: 'broken', detail: 'The enclosed message could not be read.' };
    }
  }

  private add(level: Level, blocks: readonly TextBlock[]): void {
    for (const block of blocks) {
      const standing: Standing = level.depth > 0 ? 'quoted' : block.standing;
      this.blocks.push({ source: level.prefix + block.source, standing, text: block.text });
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
};

function holdsCalendar(root: MimePart): boolean {
  for (const part of partsOf(root)) if (part.mediaType === 'text/calendar') return true;
  return false;
}
