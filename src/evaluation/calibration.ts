import type { Statement } from './verdict';

/** Statements whose confidences lie close together. */
export interface Bin {
  from: number;
  to: number;
  count: number;
  /** Mean of the stated confidences; null in an empty bin. */
  stated: number | null;
  /** Share that was right; null in an empty bin. */
  observed: number | null;
}

/** How far stated confidences can be believed. */
export interface Calibration {
  statements: number;
  /** Mean squared distance of the confidence from 1 where right, 0 where wrong (Brier 1950): 0 is best, 0.25 is a coin. */
  brier: number | null;
  /** Mean distance of stated from observed over the bins, weighted by their counts (expected calibration error, Naeini 2015). */
  error: number | null;
  bins: Bin[];
}

const BINS = 10;

/** Calibration over ten bins of equal width. */
export function calibrationOf(statements: readonly Statement[]): Calibration {
  const bins = Array.from({ length: BINS }, (_, index) =>
    binOf(
      index,
      statements.filter(({ confidence }) => Math.min(Math.floor(confidence * BINS), BINS - 1) === index),
    ),
  );
  const distance = bins.reduce(
    (sum, { count, stated, observed }) => sum + count * Math.abs((stated ?? 0) - (observed ?? 0)),
    0,
  );
  const { length } = statements;
  return {
    statements: length,
    brier: mean(statements.map(({ confidence, right }) => (confidence - Number(right)) ** 2)),
    error: length === 0 ? null : distance / length,
    bins,
  };
}

/** Null for none. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function binOf(index: number, statements: readonly Statement[]): Bin {
  return {
    from: index / BINS,
    to: (index + 1) / BINS,
    count: statements.length,
    stated: mean(statements.map(({ confidence }) => confidence)),
    observed: mean(statements.map(({ right }) => Number(right))),
  };
}
