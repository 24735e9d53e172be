import { createHash } from 'node:crypto';

import type { PostmarkDelivery } from './postmark';

/** Headers that stay the same on every way a mail may take to us; trace headers such as Received differ. */
const IDENTIFYING_HEADERS = ['message-id', 'from', 'date', 'subject'];
/** Each with its value, which may be folded. */
const IDENTIFYING_HEADER = new RegExp(
  `^(${IDENTIFYING_HEADERS.join('|')}):([^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*)`,
  'gim',
);
/** Far more than any real header section; what lies behind is content. */
const MAX_HEADER_BYTES = 256 * 1024;

/** A digest that is equal for two deliveries of the same mail: same Message-ID and content. */
export function identityOfMessage(raw: Buffer): Buffer {
  const end = headerEnd(raw);
  const headers = identifyingHeaders(raw.subarray(0, end).toString('latin1'));
  return createHash('sha256').update(headers).update(raw.subarray(end)).digest();
}

/** The same for Postmark's JSON, whose own MessageID and timestamps differ from delivery to delivery. */
export function identityOfPostmark(delivery: PostmarkDelivery, messageId: string): Buffer {
  if (delivery.RawEmail) return identityOfMessage(Buffer.from(delivery.RawEmail, 'utf8'));
  const { From, FromFull, Date, Subject, TextBody, HtmlBody } = delivery;
  const attachments = delivery.Attachments.map(({ Name, ContentType, Content, ContentID, Url }) => [
    Name,
    ContentType,
    Content,
    ContentID,
    Url,
  ]);
  return createHash('sha256')
    .update(
      JSON.stringify([messageId, From || FromFull?.Email, Date, Subject, TextBody, HtmlBody, attachments]),
    )
    .digest();
}

function headerEnd(raw: Buffer): number {
  const head = raw.subarray(0, MAX_HEADER_BYTES);
  const ends = [head.indexOf('\r\n\r\n'), head.indexOf('\n\n')].filter((index) => index >= 0);
  return ends.length > 0 ? Math.min(...ends) : 0;
}

function identifyingHeaders(section: string): string {
  const values = new Map<string, string>();
  for (const [, name, value] of section.matchAll(IDENTIFYING_HEADER)) {
    const known = name.toLowerCase();
    if (!values.has(known)) values.set(known, value.replace(/\s+/g, ' ').trim());
  }
  return IDENTIFYING_HEADERS.map((name) => `${name}:${values.get(name) ?? ''}\n`).join('');
}
