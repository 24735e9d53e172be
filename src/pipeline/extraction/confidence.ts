/**
 * How sure the evidence makes a value. One table, so that a weight can be compared with the others. What a report states
 * is the share that was right among the mails of several hands; `npm run evaluate` tells how it holds on others.
 */
export const CONFIDENCE = {
  /** Taken away where the spelling allows two readings. */
  ambiguousNumber: 0.4,
  /** Taken away where the figure is not firm ("etwa", "voraussichtlich"). */
  conditional: 0.3,
  /** The total where only quoted history has one. */
  historyOnly: 0.35,
  /** "0.00" for a mail that denies any claim, times the confidence of that kind. */
  noClaim: 0.95,
  /** Principal, interest, costs: labelled and part of a sum that adds up; labelled alone; found by the sum alone. */
  part: { proven: { principal: 0.95, interest: 0.98, costs: 0.95 }, labelled: 0.78, derived: 0.77 },
  /** Currency beside the figure, declared for the table, the only one that the mail names, that its history names, or none at all. */
  currency: { beside: 0.96, declared: 0.95, only: 0.85, history: 0.75, assumed: 0.6 },
  /** A reference with a label, in the subject without one, in the text without one, part of a longer token. */
  reference: { labelled: 0.95, subject: 0.7, text: 0.45, fragment: 0.25 },
  /** A name after a label or form of address, in the subject, in running text. */
  name: { labelled: 0.95, addressed: 0.85, subject: 0.6, text: 0.5 },
  /** A creditor's name by label, in the signature or letterhead, as sender's display name, anywhere, or as a mere agent. */
  creditor: { labelled: 0.95, signature: 0.85, sender: 0.75, text: 0.55, agent: 0.4 },
  /** A date beside "geb." or "Geburtsdatum". */
  birthDate: 0.97,
  /** Taken away, as a factor, from what stands in quoted history. */
  quotedFactor: 0.7,
} as const;
