import type { Risk } from '../../pipeline/appraisal/appraiser';

/** A claim that would be booked: how sure of it the appraiser was, and whether it was right. */
export interface Booking {
  sureness: number;
  right: boolean;
}

const STEPS = 4_000;
const RATE = 0.01;
/** Keeps the slope near 1 where there are few bookings to learn from. */
const PULL = 0.02;
const POINTS = 40;

/**
 * The share of wrong ones among all bookings that are at least so sure. Wrong ones are few, so that they are not counted
 * but smoothed: the log odds of being right are a line over the log odds of the sureness (Platt 1999).
 */
export function risksOf(bookings: Booking[]): Risk[] {
  const surest = [...bookings].sort((one, other) => other.sureness - one.sureness);
  const { offset, slope } = line(surest);
  let wrong = 0;
  const risks = surest.map(({ sureness }, index) => {
    wrong += 1 - logistic(offset + slope * logOdds(sureness));
    return { sure: rounded(sureness), errorRate: rounded(wrong / (index + 1)) };
  });
  const step = Math.max(1, Math.floor(risks.length / POINTS));
  return risks.filter((_, index) => index % step === 0 || index === risks.length - 1);
}

function line(bookings: Booking[]): { offset: number; slope: number } {
  let [offset, slope] = [0, 1];
  for (let step = 0; step < STEPS; step += 1) {
    let [offsetError, slopeError] = [0, PULL * (slope - 1) * bookings.length];
    for (const { sureness, right } of bookings) {
      const error = logistic(offset + slope * logOdds(sureness)) - Number(right);
      offsetError += error;
      slopeError += error * logOdds(sureness);
    }
    offset -= (RATE * offsetError) / bookings.length ** 0.5;
    slope -= (RATE * slopeError) / bookings.length ** 0.5;
  }
  return { offset, slope };
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function logOdds(share: number): number {
  const within = Math.min(Math.max(share, 1e-6), 1 - 1e-6);
  return Math.log(within / (1 - within));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
