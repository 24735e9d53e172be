import { setImmediate } from 'node:timers/promises';

import { correlationIdFrom, currentCorrelation, runCorrelated } from './correlation';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('correlationIdFrom', () => {
  it.each(['a1.B2_c3-', '12345678', 'x'.repeat(128)])('takes the well-formed id %s', (id) =>
    expect(correlationIdFrom(id)).toBe(id),
  );

  it.each([
    '',
    '1234567',
    'x'.repeat(129),
    'with blank',
    'with/slash',
    'ümlaut-id',
    'line\nbreak',
    'two,ids-of-it',
    'ends-so\n',
  ])('makes a new one in place of %j', (id) => expect(correlationIdFrom(id)).toMatch(UUID));

  it('prefers the first that is well-formed', () => {
    expect(correlationIdFrom('first-one', 'second-one')).toBe('first-one');
    expect(correlationIdFrom(undefined, 'second-one')).toBe('second-one');
    expect(correlationIdFrom('bad', 'second-one')).toBe('second-one');
    expect(correlationIdFrom(['first-one', 'other-one'], 'second-one')).toBe('second-one');
  });

  it('makes another each time', () => expect(correlationIdFrom()).not.toBe(correlationIdFrom()));
});

describe('the current context', () => {
  it('is none outside of any', () => expect(currentCorrelation()).toEqual({ correlationId: 'none' }));

  it('follows what is awaited, and does not mix', async () => {
    const idAfterWaiting = (correlationId: string) =>
      runCorrelated({ correlationId }, async () => {
        await setImmediate();
        return currentCorrelation().correlationId;
      });
    expect(await Promise.all(['left-one', 'right-one'].map(idAfterWaiting))).toEqual([
      'left-one',
      'right-one',
    ]);
    expect(currentCorrelation().correlationId).toBe('none');
  });

  it('can be added to on the way', () => {
    runCorrelated({ correlationId: 'outer-id' }, () => {
      currentCorrelation().stage = 'parse';
      expect(currentCorrelation()).toEqual({ correlationId: 'outer-id', stage: 'parse' });
      runCorrelated({ correlationId: 'inner-id' }, () => expect(currentCorrelation().stage).toBeUndefined());
      expect(currentCorrelation().correlationId).toBe('outer-id');
    });
  });
});
