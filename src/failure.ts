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

/** What keeps the service from starting. Its message is the remedy, in a sentence for the operator, free of secrets. */
export class StartFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The code of a failure or of a driver's error, else the error's class name. Never the message: that may quote a mail. */
export function failureCode(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (isWord(code)) return code;
  if (isConnectionLoss(error)) return 'connection_lost';
  return isWord(name) ? name : 'unknown';
}

/** Words of a program, such as `ECONNREFUSED`, `22P02`, `http_529`; anything else in their place may be text of a mail. */
const WORD = /^(?:[A-Za-z_$][\w.:$-]{0,63}|[0-9][0-9A-Z]{4})$/;

export function isWord(text: unknown): text is string {
  return typeof text === 'string' && WORD.test(text);
}

/** Codes of a network that breaks off, and those of a PostgreSQL that is not there, starts or stops, lacks room, or is a standby. */
const OUTAGE_CODE =
  /^(?:E(?:CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)|08...|53...|57P0[1-3]|25006)$/;
/** pg has no codes for these; TypeORM puts the class before them. */
const LOSS_MESSAGE =
  /^(?:Error: )?(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** True for a driver's error that tells of a server that cannot do its work, and not of what was asked of it. */
export function isOutage(error: unknown): boolean {
  return OUTAGE_CODE.test(failureCode(error)) || isConnectionLoss(error);
}

function isConnectionLoss(error: unknown): boolean {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' && LOSS_MESSAGE.test(message);
}
