import { AttemptTimedOut, TimeLimit } from './time-limit';

const hangs = () => new Promise<never>(() => undefined);

describe('TimeLimit', () => {
  let limit: TimeLimit;
  beforeEach(() => {
    jest.useFakeTimers();
    limit = new TimeLimit(1_000);
  });
  afterEach(() => jest.useRealTimers());

  /** Runs it and notes after how long it was given up. */
  function noted(call: () => Promise<unknown>): { after?: number } {
    const begun = Date.now();
    const note: { after?: number } = {};
    limit.run(call).catch((error: unknown) => {
      expect(error).toBeInstanceOf(AttemptTimedOut);
      note.after = Date.now() - begun;
    });
    return note;
  }

  it('hands results and failures on', async () => {
    await expect(limit.run(async () => 'done')).resolves.toBe('done');
    const failure = new Error('refused');
    await expect(limit.run(() => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('gives each attempt its own full time, whatever began or ended before', async () => {
    await limit.run(async () => 'done');
    await jest.advanceTimersByTimeAsync(900);
    const first = noted(hangs);
    await jest.advanceTimersByTimeAsync(300);
    const second = noted(hangs);
    await jest.advanceTimersByTimeAsync(2_000);
    expect([first.after, second.after]).toEqual([1_000, 1_000]);
  });

  it('watches no longer than there is something to watch', async () => {
    noted(hangs);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(jest.getTimerCount()).toBe(0);
    noted(hangs);
    limit.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
