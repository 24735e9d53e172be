import { createHmac } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Statements } from '../drivers/database/statements';
import { ErrorTracking } from '../monitoring/sentry/error-tracking';

/**
 * Names for senders, the same for every instance on one database: enough to see whether one creditor or many are
 * concerned. Who has no access to the database can neither turn one back nor try addresses on it.
 */
@Injectable()
export class SenderPseudonyms implements OnModuleInit {
  private secret = '';

  constructor(
    private readonly statements: Statements,
    private readonly tracking: ErrorTracking,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.tracking.isOn) return;
    const [row] = await this.statements.run<{ value: string }>(
      `SELECT value FROM installation_secrets WHERE name = 'sender_pseudonyms'`,
    );
    this.secret = row.value;
  }

  of(address: string): string {
    return createHmac('sha256', this.secret).update(address.trim().toLowerCase()).digest('hex').slice(0, 32);
  }
}
