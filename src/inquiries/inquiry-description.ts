import type { BookingReason, ClaimHistory } from './claim-history.entity';
import type { Inquiry } from './inquiry.entity';
import { moneyString } from '../money';

/** An inquiry as the API tells it. Money is a decimal string with two places. */
export interface InquiryDescription {
  inquiry_id: string;
  client_id: string;
  client_first_name: string;
  client_last_name: string;
  client_birth_date: string | null;
  client_street: string;
  client_postal_code: string;
  client_city: string;
  office_reference: string;
  creditor_name: string;
  creditor_email: string;
  creditor_reference: string;
  claimed_amount: string | null;
  sent_at: string | null;
  claim_amount: string | null;
  currency: string | null;
  updated_by_email_id: string | null;
  updated_at: string | null;
  history: ClaimChange[];
}

/** A change of the claim, the first one first. */
export interface ClaimChange {
  email_id: string | null;
  previous_amount: string | null;
  previous_currency: string | null;
  new_amount: string | null;
  new_currency: string | null;
  reason: BookingReason;
  created_at: string;
}

export function describeInquiry(inquiry: Inquiry, history: ClaimHistory[]): InquiryDescription {
  return {
    inquiry_id: inquiry.inquiryId,
    client_id: inquiry.clientId,
    client_first_name: inquiry.clientFirstName,
    client_last_name: inquiry.clientLastName,
    client_birth_date: inquiry.clientBirthDate,
    client_street: inquiry.clientStreet,
    client_postal_code: inquiry.clientPostalCode,
    client_city: inquiry.clientCity,
    office_reference: inquiry.officeReference,
    creditor_name: inquiry.creditorName,
    creditor_email: inquiry.creditorEmail,
    creditor_reference: inquiry.creditorReference,
    claimed_amount: money(inquiry.claimedAmountCents),
    sent_at: inquiry.sentAt,
    claim_amount: money(inquiry.claimCents),
    currency: inquiry.claimCurrency,
    updated_by_email_id: inquiry.claimUpdatedByEmailId,
    updated_at: inquiry.claimUpdatedAt?.toISOString() ?? null,
    history: history.map(describeChange),
  };
}

function describeChange(change: ClaimHistory): ClaimChange {
  return {
    email_id: change.emailId,
    previous_amount: money(change.previousCents),
    previous_currency: change.previousCurrency,
    new_amount: money(change.newCents),
    new_currency: change.newCurrency,
    reason: change.reason,
    created_at: change.createdAt.toISOString(),
  };
}

function money(cents: number | null): string | null {
  return cents === null ? null : moneyString(cents);
}
