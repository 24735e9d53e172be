import iconv from 'iconv-lite';

/** Text from bytes. `repaired` where the declared charset was wrong or missing and the bytes were read otherwise. */
export interface DecodedText {
  text: string;
  repaired: boolean;
}

/**
 * Decodes the bytes of a text part. The bytes are believed before the label: valid multi-byte UTF-8 is UTF-8 whatever the
 * label says, stray bytes in it are read as windows-1252, and mojibake ("Ã¼") is turned back. Never throws.
 */
export function decodeText(bytes: Uint8Array, declared: string | null): DecodedText {
  const label = (declared ?? '').trim().toLowerCase();
  const wide = wideEncoding(bytes, label);
  if (wide) return { text: iconv.decode(Buffer.from(bytes), wide), repaired: wide !== label };
  const isKnown = label === '' || isCharset(label);
  if (isKnown && label !== '' && !GUESSABLE.test(label))
    return { text: iconv.decode(Buffer.from(bytes), label), repaired: false };
  if (isPlainAscii(bytes)) return { text: latin1(bytes), repaired: !isKnown };
  const decoded = decodeGuessing(bytes, label);
  const text = repairMojibake(decoded.text);
  return { text, repaired: decoded.repaired || text !== decoded.text };
}

/** Whether bytes of this label can be decoded. */
export function isCharset(label: string): boolean {
  return GUESSABLE.test(label.toLowerCase()) || iconv.encodingExists(label);
}

/** Turns UTF-8 that was once read as windows-1252 ("Ã¼", "â‚¬") back into what it was; other text is returned as it is. */
export function repairMojibake(text: string): string {
  if (!/[ÂÃâ]/.test(text)) return text;
  return text.replace(MOJIBAKE, (run) => {
    const bytes = iconv.encode(run, 'windows-1252');
    try {
      return strictUtf8.decode(bytes);
    } catch {
      return run;
    }
  });
}

/** Bytes of no declared charset as the UTF-8 they mean; null where they are valid UTF-8 already. */
export function transcodeToUtf8(bytes: Uint8Array): Uint8Array | null {
  if (isPlainAscii(bytes) || decodeStrictly(bytes) !== null) return null;
  return Buffer.from(decodeMixed(bytes), 'utf8');
}

/** Labels so often wrong that the bytes decide; every other label is taken at its word. */
const GUESSABLE =
  /^(utf-?8|unicode-1-1-utf-8|us-ascii|ascii|ansi.*|iso-?8859-?(1|15)|latin-?[19]|(windows|cp|x-cp)-?1252|binary|unknown.*|default|x-unknown|8bit)$/;
const LATIN9 = /8859-?15|latin-?9/;
/** Characters that windows-1252 gives to the continuation bytes 0x80–0xBF. */
const CONTINUATION = '[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';
const MOJIBAKE = new RegExp(`[ÂÃ]${CONTINUATION}|â${CONTINUATION}{2}`, 'g');
const UTF8_SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3}|[\x80-\xff]+?/g;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Charsets of old office software, tried where windows-1252 gives no German letters. */
const OLD_CHARSETS = ['windows-1252', 'cp850', 'macroman'];

function decodeGuessing(bytes: Uint8Array, label: string): DecodedText {
  const utf8 = decodeStrictly(bytes);
  if (utf8 !== null) return { text: utf8.replace(/^\ufeff/, ''), repaired: !/^utf-?8$/.test(label) };
  if (/^(utf|unicode)/.test(label)) return { text: decodeMixed(bytes), repaired: true };
  if (LATIN9.test(label)) return { text: iconv.decode(Buffer.from(bytes), 'iso-8859-15'), repaired: false };
  if (/8859|latin|1252/.test(label))
    return { text: decodeMixed(bytes), repaired: UTF8_PAIR.test(latin1(bytes)) };
  return { text: likeliestGerman(bytes), repaired: true };
}

const UTF8_PAIR = /\xc3[\x80-\xbf](?![\x80-\xff])/;

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-8 where the bytes are a valid sequence, windows-1252 where they are not. */
function decodeMixed(bytes: Uint8Array): string {
  return latin1(bytes).replace(UTF8_SEQUENCE, (run) => {
    const raw = Buffer.from(run, 'latin1');
    return run.length > 1 ? raw.toString('utf8') : iconv.decode(raw, 'windows-1252');
  });
}

function likeliestGerman(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const sample = buffer.subarray(0, 65_536);
  const score = (charset: string) =>
    iconv.decode(sample, charset).match(/(?<=\p{L})[äöüß]|[ÄÖÜ€§](?=[\p{L}\s])/gu)?.length ?? 0;
  const [first, ...others] = OLD_CHARSETS.map((charset) => ({ charset, score: score(charset) }));
  const best = others.reduce((a, b) => (b.score > a.score ? b : a), first);
  return best === first ? decodeMixed(bytes) : iconv.decode(buffer, best.charset);
}

/** UTF-16 by its mark, its label, or by every other byte being NUL. */
function wideEncoding(bytes: Uint8Array, label: string): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 400);
  if (sample.length < 8) return null;
  let even = 0;
  let odd = 0;
  sample.forEach((byte, at) => {
    if (byte !== 0) return;
    if (at % 2 === 0) even++;
    else odd++;
  });
  if (odd > sample.length * 0.35 && even < odd / 8) return 'utf-16le';
  if (even > sample.length * 0.35 && odd < even / 8) return 'utf-16be';
  return /^utf-?16/.test(label) && odd + even === 0 ? 'utf-8' : null;
}

function isPlainAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] > 0x7f) return false;
  return true;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
