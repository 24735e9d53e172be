import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

import { runCorrelated } from '../correlation';
import { Objects } from '../drivers/objects/objects';
import { failureCode, PermanentFailure } from '../failure';
import type { ArchivedObject } from '../webhook/inbox.entity';
import { MailLoader, type IncomingMail } from './incoming-mail';
import { sortParts } from './parsing/body-parts';
import { readMime } from './parsing/mime-reader';

const SWEEP_EVERY_MS = 5_000;
const PAGE = 50;
/** Session lock: one worker at a time archives. */
const ARCHIVE_LOCK = 0x43_41_43;

interface Unarchived {
  email_id: string;
  correlation_id: string;
  /** As text, since a Date has no microseconds. */
  received_at: string;
}

/**
 * Copies every mail that has come to its end into the object store: the bytes as they were delivered, and each attachment.
 * Apart from the walk, so that a store that is away holds up nothing: what is not archived yet, a later sweep finds.
 */
@Injectable()
export class MailArchive implements OnModuleDestroy {
  private readonly logger = new Logger(MailArchive.name);
  private running?: Promise<void>;
  private isStopping = false;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly loader: MailLoader,
    private readonly objects: Objects,
  ) {}

  @Interval(SWEEP_EVERY_MS)
  async sweep(): Promise<void> {
    if (this.isStopping) return;
    this.running ??= this.sweepAlone()
      .catch((error: unknown) =>
        this.logger.warn(`mails wait for the archive (${failureCode(error)}); the next sweep tries again`),
      )
      .finally(() => (this.running = undefined));
    await this.running;
  }

  /** The mail under way is archived, the others later. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.running;
  }

  private async sweepAlone(): Promise<void> {
    const lock = this.database.createQueryRunner();
    try {
      const [{ held }] = (await lock.query('SELECT pg_try_advisory_lock($1) AS held', [ARCHIVE_LOCK])) as {
        held: boolean;
      }[];
      if (!held) return;
      await this.archiveAll();
      await lock.query('SELECT pg_advisory_unlock($1)', [ARCHIVE_LOCK]);
    } finally {
      await lock.release();
    }
  }

  private async archiveAll(): Promise<void> {
    let last: Unarchived | undefined;
    do {
      const page = await this.unarchivedAfter(last);
      for (const mail of page) {
        if (this.isStopping) return;
        await runCorrelated({ correlationId: mail.correlation_id, emailId: mail.email_id }, () =>
          this.archive(mail.email_id),
        );
      }
      last = page.length === PAGE ? page.at(-1) : undefined;
    } while (last);
  }

  private async unarchivedAfter(last?: Unarchived): Promise<Unarchived[]> {
    return this.database.query(
      `SELECT email_id, correlation_id, received_at::text AS received_at FROM inbox
       WHERE archive IS NULL AND (received_at, email_id) > ($1::timestamptz, $2::uuid)
         AND NOT EXISTS (SELECT FROM waiting_mails WHERE waiting_mails.email_id = inbox.email_id)
       ORDER BY inbox.received_at, email_id LIMIT ${PAGE}`,
      [last?.received_at ?? '-infinity', last?.email_id ?? '00000000-0000-0000-0000-000000000000'],
    );
  }

  /** @throws where the archive takes nothing; a mail whose attachments cannot be had just now is left for later. */
  private async archive(emailId: string): Promise<void> {
    let mail: IncomingMail;
    try {
      mail = await this.loader.load(emailId, emailId);
    } catch (error) {
      this.logger.warn({ msg: 'a mail waits for the archive', code: failureCode(error) });
      return;
    }
    const archived: ArchivedObject[] = [];
    for (const { content, ...object } of await contentsOf(mail))
      archived.push({
        ...object,
        size: content.length,
        key: await this.objects.put(content, object.media_type),
      });
    await this.database.query('UPDATE inbox SET archive = $2 WHERE email_id = $1', [
      emailId,
      JSON.stringify(archived).replaceAll('\\u0000', ''),
    ]);
  }
}

type Content = Omit<ArchivedObject, 'key' | 'size'> & { content: Uint8Array };

async function contentsOf(mail: IncomingMail): Promise<Content[]> {
  const raw: Content = {
    role: 'mail',
    media_type: mail.format === 'postmark' ? 'application/json' : 'message/rfc822',
    content: mail.raw,
  };
  const referenced = [...mail.referenced].map(([url, content]): Content => ({
    role: 'attachment',
    media_type: 'application/octet-stream',
    url,
    content,
  }));
  return [raw, ...referenced, ...(await attachmentsOf(mail.message))];
}

/** None where the mail cannot be taken apart: it is whole among the objects. */
async function attachmentsOf(message: Uint8Array): Promise<Content[]> {
  try {
    const { root } = await readMime(message);
    return sortParts(root)
      .attachments.filter(({ content }) => content.length > 0)
      .map(({ mediaType, filename, content }) => ({
        role: 'attachment',
        media_type: mediaType,
        ...(filename !== null && { filename }),
        content,
      }));
  } catch (error) {
    if (error instanceof PermanentFailure) return [];
    throw error;
  }
}
