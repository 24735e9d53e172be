const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', S: '5', B: '8' };

/** A reference for comparison: letters and digits only, upper case. `SB 26-0171` and `sb260171` agree. */
export function referenceKey(reference: string): string {
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
  return key.replace(/[OILSB]/g, (character) => LOOKALIKES[character] ?? character);
}
