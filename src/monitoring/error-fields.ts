import { isWord } from '../failure';
import { stackFrames } from './error-chain';

/** What a log line tells of an error: nothing in it comes from a message. */
export interface ErrorFields {
  type: string;
  code?: string | number;
  /** Frames alone, a line each. */
  stack?: string;
  cause?: ErrorFields;
  /** Of an error that stands for several. */
  errors?: ErrorFields[];
}

/** A failure, what caused it, and so on. */
const MAX_CAUSES = 5;
const MAX_ERRORS = 3;
const MAX_FRAMES = 12;

/** An error's class, code and stack frames, and those of its causes; its message may quote a mail or a row and stays out. */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  const { code, cause, errors } = (error ?? {}) as Record<string, unknown>;
  const stack = stackFrames(error).split('\n').slice(0, MAX_FRAMES).join('\n');
  return {
    type: typeOf(error),
    ...((isWord(code) || typeof code === 'number') && { code }),
    ...(stack && { stack }),
    ...(depth < MAX_CAUSES && {
      ...(cause !== undefined && cause !== null && { cause: errorFields(cause, depth + 1) }),
      ...(Array.isArray(errors) && {
        errors: errors.slice(0, MAX_ERRORS).map((one) => errorFields(one, depth + 1)),
      }),
    }),
  };
}

/** The name that an error gives itself, else its class. */
function typeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { name, constructor } = error as { name?: unknown; constructor?: { name?: unknown } };
  return (
    ([name, constructor?.name].find((word) => isWord(word) && !/^error$/i.test(String(word))) as string) ??
    'Error'
  );
}
