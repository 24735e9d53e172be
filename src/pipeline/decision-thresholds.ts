/** All limits that the decision rules compare with. Confidences and values run from 0 to 1. */
export const DECISION_THRESHOLDS = {
  /** Below it, the kind of a mail is a guess: neither dropped without a look nor booked. */
  kindIsSure: 0.7,
  /** Below it, a total is too weak to be booked at all. */
  amountIsUsable: 0.7,
  /** From it on, a total is backed by a plain label, or by a vaguer one and arithmetic, and may be booked without telling anybody. */
  amountIsStrong: 0.76,
  /** Below it, a figure that was recognised in an image is not booked, unless something else confirms it. Of the figures above it, none was wrong in a fair scan. */
  figureIsLegible: 0.85,
  /** The same for the mean over all words of its page: where many are doubtful, none is sure. */
  pageIsLegible: 0.8,
  /** Below it, nothing can be said of an amount in an image. */
  figureIsReadable: 0.5,
  /** A total that so many times exceeds what the client stated, or falls short of it, is told to staff … */
  unusualRatio: 5,
  /** … and from here on is not booked. */
  absurdRatio: 10,
  /** From it on, both readers together overrule what speaks against a claim in single words. */
  readingIsSure: 0.95,
} as const;
