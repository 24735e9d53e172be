import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { SentMessageInfo, Transport } from 'nodemailer';
import type MailMessage from 'nodemailer/lib/mailer/mail-message';

/**
 * Puts mails into a folder as `.eml` files, for those who have no mail server. A file appears whole, by rename, and is
 * named by the mail's own id: sending the same mail twice leaves one file.
 */
export class OutboxTransport implements Transport {
  readonly name = 'outbox';
  readonly version = '1';
  private made?: Promise<unknown>;

  constructor(private readonly directory: string) {}

  send(mail: MailMessage, done: (error: Error | null, info?: SentMessageInfo) => void): void {
    this.write(mail).then(
      (info) => done(null, info as SentMessageInfo),
      (error: Error) => {
        this.made = undefined; // someone may have taken the folder away
        done(error);
      },
    );
  }

  private async write(mail: MailMessage) {
    const messageId = mail.message.messageId();
    const file = join(
      this.directory,
      `${messageId.replace(/^<|@.*$/g, '').replace(/[^A-Za-z0-9._-]/g, '_')}.eml`,
    );
    this.made ??= mkdir(this.directory, { recursive: true });
    await this.made;
    const draft = `${file}.${randomUUID()}.draft`;
    await writeFile(draft, await buffer(mail.message.createReadStream()), { flush: true });
    await rename(draft, file);
    return { envelope: mail.message.getEnvelope(), messageId };
  }
}
