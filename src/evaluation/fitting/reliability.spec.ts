import { type Booking, risksOf } from './reliability';

/** Bookings of even sureness from 1 down to 0.5, wrong where `wrong` says so. */
function bookings(count: number, wrong: (sureness: number) => boolean): Booking[] {
  return Array.from({ length: count }, (_, index) => {
    const sureness = 1 - (0.5 * index) / count;
    return { sureness, right: !wrong(sureness) };
  });
}

const traps = bookings(400, (sureness) => Math.round(sureness * 1_000) % (sureness > 0.9 ? 20 : 4) === 0);
const rateAt = (post: Booking[], sureness: number): number =>
  risksOf(traps, post).findLast(({ sure }) => sure >= sureness)?.errorRate ?? 1;

describe('the share of wrong bookings', () => {
  it('falls with sureness', () => {
    const rates = risksOf(
      traps,
      bookings(300, (sureness) => sureness < 0.55),
    ).map(({ errorRate }) => errorRate);
    expect(rates).toEqual([...rates].sort((one, other) => one - other));
  });

  it('is what was counted in the post, and one that was not seen', () => {
    const post = bookings(450, (sureness) => sureness < 0.6);
    expect(rateAt(post, 0.8)).toBeLessThanOrEqual(1 / 200);
    expect(rateAt(post, 0.51)).toBeGreaterThan(0.1);
  });

  it('is no less right above a wrong one, where the next fit may put it', () => {
    const post = bookings(1_000, (sureness) => sureness > 0.795 && sureness <= 0.8);
    expect(rateAt(post, 0.87)).toBeGreaterThan(7 / 1_000);
    expect(rateAt(post, 0.9)).toBeLessThan(6 / 1_000);
  });

  it('is less for the surest than any count can show', () => {
    const post = bookings(300, (sureness) => sureness < 0.6);
    expect(rateAt(post, 0.999)).toBeLessThan(rateAt(post, 0.7));
  });

  it('is not taken for nothing where nothing was wrong', () => {
    expect(
      rateAt(
        bookings(50, () => false),
        0.6,
      ),
    ).toBeGreaterThan(0.001);
  });
});
