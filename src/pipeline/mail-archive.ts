import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { runCorrelated } from '../correlation';
import { DocumentReaders } from '../documents/document-readers';
import type { MimePart } from '../documents/mime/mime-part';
import { Statements } from '../drivers/database/statements';
import { Objects } from '../drivers/objects/objects';
import { DeferredFailure, failureCode, PermanentFailure } from '../failure';
import { Every } from '../monitoring/scheduled';
import type { ArchivedObject } from '../webhook/inbox.entity';
import { MailLoader, type AcceptedMail, type IncomingMail } from './incoming-mail';
import { sortParts } from './parsing/body-parts';

const SWEEP_EVERY_MS = 5_000;
/** A page of mails is read and noted in one statement each; beyond its first mail it holds no more bytes than this. */
const PAGE = { mails: 50, bytes: 16 * 1024 * 1024 };
/** Session lock: one worker at a time archives. */
const ARCHIVE_LOCK = 0x43_41_43;

interface Unarchived extends AcceptedMail {
  /** Time of receipt as text, since a Date has no microseconds. */
  position: string;
}

interface Note {
  email_id: string;
  archive: ArchivedObject[];
}

/**
 * Copies every mail that has come to its end into the object store: the bytes as they were delivered, and each attachment.
 * Apart from the walk, so that a store that is away holds up nothing: what is not archived yet, a later sweep finds.
 */
@Injectable()
export class MailArchive implements OnModuleDestroy {
  private readonly logger = new Logger(MailArchive.name);
  private running?: Promise<void>;
  private readonly shutdown = new AbortController();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly statements: Statements,
    private readonly loader: MailLoader,
    private readonly documents: DocumentReaders,
    private readonly objects: Objects,
  ) {}

  @Every(SWEEP_EVERY_MS)
  async sweep(): Promise<void> {
    if (this.isStopping) return;
    this.running ??= this.sweepAlone()
      .catch((error: unknown) => {
        if (error instanceof DeferredFailure) return; // its breaker has told, or the service stops
        this.logger.warn(`mails wait for the archive (${failureCode(error)}); the next sweep tries again`);
      })
      .finally(() => (this.running = undefined));
    await this.running;
  }

  /** What is taken already is noted, the others come later. */
  async onModuleDestroy(): Promise<void> {
    this.shutdown.abort(
      new DeferredFailure('service_stopped', 'The service stopped before the mail was archived.', new Date()),
    );
    await this.running;
  }

  private get isStopping(): boolean {
    return this.shutdown.signal.aborted;
  }

  private async sweepAlone(): Promise<void> {
    const lock = this.database.createQueryRunner();
    try {
      const [{ held }] = (await lock.query('SELECT pg_try_advisory_lock($1) AS held', [ARCHIVE_LOCK])) as {
        held: boolean;
      }[];
      if (!held) return;
      try {
        await this.archiveAll();
      } finally {
        await lock.query('SELECT pg_advisory_unlock($1)', [ARCHIVE_LOCK]);
      }
    } finally {
      await lock.release();
    }
  }

  private async archiveAll(): Promise<void> {
    let page = await this.pageAfter();
    while (page.length > 0 && !this.isStopping) {
      await this.archivePage(page);
      page = await this.pageAfter(page.at(-1));
    }
  }

  private async pageAfter(last?: Unarchived): Promise<Unarchived[]> {
    return this.statements.run<Unarchived>(
      `WITH page AS (
         SELECT email_id, received_at, size FROM inbox
         WHERE archive IS NULL AND (received_at, email_id) > ($1::timestamptz, $2::uuid)
           AND NOT EXISTS (SELECT FROM waiting_mails WHERE waiting_mails.email_id = inbox.email_id)
         ORDER BY received_at, email_id LIMIT $3
       ), bounded AS (
         SELECT email_id, sum(size) OVER (ORDER BY received_at, email_id) - size AS bytes_before FROM page
       )
       SELECT email_id AS "emailId", correlation_id AS "correlationId", email_id AS "jobId", received_at AS "receivedAt",
         format, raw, archive, received_at::text AS position
       FROM bounded JOIN inbox USING (email_id) WHERE bytes_before < $4 ORDER BY received_at, email_id`,
      [
        last?.position ?? '-infinity',
        last?.emailId ?? '00000000-0000-0000-0000-000000000000',
        PAGE.mails,
        PAGE.bytes,
      ],
    );
  }

  /** @throws where the archive takes nothing; what it has taken of the page is noted. */
  private async archivePage(page: Unarchived[]): Promise<void> {
    const notes: Note[] = [];
    try {
      for (const mail of page) {
        if (this.isStopping) return;
        const { emailId, correlationId } = mail;
        const archive = await runCorrelated({ correlationId, emailId }, () => this.archive(mail));
        if (archive) notes.push({ email_id: emailId, archive });
      }
    } finally {
      if (notes.length > 0) await this.note(notes);
    }
  }

  /** @returns null for a mail whose attachments cannot be had just now: it is left for later. */
  private async archive(accepted: AcceptedMail): Promise<ArchivedObject[] | null> {
    let mail: IncomingMail;
    try {
      mail = await this.loader.load(accepted);
    } catch (error) {
      this.logger.warn({ message: 'a mail waits for the archive', code: failureCode(error) });
      return null;
    }
    const archived: ArchivedObject[] = [];
    for (const { content, ...object } of await this.contentsOf(accepted, mail))
      archived.push({
        ...object,
        size: content.length,
        key: await this.objects.put(content, object.media_type),
      });
    return archived;
  }

  private async contentsOf(accepted: AcceptedMail, mail: IncomingMail): Promise<Content[]> {
    const raw: Content = {
      role: 'mail',
      media_type: accepted.format === 'postmark' ? 'application/json' : 'message/rfc822',
      content: accepted.raw,
    };
    const referenced = [...mail.referenced].map(([url, content]): Content => ({
      role: 'attachment',
      media_type: 'application/octet-stream',
      url,
      content,
    }));
    return [raw, ...referenced, ...(await this.attachmentsOf(mail.message))];
  }

  /** None where the mail cannot be taken apart: it is whole among the objects. */
  private async attachmentsOf(message: Uint8Array): Promise<Content[]> {
    try {
      const { root } = await this.documents.readMime(message, this.shutdown.signal);
      return sortParts(root).attachments.flatMap(contentOf);
    } catch (error) {
      if (error instanceof PermanentFailure) return [];
      throw error;
    }
  }

  private async note(notes: Note[]): Promise<void> {
    await this.statements.run(
      `UPDATE inbox SET archive = note.archive FROM jsonb_to_recordset($1::jsonb) AS note (email_id uuid, archive jsonb)
       WHERE inbox.email_id = note.email_id`,
      [JSON.stringify(notes).replaceAll('\\u0000', '')],
    );
  }
}

type Content = Omit<ArchivedObject, 'key' | 'size'> & { content: Uint8Array };

function contentOf({ mediaType, filename, content }: MimePart): Content[] {
  if (content.length === 0) return [];
  return [{ role: 'attachment', media_type: mediaType, ...(filename !== null && { filename }), content }];
}
