/** What a failure was caused by, and that by; no further. */
const MAX_LENGTH = 5;

/** An error, its cause, the cause of that, and so on. */
export function errorChain(error: unknown): unknown[] {
  const chain = [error];
  while (chain.length < MAX_LENGTH) {
    const cause = (chain.at(-1) as { cause?: unknown } | null | undefined)?.cause;
    if (cause === undefined || chain.includes(cause)) break;
    chain.push(cause);
  }
  return chain;
}

/**
 * The frames of an error's stack, a line each, without the message above them: that may quote a mail, and its lines may
 * look like frames. Empty for what is no error.
 */
export function stackFrames(error: unknown): string {
  if (!(error instanceof Error) || !error.stack) return '';
  const { stack, message } = error;
  const place = stack.indexOf(message);
  return place < 0 ? '' : stack.slice(place + message.length).replace(/^\n/, '');
}
