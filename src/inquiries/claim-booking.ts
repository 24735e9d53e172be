import type { EntityManager } from 'typeorm';
import { PermanentFailure } from '../failure';
import { type BookingReason, ClaimHistory } from './claim-history.entity';
import { Inquiry } from './inquiry.entity';

/** A claim to write on an inquiry. */
export interface ClaimBooking {
  inquiryId: string;
  /** The mail that states the claim; null where a person books without one. */
  emailId: string | null;
  cents: number;
  /** ISO code. */
  currency: string;
  /** When the creditor stated it: the mail's own date, else its time of receipt. */
  statedAt: Date;
  reason: Exclude<BookingReason, 'undo'>;
}

/** `already`: this mail has been booked before. `older`: a claim that was stated later stands; nothing was written. */
export type BookingOutcome = 'booked' | 'already' | 'older';

/** `superseded`: another mail has changed the claim since; nothing was written. `nothing`: this mail wrote no claim, or was taken back before. */
export type UndoOutcome = 'undone' | 'superseded' | 'nothing';

/**
 * Books a claim in the caller's transaction, once for each mail and reason; two callers at once wait for each other.
 * A person's booking stands whatever its date; the pipeline's does not replace a claim that was stated later.
 * @throws PermanentFailure `inquiry_unknown`
 */
export async function bookClaim(manager: EntityManager, booking: ClaimBooking): Promise<BookingOutcome> {
  const inquiry = await lockInquiry(manager, booking.inquiryId);
  const { inquiryId, emailId, reason } = booking;
  if (emailId !== null && (await manager.existsBy(ClaimHistory, { inquiryId, emailId, reason })))
    return 'already';
  if (reason === 'pipeline' && inquiry.claimStatedAt !== null && inquiry.claimStatedAt > booking.statedAt)
    return 'older';
  await writeClaim(manager, inquiry, booking, { emailId, reason });
  return 'booked';
}

/**
 * Takes back what a mail wrote, with a compensating entry, in the caller's transaction.
 * @throws PermanentFailure `inquiry_unknown`
 */
export async function undoClaim(
  manager: EntityManager,
  inquiryId: string,
  emailId: string,
): Promise<UndoOutcome> {
  const inquiry = await lockInquiry(manager, inquiryId);
  const entries = await manager.find(ClaimHistory, { where: { inquiryId, emailId }, order: { id: 'ASC' } });
  const first = entries[0];
  if (!first || entries.some((entry) => entry.reason === 'undo')) return 'nothing';
  if (inquiry.claimUpdatedByEmailId !== emailId) return 'superseded';
  const before: ClaimState = {
    cents: first.previousCents,
    currency: first.previousCurrency,
    statedAt: first.previousStatedAt,
  };
  await writeClaim(manager, inquiry, before, { emailId, reason: 'undo' }, first.previousEmailId);
  return 'undone';
}

interface ClaimState {
  cents: number | null;
  currency: string | null;
  statedAt: Date | null;
}

async function lockInquiry(manager: EntityManager, inquiryId: string): Promise<Inquiry> {
  const inquiry = await manager.findOne(Inquiry, {
    where: { inquiryId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!inquiry) throw new PermanentFailure('inquiry_unknown', `There is no inquiry ${inquiryId}.`);
  return inquiry;
}

async function writeClaim(
  manager: EntityManager,
  inquiry: Inquiry,
  claim: ClaimState,
  cause: { emailId: string | null; reason: BookingReason },
  claimEmailId: string | null = cause.emailId,
): Promise<void> {
  const now = new Date();
  await manager.insert(ClaimHistory, {
    inquiryId: inquiry.inquiryId,
    ...cause,
    previousCents: inquiry.claimCents,
    previousCurrency: inquiry.claimCurrency,
    previousEmailId: inquiry.claimUpdatedByEmailId,
    previousStatedAt: inquiry.claimStatedAt,
    newCents: claim.cents,
    newCurrency: claim.currency,
    createdAt: now,
  });
  await manager.update(
    Inquiry,
    { inquiryId: inquiry.inquiryId },
    {
      claimCents: claim.cents,
      claimCurrency: claim.currency,
      claimStatedAt: claim.statedAt,
      claimUpdatedByEmailId: claimEmailId,
      claimUpdatedAt: now,
    },
  );
}
