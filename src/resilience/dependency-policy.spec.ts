import { currentCorrelation, runCorrelated } from '../correlation';
import { DeferredFailure, PermanentFailure, TransientFailure } from '../failure';
import { BreakerOpen } from './breaker-open';
import { DependencyPolicy, type BreakerSnapshot } from './dependency-policy';
import { POLICY_CATALOGUE } from './policy-catalogue';

const NOW = new Date('2026-03-01T10:00:00Z');
const THRESHOLDS = { failMax: 5, resetTimeoutMs: 60_000 };

const down = () => Promise.reject(new TransientFailure('mail_unsent', 'Not now.', { cause: refused }));
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const up = () => Promise.resolve('done');

describe('DependencyPolicy', () => {
  let changes: BreakerSnapshot[];
  let smtp: DependencyPolicy;
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
    changes = [];
    smtp = new DependencyPolicy('smtp', THRESHOLDS, (snapshot) => changes.push(snapshot));
  });
  afterEach(() => jest.useRealTimers());

  /** What became of so many calls. */
  async function calls(count: number, work: () => Promise<unknown>): Promise<unknown[]> {
    const ends: unknown[] = [];
    for (let call = 0; call < count; call += 1)
      ends.push(await smtp.execute(work).catch((error: Error) => error));
    return ends;
  }

  it('opens after exactly five failures in a row; the fifth is deferred until the probe as those after it', async () => {
    const work = jest.fn(down);
    expect(await calls(4, work)).toEqual(Array(4).fill(expect.any(TransientFailure)));
    expect(smtp.snapshot.state).toBe('closed');
    const [fifth, sixth] = await calls(2, work);
    expect(work).toHaveBeenCalledTimes(5);
    expect(fifth).toMatchObject({ code: 'breaker_open', until: new Date('2026-03-01T10:01:00Z') });
    expect(fifth).toBeInstanceOf(BreakerOpen);
    expect(sixth).toEqual(fifth);
    expect(changes).toEqual([
      {
        name: 'smtp',
        state: 'open',
        failures: 5,
        lastError: 'mail_unsent: ECONNREFUSED',
        since: NOW,
        nextProbeAt: new Date('2026-03-01T10:01:00Z'),
      },
    ]);
  });

  it('counts in a row', async () => {
    await calls(4, down);
    await calls(1, up);
    await calls(4, down);
    expect(smtp.snapshot).toMatchObject({ state: 'closed', failures: 4 });
  });

  it.each([
    ['permanent', new PermanentFailure('mail_refused', 'No.')],
    ['deferred', new DeferredFailure('rate_limited', 'Later.', NOW)],
  ])('does not count a %s failure, and hands it on as it is', async (_kind, failure) => {
    expect(await calls(6, () => Promise.reject(failure))).toEqual(Array(6).fill(failure));
    expect(smtp.snapshot).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('counts what nobody has classed', async () => {
    await calls(5, () => Promise.reject(new TypeError('x is not a function')));
    expect(smtp.snapshot).toMatchObject({ state: 'open', lastError: 'TypeError' });
  });

  it('lets one call through when the time has come, and defers the others at once', async () => {
    await calls(5, down);
    await jest.advanceTimersByTimeAsync(60_000);
    const answer = Promise.withResolvers<string>();
    const probe = smtp.execute(() => answer.promise);
    const other = jest.fn(up);
    await expect(smtp.execute(other)).rejects.toThrow(BreakerOpen);
    expect(other).not.toHaveBeenCalled();
    answer.resolve('through');
    await expect(probe).resolves.toBe('through');
    expect(await calls(1, up)).toEqual(['done']);
    expect(changes.map(({ state }) => state)).toEqual(['open', 'half_open', 'closed']);
  });

  it('opens after exactly five where more are under way, whatever becomes of those', async () => {
    const answers = Array.from({ length: 5 }, () => Promise.withResolvers<string>());
    const underWay = answers.map(({ promise }) => smtp.execute(() => promise).catch((error: Error) => error));
    await jest.advanceTimersByTimeAsync(0);
    answers.slice(0, 3).forEach(({ reject }) => reject(new TransientFailure('mail_unsent', 'Not now.')));
    await Promise.all(underWay.slice(0, 3));
    await calls(2, down);
    expect(smtp.snapshot).toMatchObject({ state: 'open', failures: 5 });
    answers[3].reject(new TransientFailure('mail_unsent', 'Not now.'));
    expect(await underWay[3]).toBeInstanceOf(BreakerOpen);
    expect(smtp.snapshot).toMatchObject({ state: 'open', failures: 5 });
    answers[4].resolve('done');
    expect(await underWay[4]).toBe('done');
    expect(smtp.snapshot).toMatchObject({ state: 'open', failures: 5 });
    expect(changes.map(({ failures }) => failures)).toEqual([5]);
  });

  it('counts no call against the time after an outage that began before it', async () => {
    smtp = new DependencyPolicy('smtp', { failMax: 5, resetTimeoutMs: 30_000 }, () => undefined);
    const old = Promise.withResolvers<string>();
    const underWay = smtp.execute(() => old.promise).catch((error: Error) => error);
    await calls(5, down);
    await jest.advanceTimersByTimeAsync(30_000);
    await smtp.probe(up);
    old.reject(new TransientFailure('mail_unsent', 'Not now.'));
    expect(await underWay).toBeInstanceOf(TransientFailure);
    expect(smtp.snapshot.state).toBe('closed');
  });

  it('goes on with the same outage where the probe fails', async () => {
    await calls(5, down);
    await jest.advanceTimersByTimeAsync(60_000);
    await smtp.probe(down);
    expect(smtp.snapshot).toMatchObject({
      state: 'open',
      failures: 5,
      since: NOW,
      nextProbeAt: new Date('2026-03-01T10:02:00Z'),
    });
  });

  it('closes where the probe is refused for good: the dependency has answered', async () => {
    await calls(5, down);
    await jest.advanceTimersByTimeAsync(60_000);
    await smtp.probe(() => Promise.reject(new PermanentFailure('mail_refused', 'No.')));
    expect(smtp.snapshot).toMatchObject({ state: 'closed', nextProbeAt: null });
  });

  it('opens again at the first failure of a call where only a probe was answered since', async () => {
    await calls(5, down);
    await jest.advanceTimersByTimeAsync(60_000);
    await smtp.probe(up);
    expect(await calls(1, down)).toEqual([expect.any(BreakerOpen)]);
    await jest.advanceTimersByTimeAsync(60_000);
    await smtp.probe(up);
    await calls(1, up);
    await calls(4, down);
    expect(smtp.snapshot.state).toBe('closed');
  });

  it('asks nothing before the probe is due', async () => {
    const ask = jest.fn(up);
    await smtp.probe(ask);
    await calls(5, down);
    await jest.advanceTimersByTimeAsync(59_000);
    await smtp.probe(ask);
    expect(ask).not.toHaveBeenCalled();
  });

  it('gives up an attempt that takes too long', async () => {
    const hanging = smtp.execute(() => new Promise(() => undefined));
    const failure = expect(hanging).rejects.toMatchObject({ code: 'smtp_timeout', name: 'TransientFailure' });
    await jest.advanceTimersByTimeAsync(POLICY_CATALOGUE.smtp.attemptTimeoutMs);
    await failure;
    expect(smtp.snapshot.failures).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('lets no more calls run at a time than the catalogue allows; the others follow', async () => {
    const answers = Array.from({ length: 8 }, () => Promise.withResolvers<string>());
    let begun = 0;
    const ends = answers.map(({ promise }) => smtp.execute(() => (begun++, promise)));
    await jest.advanceTimersByTimeAsync(0);
    expect(begun).toBe(POLICY_CATALOGUE.smtp.concurrency);
    answers.forEach(({ resolve }) => resolve('done'));
    await Promise.all(ends);
    expect(begun).toBe(8);
  });

  it('runs a call that had to wait in the context of its own mail, not of the one that made room', async () => {
    const ids = Array.from({ length: 8 }, (_, place) => `correlation-${place}`);
    const ownId = async () => {
      await Promise.resolve();
      return currentCorrelation().correlationId;
    };
    const seen = ids.map((correlationId) => runCorrelated({ correlationId }, () => smtp.execute(ownId)));
    expect(await Promise.all(seen)).toEqual(ids);
  });

  it('never tries a mail twice in one call, but what may be done twice', async () => {
    const work = jest.fn(down);
    await calls(1, work);
    expect(work).toHaveBeenCalledTimes(1);
    const mongodb = new DependencyPolicy('mongodb', THRESHOLDS, () => undefined);
    const flaky = jest.fn(up).mockImplementationOnce(down).mockImplementationOnce(down);
    const end = mongodb.execute(flaky);
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(end).resolves.toBe('done');
    const broken = jest.fn(down);
    const failure = expect(mongodb.execute(broken)).rejects.toThrow(TransientFailure);
    await jest.advanceTimersByTimeAsync(60_000);
    await failure;
    expect(broken).toHaveBeenCalledTimes(3);
  });

  it('goes on where another process left off', async () => {
    await calls(5, down);
    const kept = JSON.parse(JSON.stringify(smtp.memory)) as unknown;
    const heir = new DependencyPolicy('smtp', THRESHOLDS, () => undefined);
    heir.adopt(smtp.snapshot, kept);
    expect(heir.snapshot).toEqual(smtp.snapshot);
    await expect(heir.execute(up)).rejects.toThrow(BreakerOpen);
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(heir.execute(up)).resolves.toBe('done');
  });

  it('is held open by hand until it is released', async () => {
    smtp.isolate();
    const work = jest.fn(up);
    const [refusal] = await calls(1, work);
    expect(refusal).toMatchObject({ code: 'breaker_open', until: new Date('2026-03-01T10:00:01Z') });
    await jest.advanceTimersByTimeAsync(3_600_000);
    await calls(1, work);
    expect(work).not.toHaveBeenCalled();
    smtp.reset();
    expect(await calls(1, up)).toEqual(['done']);
    expect(changes.map(({ state }) => state)).toEqual(['isolated', 'closed']);
  });
});
