import { setImmediate } from 'node:timers/promises';

import { currentCorrelation, runCorrelated } from '../correlation';
import { Every, every, later } from './scheduled';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAIL = { correlationId: 'of-a-mail', emailId: 'mail-1' };

class Sweeper {
  @Every(1_000)
  async sweep() {
    await setImmediate();
    return currentCorrelation();
  }
}

describe('scheduled work', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  it('has an id of its own each time, also where a mail has called for it', async () => {
    const sweeper = new Sweeper();
    const [first, second] = await runCorrelated(MAIL, () => Promise.all([sweeper.sweep(), sweeper.sweep()]));
    for (const context of [first, second])
      expect(context).toEqual({ correlationId: expect.stringMatching(UUID) });
    expect(first.correlationId).not.toBe(second.correlationId);
  });

  it('goes on by the metadata of @nestjs/schedule', () => {
    const sweep = Object.getOwnPropertyDescriptor(Sweeper.prototype, 'sweep')?.value as object;
    expect(Reflect.getMetadata('SCHEDULE_INTERVAL_OPTIONS', sweep)).toEqual({ timeout: 1_000 });
  });

  it.each([
    ['a timer', later],
    ['an interval', every],
  ])('does not belong to the mail that set it: %s', (_kind, start) => {
    const seen: object[] = [];
    const timer = runCorrelated(MAIL, () => start(50, () => seen.push(currentCorrelation())));
    jest.advanceTimersByTime(50);
    clearTimeout(timer);
    expect(seen).toEqual([{ correlationId: expect.stringMatching(UUID) }]);
  });
});
