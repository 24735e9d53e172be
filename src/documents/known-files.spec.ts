import { KnownFiles } from './known-files';

describe('known files', () => {
  it('are the latest ones, by their content', () => {
    const files = new KnownFiles(2);
    const bytes = (text: string) => Buffer.from(text);
    expect(files.has(bytes('a'))).toBe(false);
    for (const text of ['a', 'b', 'c']) files.add(bytes(text));
    expect(['a', 'b', 'c'].map((text) => files.has(bytes(text)))).toEqual([false, true, true]);
  });
});
