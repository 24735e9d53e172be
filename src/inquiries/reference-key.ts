/** The usual word, which needs no closer look: a mail has hundreds. */
const PLAIN = /^[A-Za-z0-9]*$/;

/** A reference for comparison: letters and digits only, upper case. `SB 26-0171` and `sb260171` agree. */
export function referenceKey(reference: string): string {
  if (PLAIN.test(reference)) return reference.toUpperCase();
  return reference
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
}

/**
 * A reference key with the characters that scans and people confuse made equal: O and 0, l, I and 1, S and 5, B and 8.
 * Keeps the length of the key.
 */
export function lookalikeShape(key: string): string {
  return key
    .replaceAll('O', '0')
    .replaceAll('I', '1')
    .replaceAll('L', '1')
    .replaceAll('S', '5')
    .replaceAll('B', '8');
}
