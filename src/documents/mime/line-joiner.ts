const LINE_FEED = 0x0a;

/** Gathers the lines of an unencoded part into one piece of memory, each ended by `\n`. */
export class LineJoiner {
  private bytes = new Uint8Array(4_096);
  private length = 0;

  update(line: Uint8Array): void {
    const needed = this.length + line.length + 1;
    if (needed > this.bytes.length) this.grow(needed);
    this.bytes.set(line, this.length);
    this.bytes[needed - 1] = LINE_FEED;
    this.length = needed;
  }

  finalize(): Promise<ArrayBuffer> {
    return Promise.resolve(this.bytes.buffer.slice(0, this.length));
  }

  private grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
