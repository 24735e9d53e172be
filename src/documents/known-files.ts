import { createHash } from 'node:crypto';

/** Remembers files by their content, the latest ones alone. */
export class KnownFiles {
  private readonly digests = new Set<string>();

  constructor(private readonly most: number) {}

  has(bytes: Uint8Array): boolean {
    return this.digests.size > 0 && this.digests.has(digestOf(bytes));
  }

  add(bytes: Uint8Array): void {
    this.digests.add(digestOf(bytes));
    for (const oldest of this.digests) {
      if (this.digests.size <= this.most) return;
      this.digests.delete(oldest);
    }
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
