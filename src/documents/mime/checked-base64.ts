/** What postal-mime decodes a part's transfer encoding with, line by line. */
export interface TransferDecoder {
  update(line: Uint8Array): void;
  finalize(): Promise<ArrayBuffer> | ArrayBuffer;
}

const [FOREIGN, LETTER, PADDING, BLANK] = [0, 1, 2, 3];
const CLASSES = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  CLASSES[letter.charCodeAt(0)] = LETTER;
for (const blank of ' \t\r\n') CLASSES[blank.charCodeAt(0)] = BLANK;
CLASSES['='.charCodeAt(0)] = PADDING;

/**
 * Base64 that notices when it was damaged on its way: decoders skip what is no base64, and a figure without one of its digits
 * is another figure.
 */
export class CheckedBase64 implements TransferDecoder {
  private letters = 0;
  private isBroken = false;

  constructor(
    private readonly decoder: TransferDecoder,
    private readonly onBroken: () => void,
  ) {}

  update(line: Uint8Array): void {
    if (!this.isBroken) this.check(line);
    this.decoder.update(line);
  }

  finalize(): Promise<ArrayBuffer> | ArrayBuffer {
    this.endUnit();
    return this.decoder.finalize();
  }

  private check(line: Uint8Array): void {
    for (let at = 0; at < line.length; at += 1) {
      const found = CLASSES[line[at]];
      if (found === LETTER) this.letters += 1;
      else if (found === PADDING) this.endUnit();
      else if (found === FOREIGN) return this.break();
    }
  }

  /** Four letters stand for three bytes, two or three for one or two; one alone stands for nothing. */
  private endUnit(): void {
    if (this.letters % 4 === 1) this.break();
    this.letters = 0;
  }

  private break(): void {
    if (!this.isBroken) this.onBroken();
    this.isBroken = true;
  }
}
