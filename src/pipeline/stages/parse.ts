import { Injectable } from '@nestjs/common';

import { DocumentReaders } from '../../documents/document-readers';
import type { Recognition } from '../../documents/document-reading';
import type { PictureType } from '../../drivers/model/claude';
import { MailContent } from '../parsing/mail-content';
import { readHeaders } from '../parsing/mail-headers';
import { restsOnQuotes } from '../parsing/quoted-only';
import { senderSigns } from '../parsing/sender-signs';

/** A mailbox of a header. `domain` is lower-case, without the leading `@`; empty where the address has none. */
export interface Mailbox {
  name: string;
  address: string;
  domain: string;
}

/**
 * Where a block stands in the mail. Only `current` is the sender's present statement; `quoted` is earlier
 * correspondence, `signature` and `boilerplate` (disclaimers, footers) say nothing of the claim.
 */
export type Standing = 'current' | 'quoted' | 'signature' | 'boilerplate';

/** A run of text with its origin. */
export interface TextBlock {
  /** `subject`, `body`, `attachment:saldo.pdf#page=2`, `attachment:liste.xlsx#sheet=Saldo`, `attachment:paket.zip/brief.docx`, `enclosed:1/body` … */
  source: string;
  standing: Standing;
  /** NFC; `\n` line ends; cells of a table row parted by `\t`; no-break blanks as blanks; hidden text and zero-width characters taken out. */
  text: string;
  /** Set where the text was recognised in an image. */
  recognition?: Recognition;
}

/** What became of an attachment. */
export interface AttachmentReading {
  filename: string;
  mediaType: string;
  /** Bytes after transfer decoding. */
  size: number;
  /**
   * `read`: its text is among the blocks. `unread`: a format that may carry the claim but has no reader, or a page without text.
   * `broken`, `encrypted`, `too_large`: as it says. `missing`: named by address alone, and not to be had there. `irrelevant`: inline logo, S/MIME signature, vCard, calendar, disposition report.
   */
  outcome: 'read' | 'unread' | 'broken' | 'encrypted' | 'too_large' | 'missing' | 'irrelevant';
  /** A sentence for staff where it was not read. */
  detail?: string;
  /** Pages of it that are images and were recognised; absent where none is. */
  ocrPages?: number;
}

/** A file of which some page is an image, as it came: what was recognised in it may be wrong. */
export interface Picture {
  source: string;
  mediaType: PictureType;
  content: Uint8Array;
}

/** Marks of something a case worker should know. */
export type MailFlag =
  | 'hidden_text'
  /** Under the image of a page lies text of a scanner's own recognition; the page was recognised anew, and that text is not read. */
  | 'text_layer'
  | 'charset_repaired'
  | 'mime_damaged'
  | 'no_sender'
  /** No Date header, or none that can be read: the time of receipt stands for it. */
  | 'no_date'
  | 'no_message_id'
  /** NUL bytes stood in its text or headers, where a letter may be missing. */
  | 'nul_bytes'
  | 'only_quoted_text'
  | 'automatic_header'
  | 'bounce'
  | 'read_receipt'
  | 'calendar'
  | 'mailing_list'
  | 'sender_unauthenticated'
  | 'spoofed_display_name'
  | 'parts_dropped'
  /** An attachment that may carry the claim was not read, or not to its end; the attachments say why. */
  | 'attachment_unread'
  /** The plain and the HTML form of the text state different amounts; the blocks are of the HTML form. */
  | 'alternatives_differ';

/** A mail taken apart: the output of the parse stage, free of any judgement on what it means. */
export interface ParsedMail {
  from: Mailbox | null;
  replyTo: Mailbox | null;
  to: Mailbox[];
  subject: string;
  /** From the Date header, or null. */
  date: Date | null;
  messageId: string | null;
  blocks: TextBlock[];
  /** What was hidden from the reader's eye (display:none, white on white …): kept apart, never read as a statement. */
  hidden: TextBlock[];
  attachments: AttachmentReading[];
  /** For a reader that sees; absent where all stands in text. */
  pictures?: Picture[];
  flags: MailFlag[];
}

/** Takes a mail apart: raw bytes become blocks of text with their source, history and hidden text set aside. */
@Injectable()
export class ParseStage {
  constructor(private readonly documents: DocumentReaders) {}

  /**
   * @param unfetched  attachments that the mail names and that could not be had.
   * @throws PermanentFailure `mime_unreadable` where the bytes hold neither a header nor a word.
   */
  async run(
    raw: Uint8Array,
    signal: AbortSignal,
    unfetched: readonly AttachmentReading[] = [],
  ): Promise<ParsedMail> {
    const mime = await this.documents.readMime(raw, signal);
    const headers = readHeaders(mime.root);
    const content = await new MailContent(this.documents, signal).read(mime, headers);
    const flags = new Set<MailFlag>([...senderSigns(mime.root, headers.from), ...content.flags]);
    if (content.attachments.some(({ outcome }) => outcome !== 'read' && outcome !== 'irrelevant'))
      flags.add('attachment_unread');
    if (restsOnQuotes(content.blocks)) flags.add('only_quoted_text');
    if (mime.root.headers.some(({ value }) => value.includes('\0'))) flags.add('nul_bytes');
    if (headers.date === null) flags.add('no_date');
    if (headers.messageId === null) flags.add('no_message_id');
    return {
      from: headers.from,
      replyTo: headers.replyTo,
      to: headers.to,
      subject: headers.subject,
      date: headers.date,
      messageId: headers.messageId,
      blocks: content.blocks,
      hidden: content.hidden,
      attachments: [...content.attachments, ...unfetched],
      ...(content.pictures.length > 0 && { pictures: content.pictures }),
      flags: [...flags],
    };
  }
}
