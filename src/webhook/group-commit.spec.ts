import { setImmediate } from 'node:timers/promises';

import { GroupCommit } from './group-commit';

/** Batches that are ended by hand. */
function byHand(limits = { items: 100, bytes: 1000 }) {
  const batches: { items: string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const group = new GroupCommit<string, string>(
    (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, end: () => resolve(items.map((item) => `kept ${item}`)), fail: reject });
      }),
    limits,
  );
  return { group, batches };
}

const itemsOf = (batches: { items: string[] }[]) => batches.map(({ items }) => items);

describe('GroupCommit', () => {
  it('lets the first go at once, and together what comes meanwhile', async () => {
    const { group, batches } = byHand();
    const results = ['a', 'b', 'c'].map((item) => group.run(item, 1));
    expect(itemsOf(batches)).toEqual([['a']]);
    batches[0].end();
    await expect(results[0]).resolves.toBe('kept a');
    await setImmediate();
    expect(itemsOf(batches)).toEqual([['a'], ['b', 'c']]);
    batches[1].end();
    await expect(Promise.all(results)).resolves.toEqual(['kept a', 'kept b', 'kept c']);
    void group.run('d', 1);
    expect(itemsOf(batches)).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it.each([
    ['items', { items: 2, bytes: 1000 }],
    ['bytes', { items: 100, bytes: 20 }],
  ])('takes no more %s than it may', async (_what, limits) => {
    const { group, batches } = byHand(limits);
    for (const item of ['a', 'b', 'c', 'd']) void group.run(item, 10);
    batches[0].end();
    await setImmediate();
    batches[1].end();
    await setImmediate();
    expect(itemsOf(batches)).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('lets what fills a batch alone go at once and by itself', async () => {
    const { group, batches } = byHand();
    void group.run('small', 1);
    const large = group.run('large', 1000);
    expect(itemsOf(batches)).toEqual([['small'], ['large']]);
    batches[1].end();
    await expect(large).resolves.toBe('kept large');
  });

  it('tries each by itself where they fail together, so that one fails alone', async () => {
    const { group, batches } = byHand();
    const first = group.run('first', 1);
    const results = ['good', 'bad'].map((item) => group.run(item, 1));
    batches[0].end();
    await first;
    await setImmediate();
    batches[1].fail(new Error('one of them is refused'));
    await setImmediate();
    expect(itemsOf(batches.slice(2))).toEqual([['good'], ['bad']]);
    batches[2].end();
    batches[3].fail(new Error('refused'));
    await expect(results[0]).resolves.toBe('kept good');
    await expect(results[1]).rejects.toThrow('refused');
    expect(batches).toHaveLength(4);
  });

  it('does not wait behind a batch that hangs', async () => {
    jest.useFakeTimers();
    try {
      const { group, batches } = byHand();
      void group.run('hangs', 1);
      const next = group.run('next', 1);
      await jest.advanceTimersByTimeAsync(250);
      expect(itemsOf(batches)).toEqual([['hangs'], ['next']]);
      batches[1].end();
      await expect(next).resolves.toBe('kept next');
    } finally {
      jest.useRealTimers();
    }
  });
});
