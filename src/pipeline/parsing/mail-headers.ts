import { addressParser, decodeWords } from 'postal-mime';

import type { Mailbox } from '../stages/parse';
import { isCharset, repairMojibake } from '../../documents/charset';
import { headerValue, type MimePart } from '../../documents/mime/mime-part';
import { visibleLine } from './visible-characters';

/** What the headers of a mail say of its sender, receivers and time. */
export interface MailHeaders {
  from: Mailbox | null;
  replyTo: Mailbox | null;
  to: Mailbox[];
  subject: string;
  date: Date | null;
  messageId: string | null;
  /** A header was encoded other than it declared. */
  repaired: boolean;
}

const MAX_ADDRESS_CHARS = 20_000;
const MAX_RECEIVERS = 100;
/** RFC 5322 lets no line be longer; an id beyond it is no id. */
const MAX_MESSAGE_ID_CHARS = 998;
const MAX_SUBJECT_CHARS = 2_000;

export function readHeaders(root: MimePart): MailHeaders {
  const subject = decodeHeader((headerValue(root, 'subject') ?? '').slice(0, MAX_SUBJECT_CHARS * 4));
  return {
    from: senderOf(mailboxes(root, 'from')) ?? senderOf(mailboxes(root, 'sender')),
    replyTo: mailboxes(root, 'reply-to')[0] ?? null,
    to: mailboxes(root, 'to').slice(0, MAX_RECEIVERS),
    subject: visibleLine(subject.text).slice(0, MAX_SUBJECT_CHARS),
    date: readDate(headerValue(root, 'date')),
    messageId: readMessageId(headerValue(root, 'message-id')),
    repaired: subject.repaired,
  };
}

/** Decodes encoded words, also those whose label does not fit their bytes. */
export function decodeHeader(value: string): { text: string; repaired: boolean } {
  const decoded = decodeWords(value);
  const isBroken = decoded.includes('\ufffd') && /=\?utf-?8(\*\w+)?\?/i.test(value);
  const relabelled = isBroken
    ? decodeWords(value.replace(/=\?utf-?8(\*\w+)?\?/gi, '=?windows-1252?'))
    : decoded;
  const text = repairMojibake(relabelled);
  return { text, repaired: text !== decoded || hasUnknownCharset(value) };
}

function hasUnknownCharset(value: string): boolean {
  return [...value.matchAll(/=\?([^?*\s]+)(?:\*[^?]*)?\?[bq]\?/gi)].some(
    ([, charset]) => !isCharset(charset),
  );
}

function mailboxes(root: MimePart, name: string): Mailbox[] {
  const value = headerValue(root, name)?.slice(0, MAX_ADDRESS_CHARS);
  if (!value) return [];
  return addressParser(value, { flatten: true }).flatMap((found) => {
    const address = visibleLine(found.address ?? '').replace(/\s/g, '');
    const display = visibleLine(repairMojibake(found.name));
    if (address === '' && display === '') return [];
    return [{ name: display, address, domain: domainOf(address) }];
  });
}

/** The first of several. Its name goes before it where a comma in it, not quoted, has torn it apart: "Stadt Moers, Kasse <a@b.example>". */
function senderOf(found: Mailbox[]): Mailbox | null {
  const at = found.findIndex(({ address }) => address !== '');
  if (at < 0) return found[0] ?? null;
  const name = found
    .slice(0, at + 1)
    .map((each) => each.name)
    .filter(Boolean)
    .join(', ');
  return { ...found[at], name };
}

function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0
    ? ''
    : address
        .slice(at + 1)
        .toLowerCase()
        .replace(/\.$/, '');
}

function readDate(value: string | null): Date | null {
  if (!value) return null;
  const date = new Date(value.slice(0, 100));
  const year = date.getUTCFullYear();
  return year >= 1980 && year <= 2100 ? date : null;
}

function readMessageId(value: string | null): string | null {
  const id = /<[^<>\s]+>/.exec(value ?? '')?.[0] ?? (value ?? '').trim();
  return id === '' || id.length > MAX_MESSAGE_ID_CHARS || /[\u0000-\u001f]/.test(id) ? null : id;
}
