import type { BookedClaim } from '../drivers/client-records/client-records';
import type { StatementRunner } from '../drivers/database/statements';

/**
 * The claim as the last booking has left it on the inquiry, for the client's record. In the transaction of that booking,
 * which holds the inquiry: so the number of the booking follows the order in which the claims came to stand.
 */
export async function standingClaim(transaction: StatementRunner, inquiryId: string): Promise<BookedClaim> {
  const rows = await transaction.run<StandingClaim>(
    `SELECT client_id, creditor_name, claim_cents, claim_currency, claim_updated_by_email_id, claim_stated_at,
       (SELECT max(id) FROM claim_history WHERE inquiry_id = $1) AS booking
     FROM inquiries WHERE inquiry_id = $1`,
    [inquiryId],
  );
  const [claim] = rows;
  return {
    inquiryId,
    clientId: claim.client_id,
    creditorName: claim.creditor_name,
    cents: claim.claim_cents === null ? null : Number(claim.claim_cents),
    currency: claim.claim_currency,
    emailId: claim.claim_updated_by_email_id,
    statedAt: claim.claim_stated_at?.toISOString() ?? null,
    booking: Number(claim.booking),
  };
}

/** As node-postgres gives it: bigint as text. */
interface StandingClaim {
  client_id: string;
  creditor_name: string;
  claim_cents: string | null;
  claim_currency: string | null;
  claim_updated_by_email_id: string | null;
  claim_stated_at: Date | null;
  booking: string;
}
