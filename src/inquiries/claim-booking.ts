import type { EntityManager } from 'typeorm';
import type { StatementRunner } from '../drivers/database/statements';
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
 * One statement, since every mail that is booked waits for it. The lock sees what another booking has committed meanwhile,
 * though the statement began before; of that one's history entry only the conflict tells.
 */
const BOOK = `
  WITH inquiry AS (
    SELECT *, $6::text = 'pipeline' AND coalesce(claim_stated_at > $5::timestamptz, false) AS is_older
    FROM inquiries WHERE inquiry_id = $1 FOR UPDATE
  ), earlier AS (
    SELECT FROM claim_history WHERE inquiry_id = $1 AND email_id = $2::uuid AND reason = $6
  ), entry AS (
    INSERT INTO claim_history (inquiry_id, email_id, reason, previous_cents, previous_currency, previous_email_id,
      previous_stated_at, new_cents, new_currency)
    SELECT inquiry_id, $2::uuid, $6, claim_cents, claim_currency, claim_updated_by_email_id, claim_stated_at, $3::bigint, $4
    FROM inquiry WHERE NOT is_older AND NOT EXISTS (SELECT FROM earlier)
    ON CONFLICT DO NOTHING RETURNING id, created_at
  ), booked AS (
    UPDATE inquiries SET claim_cents = $3, claim_currency = $4, claim_stated_at = $5, claim_updated_by_email_id = $2,
      claim_updated_at = entry.created_at
    FROM entry WHERE inquiry_id = $1
  )
  SELECT client_id AS "clientId", creditor_name AS "creditorName", (SELECT id FROM entry) AS booking,
    CASE WHEN EXISTS (SELECT FROM entry) THEN 'booked'
      WHEN is_older AND NOT EXISTS (SELECT FROM earlier) THEN 'older' ELSE 'already' END AS outcome
  FROM inquiry`;

/** A booking's outcome, with whose claim on whom it is. */
export interface Booking {
  outcome: BookingOutcome;
  clientId: string;
  creditorName: string;
  /** Number of the new entry in the claims' history, the inquiry's last one; null where nothing was booked. */
  booking: number | null;
}

/**
 * Books a claim in the caller's transaction, once for each mail and reason; two callers at once wait for each other.
 * A person's booking stands whatever its date; the pipeline's does not replace a claim that was stated later.
 * @throws PermanentFailure `inquiry_unknown`
 */
export async function bookClaim(transaction: StatementRunner, booking: ClaimBooking): Promise<Booking> {
  const { inquiryId, emailId, cents, currency, statedAt, reason } = booking;
  const values = [inquiryId, emailId, cents, currency, statedAt, reason];
  const [row] = await transaction.run<Booking>(BOOK, values);
  if (!row) throw unknownInquiry(inquiryId);
  return { ...row, booking: row.booking === null ? null : Number(row.booking) };
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
  if (!inquiry) throw unknownInquiry(inquiryId);
  return inquiry;
}

function unknownInquiry(inquiryId: string): PermanentFailure {
  return new PermanentFailure('inquiry_unknown', `There is no inquiry ${inquiryId}.`);
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
