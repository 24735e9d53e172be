import { fold } from '../../inquiries/folding';
import { centsOf } from '../../money';
import type { Inquiry } from '../../inquiries/inquiry.entity';
import type { Extraction } from '../stages/extraction';
import type { Signals } from '../stages/match';
import type { MailText } from './mail-text';

const MONTHS_DE = 'januar februar maerz april mai juni juli august september oktober november dezember'.split(
  ' ',
);
const MONTHS_EN =
  'january february march april may june july august september october november december'.split(' ');
const NEAR = 0.25;

/** Whether the client's birth date stands in the mail, or another one does in its place. */
export function birthDateSignal(
  text: MailText,
  inquiry: Inquiry,
  extraction: Extraction,
): Signals['birth_date'] {
  const date = inquiry.clientBirthDate;
  if (date === null) return undefined;
  if (extraction.birthDates.some((mention) => mention.value === date)) return 'exact';
  if (extraction.birthDates.some((mention) => mention.current)) return 'conflict';
  return text.phrase(...spellings(date)) ? 'exact' : undefined;
}

/** Whether the client's street with its house number stands in the mail. */
export function addressSignal(text: MailText, inquiry: Inquiry): Signals['address'] {
  const street = fold(inquiry.clientStreet);
  if (!/\d/.test(street)) return undefined;
  const short = street.replace(/strasse\b/, 'str');
  return text.phrase(street, short) ? 'exact' : undefined;
}

/** How the total compares with what the client believes to owe. */
export function amountSignal(inquiry: Inquiry, extraction: Extraction): Signals['amount'] {
  const stated = extraction.claimAmount && centsOf(extraction.claimAmount.value);
  const believed = inquiry.claimedAmountCents;
  if (!stated || !believed) return undefined;
  if (stated === believed) return 'equal';
  return Math.abs(stated - believed) <= believed * NEAR ? 'near' : undefined;
}

/** The ways to write an ISO date, folded. */
function spellings(iso: string): string[] {
  const [year = '', month = '', day = ''] = iso.split('-');
  const [m, d] = [Number(month), Number(day)];
  const german = MONTHS_DE[m - 1] ?? '';
  const english = MONTHS_EN[m - 1] ?? '';
  return [
    `${day} ${month} ${year}`,
    `${d} ${m} ${year}`,
    `${day} ${month} ${year.slice(2)}`,
    `${year} ${month} ${day}`,
    `${d} ${german} ${year}`,
    `${day} ${german} ${year}`,
    `${d} ${english} ${year}`,
    `${english} ${d} ${year}`,
  ];
}
