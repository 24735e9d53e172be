import MailComposer from 'nodemailer/lib/mail-composer';

import { isReferenced, messageIdOf, type PostmarkAttachment, type PostmarkDelivery } from './postmark';

/** Headers that the composer writes itself. */
const COMPOSED = /^(from|to|cc|reply-to|subject|date|message-id|mime-version|content-.*)$/i;
/** A header's name as RFC 5322 allows it; what is named otherwise is none, and could pass for another once it is trimmed. */
const HEADER_NAME = /^[!-9;-~]+$/;

/**
 * The RFC 5322 message that a Postmark delivery stands for: RawEmail where it came along, else composed from the fields.
 * Where attachments lie elsewhere RawEmail need not hold them, and the fields do.
 *
 * @param fetched  contents of attachments that lie elsewhere, by address; the others are left out.
 */
export async function messageOf(
  delivery: PostmarkDelivery,
  fetched: ReadonlyMap<string, Buffer> = new Map(),
): Promise<Buffer> {
  if (delivery.RawEmail && !delivery.Attachments.some(isReferenced))
    return Buffer.from(delivery.RawEmail, 'utf8');
  const composer = new MailComposer({
    from: delivery.FromFull?.Email
      ? { name: delivery.FromFull.Name, address: delivery.FromFull.Email }
      : delivery.From,
    to: delivery.To || undefined,
    cc: delivery.Cc || undefined,
    replyTo: delivery.ReplyTo || undefined,
    subject: delivery.Subject,
    date: Number.isNaN(Date.parse(delivery.Date)) ? undefined : new Date(delivery.Date),
    messageId: messageIdOf(delivery) || undefined,
    headers: delivery.Headers.filter(({ Name }) => HEADER_NAME.test(Name) && !COMPOSED.test(Name)).map(
      ({ Name, Value }) => ({ key: Name, value: Value }),
    ),
    text: delivery.TextBody || undefined,
    html: delivery.HtmlBody || undefined,
    attachments: delivery.Attachments.flatMap((attachment) => attachmentOf(attachment, fetched)),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function attachmentOf(attachment: PostmarkAttachment, fetched: ReadonlyMap<string, Buffer>) {
  const content = isReferenced(attachment)
    ? fetched.get(attachment.Url)
    : Buffer.from(attachment.Content, 'base64');
  if (!content) return [];
  const composed = {
    filename: attachment.Name || 'attachment',
    contentType: attachment.ContentType || 'application/octet-stream',
    content,
    cid: attachment.ContentID.replace(/^<|>$/g, '') || undefined,
    contentDisposition: attachment.ContentID ? ('inline' as const) : ('attachment' as const),
  };
  return [composed];
}
