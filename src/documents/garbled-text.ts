/** Letters drawn by a font that does not say which they are: only a look at the page tells. */
export function isGarbled(text: string): boolean {
  const unknown = text.match(/[\p{Co}\p{Cn}\ufffd\u0000-\u0008\u000e-\u001f\u0080-\u009f]/gu)?.length ?? 0;
  return unknown > 0 && unknown > text.length * 0.2;
}
