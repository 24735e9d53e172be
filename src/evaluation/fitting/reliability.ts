import type { Risk } from '../../pipeline/appraisal/appraiser';

/** A claim that would be booked: how sure of it both readers were, and whether it was right. */
export interface Booking {
  sureness: number;
  right: boolean;
}

const STEPS = 4_000;
const RATE = 0.01;
const POINTS = 100;
/**
 * Wrong bookings that are taken for granted beside those that were seen: where none was, that proves little. Twice the
 * half of Jeffreys, since the rules have been mended by the very hands that are counted.
 */
const UNSEEN = 1;
/**
 * By how much the odds of one and the same claim differ from a fit to the next. A wrong booking counts against all whose
 * odds are not that many times as good: with a few other letters to learn from it might have stood above them.
 */
const ODDS_BETWEEN_FITS = 2;

/** Log odds of being right, as a line over the log odds of the sureness (Platt 1999). */
interface Line {
  offset: number;
  slope: number;
}

/**
 * The share of wrong ones among bookings of the post that are at least so sure: as a line over all material expects it, or
 * as it was counted, whichever is less. The line tells the surest apart, of which too few are wrong to be counted; it is
 * drawn from letters full of traps, though, and where hundreds of the post were right, they count.
 *
 * @param letters  bookings out of letters that were written to learn from.
 * @param post  bookings out of what comes.
 */
export function risksOf(letters: Booking[], post: Booking[]): Risk[] {
  const line = atLevelOf(post, lineThrough([...letters, ...post]));
  const surest = [...post].sort((one, other) => other.sureness - one.sureness);
  const counted = countedRates(surest);
  let wrong = 0;
  const risks = surest.map(({ sureness }, index) => {
    wrong += 1 - chance(line, sureness);
    return { sure: rounded(sureness), errorRate: rounded(Math.min(wrong / (index + 1), counted[index])) };
  });
  const step = Math.max(1, Math.floor(risks.length / POINTS));
  return risks.filter((_, index) => index % step === 0 || index === risks.length - 1);
}

/** For each booking the share of wrong ones among those as sure and surer, or among more of them where that is less. */
function countedRates(surest: Booking[]): number[] {
  const wrong = surest.filter(({ right }) => !right).map(({ sureness }) => logOdds(sureness));
  const rates = surest.map(({ sureness }, index) => {
    const reached = logOdds(sureness) - Math.log(ODDS_BETWEEN_FITS);
    return (UNSEEN + wrong.filter((odds) => odds >= reached).length) / (index + 1);
  });
  for (let index = rates.length - 2; index >= 0; index -= 1)
    rates[index] = Math.min(rates[index], rates[index + 1]);
  return rates;
}

function lineThrough(bookings: Booking[]): Line {
  const line = { offset: 0, slope: 1 };
  for (let step = 0; step < STEPS; step += 1) {
    let [offsetError, slopeError] = [0, 0];
    for (const { sureness, right } of bookings) {
      const error = chance(line, sureness) - Number(right);
      offsetError += error;
      slopeError += error * logOdds(sureness);
    }
    line.offset -= (RATE * offsetError) / bookings.length ** 0.5;
    line.slope -= (RATE * slopeError) / bookings.length ** 0.5;
  }
  return line;
}

/** The line raised or lowered until it expects as many wrong bookings in the post as were seen, and one more. */
function atLevelOf(post: Booking[], { offset, slope }: Line): Line {
  const seen = post.filter(({ right }) => !right).length + UNSEEN;
  let [low, high] = [offset - 20, offset + 20];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    const expected = post.reduce(
      (sum, { sureness }) => sum + 1 - chance({ offset: middle, slope }, sureness),
      0,
    );
    if (expected > seen) low = middle;
    else high = middle;
  }
  return { offset: high, slope };
}

function chance({ offset, slope }: Line, sureness: number): number {
  return 1 / (1 + Math.exp(-offset - slope * logOdds(sureness)));
}

function logOdds(share: number): number {
  const within = Math.min(Math.max(share, 1e-6), 1 - 1e-6);
  return Math.log(within / (1 - within));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
