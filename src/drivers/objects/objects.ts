import { createHash } from 'node:crypto';

import { PermanentFailure } from '../../failure';

/** The archive of raw mails and attachments. Its keys are made of the content: equal content is kept once, and a key proves it. */
export abstract class Objects {
  /**
   * Keeps the content under its key; once it returns, the object is on disk. The same again changes nothing.
   *
   * @param mediaType  told to whoever looks into the store.
   * @returns the key.
   * @throws TransientFailure where it may go through later.
   */
  abstract put(content: Uint8Array, mediaType: string): Promise<string>;

  /**
   * The content of a key, held against it.
   *
   * @throws PermanentFailure `object_missing`, `object_damaged`
   * @throws TransientFailure where the store does not answer.
   */
  abstract get(key: string): Promise<Buffer>;
}

/** `sha256/ab/ab01…`: parted by the first byte, so that no folder grows beyond bounds. */
export function keyOf(content: Uint8Array): string {
  const digest = createHash('sha256').update(content).digest('hex');
  return `sha256/${digest.slice(0, 2)}/${digest}`;
}

/** @throws PermanentFailure `object_damaged` where the content is not that of the key. */
export function verified(content: Buffer, key: string): Buffer {
  if (keyOf(content) === key) return content;
  throw new PermanentFailure(
    'object_damaged',
    `The archived object ${key} is not what was kept under its key.`,
  );
}
