/** A header of a part; `name` is lower-case, `value` unfolded and otherwise raw. */
export interface MimeHeader {
  name: string;
  value: string;
}

/** A part of a mail, as its headers declare it. A leaf has content, a multipart has children. */
export interface MimePart {
  /** Lower-case, `text/plain` where nothing is declared. */
  mediaType: string;
  parameters: Record<string, string>;
  /** `attachment`, `inline`, or empty. */
  disposition: string;
  /** Raw as declared, or null. */
  filename: string | null;
  /** Without angle brackets, or null. */
  contentId: string | null;
  headers: MimeHeader[];
  /** After transfer decoding; empty for a multipart. */
  content: Uint8Array;
  children: MimePart[];
}

/** The first value of a header, or null. */
export function headerValue(part: MimePart, name: string): string | null {
  return part.headers.find((header) => header.name === name)?.value ?? null;
}

/** All values of a header, topmost first. */
export function headerValues(part: MimePart, name: string): string[] {
  return part.headers.filter((header) => header.name === name).map((header) => header.value);
}

/** The part and all parts below it, in the order of the mail. */
export function* partsOf(part: MimePart): Generator<MimePart> {
  yield part;
  for (const child of part.children) yield* partsOf(child);
}
