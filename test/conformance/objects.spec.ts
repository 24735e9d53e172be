import { createHash, randomBytes } from 'node:crypto';

import { PermanentFailure } from '../../src/failure';
import { OBJECT_STORES, type ObjectStore } from '../harness/object-stores';

describe.each(OBJECT_STORES)('objects in $name', ({ open }) => {
  let store: ObjectStore;

  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const failureOf = (key: string) => store.objects.get(key).catch((error: unknown) => error);

  it('are kept under a key that follows from their content alone', async () => {
    const content = randomBytes(1_000);
    const digest = createHash('sha256').update(content).digest('hex');
    const key = await store.objects.put(content, 'application/pdf');
    expect(key).toBe(`sha256/${digest.slice(0, 2)}/${digest}`);
    expect(await store.objects.get(key)).toEqual(content);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.from([0])],
    ['3 MB', randomBytes(3_000_000)],
  ])('may hold %s', async (_name, content) => {
    const key = await store.objects.put(content, 'application/octet-stream');
    expect((await store.objects.get(key)).equals(content)).toBe(true);
  });

  it('are kept once where the same comes many times at once', async () => {
    const content = randomBytes(50_000);
    const keys = await Promise.all(
      Array.from({ length: 10 }, () => store.objects.put(content, 'message/rfc822')),
    );
    expect(new Set(keys).size).toBe(1);
    expect(await store.objects.get(keys[0])).toEqual(content);
  });

  it('are told where they are missing', async () => {
    const digest = createHash('sha256').update(randomBytes(9)).digest('hex');
    const failure = await failureOf(`sha256/${digest.slice(0, 2)}/${digest}`);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure).toMatchObject({ code: 'object_missing' });
  });

  it('are held against their key', async () => {
    if (!store.damage) return;
    const key = await store.objects.put(randomBytes(100), 'application/pdf');
    await store.damage(key);
    expect(await failureOf(key)).toMatchObject({ code: 'object_damaged' });
  });
});
