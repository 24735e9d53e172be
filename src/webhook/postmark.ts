import { BadRequestException } from '@nestjs/common';
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const mailbox = z.looseObject({ Email: text, Name: text });

const attachment = z.looseObject({
  Name: text,
  ContentType: text,
  /** Base64. */
  Content: text,
  ContentID: text,
  /** `gs://bucket/object` in place of Content. */
  Url: text,
});

const schema = z.looseObject({
  MessageID: text,
  From: text,
  FromFull: mailbox.nullish(),
  To: text,
  Cc: text,
  ReplyTo: text,
  Subject: text,
  Date: text,
  TextBody: text,
  HtmlBody: text,
  /** The whole message, where the sender's server is set to include it. */
  RawEmail: text,
  Headers: z
    .array(z.looseObject({ Name: text, Value: text }))
    .nullish()
    .transform((value) => value ?? []),
  Attachments: z
    .array(attachment)
    .nullish()
    .transform((value) => value ?? []),
});

/** Postmark's inbound message; what is not used here passes through in the kept bytes. */
export type PostmarkDelivery = z.infer<typeof schema>;
export type PostmarkAttachment = z.infer<typeof attachment>;

/** @throws BadRequestException that names what is wrong, where the body is not Postmark's shape. */
export function parsePostmark(body: Buffer): PostmarkDelivery {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`,
    );
    throw new BadRequestException(
      `The body is not Postmark's inbound shape: ${problems.slice(0, 5).join('; ')}`,
    );
  }
  const { From, FromFull, Subject, TextBody, HtmlBody, RawEmail, Attachments } = parsed.data;
  if (!From && !FromFull && !Subject && !TextBody && !HtmlBody && !RawEmail && Attachments.length === 0) {
    throw new BadRequestException(
      'The body has none of From, Subject, TextBody, HtmlBody, RawEmail, Attachments',
    );
  }
  return parsed.data;
}

/** True for an attachment whose content lies elsewhere. */
export function isReferenced({ Content, Url }: PostmarkAttachment): boolean {
  return !Content && Url !== '';
}

/** The Message-ID of the mail itself: Postmark's MessageID is an id of its own, the RFC header stands among Headers. */
export function messageIdOf(delivery: PostmarkDelivery): string {
  const header = delivery.Headers.find(({ Name }) => Name.toLowerCase() === 'message-id');
  return header?.Value.trim() || delivery.MessageID;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BadRequestException('The body is not JSON');
  }
}
