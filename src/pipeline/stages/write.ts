import { Injectable } from '@nestjs/common';

import { ClientRecords, type BookedClaim } from '../../drivers/client-records/client-records';
import { Statements, type StatementRunner } from '../../drivers/database/statements';
import { bookClaim } from '../../inquiries/claim-booking';
import { standingClaim } from '../../inquiries/standing-claim';
import { EffectLedger } from '../effect-ledger';
import type { IncomingMail } from '../incoming-mail';
import type { Decision } from './decide';
import type { ParsedMail } from './parse';

/** The output of the write stage: the decision as it came to be carried out. */
export interface Written extends Decision {
  /** The claim as it stands on the inquiry by this mail's doing, or null where nothing was written. */
  written: { cents: number; currency: string } | null;
}

interface ClaimEntry {
  inquiryId: string;
  cents: number;
  currency: string;
}

/**
 * Writes the claim on the inquiry, once, in one transaction with its entry in the ledger. The client's record is written in
 * the same transaction, or owed by it and written after its commit, where the records stand elsewhere.
 */
@Injectable()
export class WriteStage {
  constructor(
    private readonly statements: Statements,
    private readonly ledger: EffectLedger,
    private readonly clientRecords: ClientRecords,
  ) {}

  async run(decision: Decision, mail: IncomingMail, parsed: ParsedMail): Promise<Written> {
    const written = await this.carryOut(decision, mail, parsed);
    if (written.written && !this.clientRecords.joinsTransaction) await this.writeOwedRecord(mail.emailId);
    return written;
  }

  private async carryOut(decision: Decision, mail: IncomingMail, parsed: ParsedMail): Promise<Written> {
    const { claim, inquiryId } = decision;
    if (!claim || !inquiryId) return this.withoutClaim(decision, mail);
    const entry: ClaimEntry = { inquiryId, ...claim };
    try {
      const written = await this.statements.transaction((transaction) =>
        this.book(transaction, entry, mail, parsed),
      );
      if (written === entry) this.ledger.tell('claim');
      return writtenAs(decision, written);
    } catch (error) {
      if (error instanceof SupersededClaim) return heldBack(decision);
      throw error;
    }
  }

  /** A claim stands all the same where an earlier attempt wrote it and the mail or the inquiries read otherwise since. */
  private async withoutClaim(decision: Decision, mail: IncomingMail): Promise<Written> {
    const earlier = await this.ledger.find<ClaimEntry>(mail.emailId, 'claim');
    if (!earlier) return { ...decision, written: null };
    const reason =
      'An earlier attempt at this mail wrote the claim; now it would not be written: please check it.';
    return writtenAs(
      { ...decision, route: 'update_and_notify', reasons: [reason, ...decision.reasons] },
      earlier,
    );
  }

  /** @returns what this mail has written: now, or at an earlier attempt. */
  private async book(
    transaction: StatementRunner,
    entry: ClaimEntry,
    mail: IncomingMail,
    parsed: ParsedMail,
  ): Promise<ClaimEntry> {
    const earlier = await this.ledger.enter(transaction, mail.emailId, 'claim', entry);
    if (earlier) return earlier;
    const statedAt = statedAtOf(mail, parsed);
    const { inquiryId, cents, currency } = entry;
    const { emailId } = mail;
    const { outcome, clientId, creditorName, booking } = await bookClaim(transaction, {
      inquiryId,
      emailId,
      cents,
      currency,
      statedAt,
      reason: 'pipeline',
    });
    if (outcome === 'older') throw new SupersededClaim();
    const claim =
      booking === null
        ? await standingClaim(transaction, inquiryId)
        : {
            inquiryId,
            clientId,
            creditorName,
            cents,
            currency,
            emailId,
            statedAt: statedAt.toISOString(),
            booking,
          };
    if (this.clientRecords.joinsTransaction) await this.clientRecords.applyClaim(claim, transaction);
    else await this.ledger.owe(transaction, emailId, 'client_record', claim);
    return entry;
  }

  private writeOwedRecord(emailId: string): Promise<void> {
    return this.ledger.settle<BookedClaim>(emailId, 'client_record', (claim) =>
      this.clientRecords.applyClaim(claim),
    );
  }
}

/** Rolls the transaction back: a claim that was stated later stands on the inquiry. */
class SupersededClaim extends Error {}

function writtenAs(decision: Decision, { inquiryId, cents, currency }: ClaimEntry): Written {
  return { ...decision, inquiryId, written: { cents, currency } };
}

function heldBack(decision: Decision): Written {
  const reason =
    'A claim that the creditor stated later than this mail stands on the inquiry already; it was not overwritten.';
  return {
    ...decision,
    route: 'manual_review',
    reasons: [reason, ...decision.reasons],
    claim: null,
    written: null,
  };
}

/** The mail's own date, unless it claims to be from the future. */
function statedAtOf(mail: IncomingMail, parsed: ParsedMail): Date {
  return parsed.date && parsed.date < mail.receivedAt ? parsed.date : mail.receivedAt;
}
