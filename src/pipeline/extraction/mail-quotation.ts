import type { Material } from '../../drivers/model/claude';
import type { ParsedMail } from '../stages/parse';
import { passagesOf } from './passage';

/** Characters of a mail that are sent; the sender's present words come first. */
const TEXT_LIMIT = 60_000;
/** Bytes of pictures that are sent; the API takes 32 MB in base64. */
const PICTURE_LIMIT = 15_000_000;

/**
 * The mail as data for Claude: one JSON document, so that nothing in it can end the quotation, then pictures of what could
 * not be read as text. Hidden text stays out.
 */
export function quoteMail(mail: ParsedMail): Material[] {
  const passages = passagesOf(mail, TEXT_LIMIT);
  const document = {
    from: mail.from && { name: mail.from.name, address: mail.from.address },
    date: mail.date?.toISOString() ?? null,
    blocks: passages.map(({ source, standing, text }) => ({ source, standing, text })),
  };
  return [{ type: 'text', text: JSON.stringify({ mail: document }) }, ...pictures(mail)];
}

function pictures(mail: ParsedMail): Material[] {
  let left = PICTURE_LIMIT;
  return (mail.pictures ?? [])
    .filter(({ content }) => (left -= content.length) >= 0)
    .map(({ source, mediaType, content }) => ({ type: 'picture', title: source, mediaType, content }));
}
