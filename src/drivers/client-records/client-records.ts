import type { StatementRunner } from '../database/statements';

/** A claim as it goes to the client's record. */
export interface BookedClaim {
  emailId: string;
  inquiryId: string;
  clientId: string;
  creditorName: string;
  /** Minor units of the currency. */
  cents: number;
  /** ISO 4217. */
  currency: string;
  /** When the creditor stated it. */
  statedAt: Date;
}

/** The clients' records of the office, each with the list of its creditors' claims. */
export abstract class ClientRecords {
  /**
   * Writes the claim into the client's list of creditors. Applying the same mail twice changes nothing the second time.
   *
   * @param transaction  the open transaction of the claim; an adapter on the same database joins it.
   */
  abstract applyClaim(claim: BookedClaim, transaction: StatementRunner): Promise<void>;
}
