import type { MailFlag, Mailbox } from '../stages/parse';
import { headerValue, headerValues, type MimePart, partsOf } from '../../documents/mime/mime-part';

/** What headers and structure give away of the sender and of the nature of a mail. */
export function senderSigns(root: MimePart, from: Mailbox | null): MailFlag[] {
  const signs: [flag: MailFlag, holds: boolean][] = [
    ['no_sender', from === null || from.address === ''],
    ['automatic_header', isAutomatic(root)],
    ['mailing_list', isFromList(root)],
    ['sender_unauthenticated', isUnauthenticated(root)],
    ['spoofed_display_name', from !== null && claimsOtherDomain(from)],
    ['bounce', isBounce(root, from)],
    [
      'read_receipt',
      holdsPart(root, /^message\/disposition-notification$/) ||
        reportType(root) === 'disposition-notification',
    ],
    ['calendar', holdsPart(root, /^(text\/calendar|application\/ics)$/)],
  ];
  return signs.filter(([, holds]) => holds).map(([flag]) => flag);
}

function isAutomatic(root: MimePart): boolean {
  const submitted = headerValue(root, 'auto-submitted');
  if (submitted !== null && !/^\s*no\b/i.test(submitted)) return true;
  if (headerValue(root, 'x-autoreply') !== null || headerValue(root, 'x-autorespond') !== null) return true;
  return /^\s*(auto_?reply|bulk|junk)\b/i.test(headerValue(root, 'precedence') ?? '');
}

function isFromList(root: MimePart): boolean {
  if (headerValue(root, 'list-unsubscribe') !== null || headerValue(root, 'list-id') !== null) return true;
  return /^\s*(list|bulk)\b/i.test(headerValue(root, 'precedence') ?? '');
}

/** Only the topmost header is our own server's; a failure below it still counts, a pass below it does not. */
function isUnauthenticated(root: MimePart): boolean {
  const results = headerValues(root, 'authentication-results').map((value) => value.toLowerCase());
  if (results.some((result) => /\bdmarc\s*=\s*(fail|reject)\b/.test(result))) return true;
  if (/\bdmarc\s*=\s*pass\b/.test(results[0] ?? '')) return false;
  return results.some((result) => /\bspf\s*=\s*(hard)?fail\b/.test(result));
}

function claimsOtherDomain(from: Mailbox): boolean {
  const claimed = /[\w.+-]{1,64}@([\w-]+(?:\.[\w-]+)+)/.exec(from.name)?.[1].toLowerCase();
  if (claimed === undefined) return false;
  const isKin =
    claimed === from.domain || from.domain.endsWith(`.${claimed}`) || claimed.endsWith(`.${from.domain}`);
  return !isKin || from.domain === '';
}

function isBounce(root: MimePart, from: Mailbox | null): boolean {
  if (reportType(root) === 'delivery-status' || holdsPart(root, /^message\/(global-)?delivery-status$/))
    return true;
  if (headerValue(root, 'x-failed-recipients') !== null) return true;
  const isPostmaster = /^(mailer-daemon|postmaster|mail-daemon)@?/i.test(from?.address ?? '');
  const subject = headerValue(root, 'subject') ?? '';
  return (
    isPostmaster && /undeliver|unzustellbar|delivery|returned mail|failure|zustell|rejected/i.test(subject)
  );
}

/** By the header itself: a report whose parts are broken is a report still. */
function reportType(root: MimePart): string {
  const declared = headerValue(root, 'content-type') ?? '';
  return /^\s*multipart\/report\b.{0,500}report-type="?([\w-]+)/is.exec(declared)?.[1].toLowerCase() ?? '';
}

function holdsPart(root: MimePart, mediaType: RegExp): boolean {
  for (const part of partsOf(root)) if (mediaType.test(part.mediaType)) return true;
  return false;
}
