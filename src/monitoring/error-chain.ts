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

/** As V8 writes them. A message may hold lines that begin alike. */
const FRAME =
  /^ {4}at (?:[\w.$#<>[\] ]+ \((?:<anonymous>|native|index \d+|(?:file:|node:|\/|[A-Z]:\\)[^()]+:\d+:\d+)\)|(?:async )?(?:file:|node:|\/|[A-Z]:\\)[^()]+:\d+:\d+)$/;

/**
 * The frames of an error's stack, a line each, without the message above them: that may quote a mail, and its lines may
 * look like frames. Empty for what has no stack.
 */
export function stackFrames(error: unknown): string {
  const { stack, message } = (error ?? {}) as { stack?: unknown; message?: unknown };
  if (typeof stack !== 'string') return '';
  const isTold = typeof message === 'string' && stack.includes(message);
  const lines = stack.slice(isTold ? stack.indexOf(message) + message.length : 0).split('\n');
  // Whoever changed the message has left the one of before in the stack.
  return lines.slice(lines.findLastIndex((line) => !FRAME.test(line)) + 1).join('\n');
}
