import type { Signals } from '../stages/match';

/** What each signal adds to a candidate's score; the strongest of each kind together make 1. */
export const WEIGHTS = {
  /** Names the client, not the contract. */
  officeReference: { exact: 0.16, lookalike: 0.06 },
  /** Names the contract, and all but names the client. */
  creditorReference: { exact: 0.3, lookalike: 0.12 },
  /** Times the value of the naming. */
  clientName: 0.2,
  creditor: { sender_address: 0.11, sender_domain: 0.09, name: 0.08, sender_name: 0.06 },
  /** For a creditor whose name stands in the text beside the sender being known: a collector's mailbox serves several. */
  creditorNamedToo: 0.04,
  birthDate: { exact: 0.1, conflict: -0.2 },
  address: { exact: 0.07 },
  /** Below the margin: an amount never decides by itself. */
  amount: { equal: 0.02, near: 0.01 },
  /** The mail names another client in full, and this one not. */
  otherClientNamed: -0.15,
  /** A reference that stands in quoted history alone: the inquiry of the office itself, perhaps with others beside it. */
  quotedShare: 0.7,
} as const;

/** A runner-up closer than this leaves it open which one is meant. */
export const CLEAR_MARGIN = 0.04;

/** From this value on, a naming counts as the client's name (a slip or two included). */
export const NAME_COUNTS = 0.75;
/** From this value on, it is the client's full name without a slip. */
export const NAME_IS_EXACT = 0.9;

/** What a candidate's signals were found by, as far as it bears on their weight. */
export interface SignalContext {
  officeReferenceCurrent: boolean;
  creditorReferenceCurrent: boolean;
  creditorNamed: boolean;
  otherClientNamed: boolean;
}

/** 0 to 1, by the table above. */
export function scoreOf(signals: Signals, context: SignalContext): number {
  let score = WEIGHTS.clientName * (signals.client_name ?? 0);
  if (signals.office_reference)
    score +=
      WEIGHTS.officeReference[signals.office_reference] *
      (context.officeReferenceCurrent ? 1 : WEIGHTS.quotedShare);
  if (signals.creditor_reference)
    score +=
      WEIGHTS.creditorReference[signals.creditor_reference] *
      (context.creditorReferenceCurrent ? 1 : WEIGHTS.quotedShare);
  if (signals.creditor) score += WEIGHTS.creditor[signals.creditor];
  if (signals.creditor && signals.creditor !== 'name' && context.creditorNamed)
    score += WEIGHTS.creditorNamedToo;
  if (signals.birth_date) score += WEIGHTS.birthDate[signals.birth_date];
  if (signals.address) score += WEIGHTS.address[signals.address];
  if (signals.amount) score += WEIGHTS.amount[signals.amount];
  if (context.otherClientNamed) score += WEIGHTS.otherClientNamed;
  return Math.round(Math.min(1, Math.max(0, score)) * 1000) / 1000;
}
