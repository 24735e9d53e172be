import { types } from 'node:util';

/**
 * Failures told apart by type, at the seam where a vendor's error is first seen.
 * Whoever catches one decides by its class alone; an error of no class here counts as transient, bounded by the attempts.
 */
export abstract class Failure extends Error {
  /**
   * @param code  stable, snake_case, free of personal data: it stands in reports, metrics and logs.
   * @param message  a sentence for staff, free of personal data.
   */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** May pass by itself: tried again with back-off, at the cost of an attempt. */
export class TransientFailure extends Failure {}

/** Not now, and known until when: waits without spending an attempt. */
export class DeferredFailure extends Failure {
  constructor(
    code: string,
    message: string,
    readonly until: Date,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** Will not pass by itself: the mail is quarantined with this cause and never tried again by itself. */
export class PermanentFailure extends Failure {}

/** The code of a failure or of a driver's error, else the error's class name. Never the message: that may quote a mail. */
export function failureCode(error: unknown): string {
  if (!types.isNativeError(error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
