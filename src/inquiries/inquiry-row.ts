import { fold, nameKey } from './folding';
import type { Inquiry } from './inquiry.entity';
import { mailDomain } from './mail-domain';
import { centsOf } from '../money';
import { referenceKey } from './reference-key';

/** The columns that an import must have, in any order. All of them, since a column left out would clear what is stored. */
export const IMPORT_COLUMNS = [
  'inquiry_id',
  'client_id',
  'client_first_name',
  'client_last_name',
  'client_birth_date',
  'client_street',
  'client_postal_code',
  'client_city',
  'office_reference',
  'creditor_name',
  'creditor_email',
  'creditor_reference',
  'claimed_amount',
  'sent_at',
] as const;

export type ImportRow = Record<(typeof IMPORT_COLUMNS)[number], string>;

/** What an import writes: the inquiry without its claim. */
export type ImportedInquiry = Omit<
  Inquiry,
  'claimCents' | 'claimCurrency' | 'claimUpdatedByEmailId' | 'claimUpdatedAt' | 'claimStatedAt'
>;

const REQUIRED = ['inquiry_id', 'client_id', 'client_last_name', 'creditor_name'] as const;
const MAX_FIELD_CHARACTERS = 500;

/** What keeps a row from being imported, in a sentence; null where nothing does. */
export function rowError(row: ImportRow): string | null {
  for (const column of IMPORT_COLUMNS) {
    const value = row[column];
    if (value.length > MAX_FIELD_CHARACTERS)
      return `${column} is over ${MAX_FIELD_CHARACTERS} characters long.`;
    if (/[\u0000-\u0008\u000e-\u001f]/.test(value)) return `${column} holds a control character.`;
    if (value.includes('\ufffd')) return `${column} is not UTF-8.`;
  }
  const missing = REQUIRED.find((column) => row[column] === '');
  if (missing) return `${missing} is empty.`;
  if (fold(row.client_last_name) === '') return 'client_last_name holds no letters.';
  for (const column of ['client_birth_date', 'sent_at'] as const) {
    if (row[column] !== '' && !isDate(row[column])) return `${column} is not a date of the form YYYY-MM-DD.`;
  }
  if (row.claimed_amount !== '' && centsOf(row.claimed_amount) === null)
    return 'claimed_amount is not an amount of the form 1234.56.';
  return null;
}

/** The inquiry of a row without error. */
export function inquiryOf(row: ImportRow): ImportedInquiry {
  const creditorEmail = row.creditor_email.toLowerCase();
  return {
    inquiryId: row.inquiry_id,
    clientId: row.client_id,
    clientFirstName: row.client_first_name,
    clientLastName: row.client_last_name,
    clientBirthDate: row.client_birth_date || null,
    clientStreet: row.client_street,
    clientPostalCode: row.client_postal_code,
    clientCity: row.client_city,
    officeReference: row.office_reference,
    creditorName: row.creditor_name,
    creditorEmail,
    creditorReference: row.creditor_reference,
    claimedAmountCents: centsOf(row.claimed_amount),
    sentAt: row.sent_at || null,
    officeReferenceKey: referenceKey(row.office_reference) || null,
    creditorReferenceKey: referenceKey(row.creditor_reference) || null,
    creditorDomain: mailDomain(creditorEmail),
    creditorSearch: fold(row.creditor_name),
    clientSearch: nameKey(row.client_first_name, row.client_last_name),
  };
}

function isDate(text: string): boolean {
  if (!/^(1[89]|20)\d\d-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
