/** The domain of a mail address, lower case; null where there is none. */
export function mailDomain(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain =
    at < 0
      ? ''
      : address
          .slice(at + 1)
          .trim()
          .toLowerCase();
  return domain === '' ? null : domain;
}
