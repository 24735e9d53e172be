import { Injectable } from '@nestjs/common';

import { moneyString } from '../../money';
import type { StatementRunner } from '../database/statements';
import { ClientRecords, type BookedClaim } from './client-records';

/** Client records in our own database: `final_creditor_list` maps an inquiry to its claim. */
@Injectable()
export class PostgresClientRecords extends ClientRecords {
  async applyClaim(claim: BookedClaim, transaction: StatementRunner): Promise<void> {
    const entry = {
      inquiry_id: claim.inquiryId,
      creditor_name: claim.creditorName,
      claim_amount: moneyString(claim.cents),
      currency: claim.currency,
      updated_by_email_id: claim.emailId,
      stated_at: claim.statedAt.toISOString(),
    };
    await transaction.run(
      `INSERT INTO client_records AS record (client_id, final_creditor_list) VALUES ($1, jsonb_build_object($2::text, $3::jsonb))
       ON CONFLICT (client_id) DO UPDATE SET
         final_creditor_list = record.final_creditor_list || excluded.final_creditor_list, updated_at = now()`,
      [claim.clientId, claim.inquiryId, JSON.stringify(entry)],
    );
  }
}
