import { types } from 'node:util';

import { DeferredFailure, PermanentFailure, TransientFailure, type Failure } from '../../failure';

/** Without a Retry-After; nobody knows better. */
const USUAL_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What the SDK throws, as far as it decides anything; its message may quote the mail and is left behind. */
interface SdkError {
  status?: number;
  /** `error.type` of the API: `overloaded_error`, `billing_error` … */
  type?: string | null;
  headers?: Headers;
  requestID?: string | null;
  cause?: unknown;
}

/**
 * What an error of the SDK means for the mail: Deferred where the API says when to come again, Permanent where it refuses
 * this one request, else Transient. A wrong key or model is Transient, too: nothing is wrong with the mail, and the
 * breaker tells the admin.
 */
export function claudeFailure(error: unknown): Failure {
  const { status, type, headers, requestID, cause } = error as SdkError;
  const options = { cause: status || type ? new ClaudeResponse(status, type, requestID) : rootOf(cause) };
  const wait = waitOf(headers);
  if (status === 429 || (wait !== null && (status === 529 || status === 503)))
    return new DeferredFailure(
      'claude_busy',
      'Claude takes no more requests just now; the mail goes on by itself when it does.',
      new Date(Date.now() + (wait ?? USUAL_WAIT_MS)),
      options,
    );
  if (type !== 'billing_error' && (status === 400 || status === 413 || status === 422))
    return new PermanentFailure('claude_rejects', 'Claude cannot take this mail.', options);
  const [code, message] =
    TRANSIENT[type === 'overloaded_error' ? 529 : (status ?? (type ? 500 : 0))] ?? TRANSIENT[500];
  return new TransientFailure(code, message, options);
}

const TRANSIENT: Readonly<Record<number, [code: string, message: string]>> = {
  0: ['claude_unreachable', 'Claude could not be reached, or broke off.'],
  400: ['claude_unpaid', 'Claude is not called: see to the billing of the account.'],
  401: ['claude_unauthorized', 'Claude refuses the key: see to ANTHROPIC_API_KEY.'],
  402: ['claude_unpaid', 'Claude is not called: see to the billing of the account.'],
  403: ['claude_unauthorized', 'Claude refuses the key: see to ANTHROPIC_API_KEY.'],
  404: ['claude_model_unknown', 'Claude does not know the model: see to CLAUDE_MODEL.'],
  500: ['claude_failed', 'Claude failed.'],
  529: ['claude_overloaded', 'Claude is overloaded.'],
};

/** What the network said, below "fetch failed". */
function rootOf(error: unknown): unknown {
  return types.isNativeError(error) && error.cause ? rootOf(error.cause) : error;
}

/** An answer that was an error, free of its text. */
class ClaudeResponse extends Error {
  readonly code: string;

  constructor(
    status: number | undefined,
    type: string | null | undefined,
    request: string | null | undefined,
  ) {
    super(`status ${status ?? 'none'}, request ${request ?? 'unknown'}`);
    this.code = type ?? `http_${status}`;
  }
}

/** Milliseconds by Retry-After (seconds or a date); null where it is missing or means nothing. */
function waitOf(headers: Headers | undefined): number | null {
  const header = headers?.get('retry-after');
  if (!header) return null;
  const wait = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}
