import { moneyString } from '../../money';
import type { StatementRunner } from '../database/statements';

/** A claim as it stands on an inquiry by its last booking, and as it goes to the client's record. Plain JSON: the ledger keeps it. */
export interface BookedClaim {
  inquiryId: string;
  clientId: string;
  creditorName: string;
  /** Minor units of the currency; null where an undo has left the inquiry without a claim. */
  cents: number | null;
  /** ISO 4217. */
  currency: string | null;
  /** The mail that states the claim; null where a person booked without one. */
  emailId: string | null;
  /** When the creditor stated it: ISO 8601, UTC. */
  statedAt: string | null;
  /** Number of the booking in the claims' history: the later of two on one inquiry has the larger one. */
  booking: number;
}

/** The entry of an inquiry in a client's `final_creditor_list`, the same in every adapter. */
export interface CreditorEntry {
  inquiry_id: string;
  creditor_name: string;
  /** A decimal with two places. */
  claim_amount: string | null;
  currency: string | null;
  updated_by_email_id: string | null;
  stated_at: string | null;
  booking: number;
}

/** The clients' records of the office, each with the list of its creditors' claims. */
export abstract class ClientRecords {
  /** True where the records stand in our own database: a claim is then applied in the transaction that books it. */
  abstract readonly joinsTransaction: boolean;

  /**
   * Writes the claim into the client's list of creditors, unless the same booking or a later one of the inquiry stands
   * there: repeats and overtaken calls change nothing.
   *
   * @param transaction  the open transaction of the booking, where the adapter joins it.
   * @throws TransientFailure where it may go through later; it may then have been applied all the same.
   * @throws PermanentFailure where the record cannot take the claim.
   */
  abstract applyClaim(claim: BookedClaim, transaction?: StatementRunner): Promise<void>;
}

/** The claim as the client's record shows it. */
export function creditorEntry(claim: BookedClaim): CreditorEntry {
  return {
    inquiry_id: claim.inquiryId,
    creditor_name: claim.creditorName,
    claim_amount: claim.cents === null ? null : moneyString(claim.cents),
    currency: claim.currency,
    updated_by_email_id: claim.emailId,
    stated_at: claim.statedAt,
    booking: claim.booking,
  };
}
