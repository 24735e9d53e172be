import { Injectable } from '@nestjs/common';

import { Statements, type StatementRunner } from '../database/statements';
import { ClientRecords, creditorEntry, type BookedClaim } from './client-records';

/** Client records in our own database: `final_creditor_list` maps an inquiry to its claim. */
@Injectable()
export class PostgresClientRecords extends ClientRecords {
  readonly joinsTransaction = true;

  constructor(private readonly statements: Statements) {
    super();
  }

  async applyClaim(claim: BookedClaim, transaction: StatementRunner = this.statements): Promise<void> {
    await transaction.run(
      `INSERT INTO client_records AS record (client_id, final_creditor_list) VALUES ($1, jsonb_build_object($2::text, $3::jsonb))
       ON CONFLICT (client_id) DO UPDATE SET
         final_creditor_list = record.final_creditor_list || excluded.final_creditor_list, updated_at = now()
         WHERE coalesce((record.final_creditor_list -> $2 ->> 'booking')::bigint, 0) < $4`,
      [claim.clientId, claim.inquiryId, JSON.stringify(creditorEntry(claim)), claim.booking],
    );
  }
}
