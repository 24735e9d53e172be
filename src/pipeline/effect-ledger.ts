import { Injectable, Logger } from '@nestjs/common';

import { currentCorrelation } from '../correlation';
import { Statements, type StatementRunner } from '../drivers/database/statements';
import { DeferredFailure } from '../failure';

/** The effects that a mail can have, each at most once. */
export type Effect = 'claim' | 'client_record' | 'notify:update' | 'notify:review';

/** An effect that cannot share our transaction counts as left behind when its worker has not renewed its claim for so long. */
const LEASE_S = 6;
const RENEW_EVERY_MS = 2_000;

/** Proof of every effect, unique by mail and effect, whatever crashes and however many workers hold the same job. */
@Injectable()
export class EffectLedger {
  private readonly logger = new Logger(EffectLedger.name);

  constructor(private readonly statements: Statements) {}

  /**
   * Enters an effect in the transaction that makes it. A second caller waits for the first one's commit.
   *
   * @returns null where the effect is new, else what was entered the first time.
   */
  async enter<T extends object>(
    transaction: StatementRunner,
    emailId: string,
    effect: Effect,
    detail: T,
  ): Promise<T | null> {
    const inserted = await transaction.run(
      `INSERT INTO effects (email_id, effect, state, detail, correlation_id) VALUES ($1, $2, 'done', $3, $4)
       ON CONFLICT DO NOTHING RETURNING effect`,
      [emailId, effect, JSON.stringify(detail), currentCorrelation().correlationId],
    );
    if (inserted.length > 0) return null;
    const rows = await transaction.run<{ detail: T }>(
      'SELECT detail FROM effects WHERE email_id = $1 AND effect = $2',
      [emailId, effect],
    );
    return rows[0].detail;
  }

  /**
   * Makes an effect outside of PostgreSQL, such as a mail, once. A crash between the effect and its entry repeats it, so
   * `make` must be recognisable as the same (a mail's Message-ID, a file's name).
   *
   * @throws DeferredFailure while another worker is at it.
   */
  async once(emailId: string, effect: Effect, make: () => Promise<void>): Promise<void> {
    const claimed = await this.statements.run(
      `INSERT INTO effects AS entry (email_id, effect, state, correlation_id) VALUES ($1, $2, 'pending', $4)
       ON CONFLICT (email_id, effect) DO UPDATE SET claimed_at = now()
         WHERE entry.state = 'pending' AND entry.claimed_at < now() - make_interval(secs => $3)
       RETURNING effect`,
      [emailId, effect, LEASE_S, currentCorrelation().correlationId],
    );
    if (claimed.length === 0) {
      const holder = await this.holderOf(emailId, effect);
      if (holder?.state === 'done') return;
      throw inProgress(effect, holder?.freeAt);
    }
    await this.make(emailId, effect, make, () => this.release(emailId, effect));
  }

  /** Enters, in the caller's transaction, an effect outside of PostgreSQL that its commit makes due; `settle` makes it. */
  async owe(transaction: StatementRunner, emailId: string, effect: Effect, detail: object): Promise<void> {
    await transaction.run(
      `INSERT INTO effects (email_id, effect, state, detail, correlation_id, claimed_at)
       VALUES ($1, $2, 'pending', $3, $4, '-infinity')`,
      [emailId, effect, JSON.stringify(detail), currentCorrelation().correlationId],
    );
  }

  /**
   * Makes an effect that is owed, with what was entered for it; nothing where none is owed any more. It stays owed where
   * `make` fails, and is repeated after a crash, as with `once`.
   *
   * @throws DeferredFailure while another worker is at it.
   */
  async settle<T extends object>(
    emailId: string,
    effect: Effect,
    make: (detail: T) => Promise<void>,
  ): Promise<void> {
    const owed = await this.statements.run<{ detail: T }>(
      `UPDATE effects SET claimed_at = now()
       WHERE email_id = $1 AND effect = $2 AND state = 'pending' AND claimed_at < now() - make_interval(secs => $3)
       RETURNING detail`,
      [emailId, effect, LEASE_S],
    );
    if (owed.length === 0) {
      const holder = await this.holderOf(emailId, effect);
      if (holder?.state === 'pending') throw inProgress(effect, holder.freeAt);
      return;
    }
    await this.make(
      emailId,
      effect,
      () => make(owed[0].detail),
      () => this.leaveOwed(emailId, effect),
    );
  }

  private async make(
    emailId: string,
    effect: Effect,
    make: () => Promise<void>,
    giveUp: () => Promise<void>,
  ): Promise<void> {
    const renewal = setInterval(() => void this.renew(emailId, effect), RENEW_EVERY_MS);
    try {
      await make();
    } catch (error) {
      await giveUp();
      throw error;
    } finally {
      clearInterval(renewal);
    }
    await this.statements.run(`UPDATE effects SET state = 'done' WHERE email_id = $1 AND effect = $2`, [
      emailId,
      effect,
    ]);
    this.tell(effect);
  }

  /** One line for each effect that was made; for one of a transaction, after its commit. */
  tell(effect: Effect): void {
    this.logger.log({ message: `${effect} done`, effect });
  }

  /** What was entered for an effect that this mail has had; null where it has not had it. */
  async find<T extends object>(emailId: string, effect: Effect): Promise<T | null> {
    const rows = await this.statements.run<{ detail: T }>(
      `SELECT detail FROM effects WHERE email_id = $1 AND effect = $2 AND state = 'done'`,
      [emailId, effect],
    );
    return rows[0]?.detail ?? null;
  }

  /** Failing to renew is no reason to break off: at worst another worker repeats the effect, recognisably. */
  private async renew(emailId: string, effect: Effect): Promise<void> {
    await this.statements
      .run(
        `UPDATE effects SET claimed_at = now() WHERE email_id = $1 AND effect = $2 AND state = 'pending'`,
        [emailId, effect],
      )
      .catch(() => undefined);
  }

  private async release(emailId: string, effect: Effect): Promise<void> {
    await this.statements.run(
      `DELETE FROM effects WHERE email_id = $1 AND effect = $2 AND state = 'pending'`,
      [emailId, effect],
    );
  }

  private async leaveOwed(emailId: string, effect: Effect): Promise<void> {
    await this.statements.run(
      `UPDATE effects SET claimed_at = '-infinity' WHERE email_id = $1 AND effect = $2 AND state = 'pending'`,
      [emailId, effect],
    );
  }

  private async holderOf(emailId: string, effect: Effect): Promise<Holder | undefined> {
    const rows = await this.statements.run<Holder>(
      `SELECT state, greatest(claimed_at + make_interval(secs => $3), now()) AS "freeAt"
       FROM effects WHERE email_id = $1 AND effect = $2`,
      [emailId, effect, LEASE_S],
    );
    return rows[0];
  }
}

interface Holder {
  state: 'pending' | 'done';
  /** When its claim lapses. */
  freeAt: Date;
}

function inProgress(effect: Effect, until = new Date(Date.now() + LEASE_S * 1000)): DeferredFailure {
  return new DeferredFailure('effect_in_progress', `Another worker is at ${effect}.`, until);
}
