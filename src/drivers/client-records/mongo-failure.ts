import { MongoServerError } from 'mongodb';

import { PermanentFailure, TransientFailure, type Failure } from '../../failure';

/**
 * Codes of MongoDB for an update that the document, its schema or its size forbids, and that will be forbidden again
 * (https://www.mongodb.com/docs/manual/reference/error-codes/).
 */
const REFUSALS: ReadonlySet<string | number> = new Set([
  2, // BadValue
  14, // TypeMismatch
  28, // PathNotViable
  121, // DocumentValidationFailure
  10334, // BSONObjectTooLarge
  16883, // $map over what is no array
  17419, // the update would make the document too large
  28664, // $concatArrays over what is no array
  28651, // $filter over what is no array
]);
const DUPLICATE_KEY = 11000;
const AUTHENTICATION_FAILED = 18;
const UNAUTHORIZED = 13;

/** The kind of a failure of MongoDB. Wrong credentials are somebody's to mend: the mail waits for it. */
export function mongoFailure(error: unknown): Failure {
  const { code } = rootOf(error);
  if (error instanceof MongoServerError && REFUSALS.has(code))
    return new PermanentFailure(
      'client_record_refused',
      `MongoDB refuses the claim for the client's record (${code}).`,
      { cause: error },
    );
  return new TransientFailure('client_records_unavailable', mongoRemedy(error), { cause: error });
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** What is wrong and what mends it, in words of our own: the driver's may quote documents and credentials. */
export function mongoRemedy(error: unknown): string {
  const { code, isTls } = rootOf(error);
  if (code === AUTHENTICATION_FAILED)
    return 'MongoDB refuses the sign-in: check user, password and authSource in MONGODB_URL.';
  if (code === UNAUTHORIZED)
    return 'MongoDB forbids the user to write: grant readWrite on the database of MONGODB_URL.';
  if (isTls) return `No TLS connection to MongoDB (${code}): check tls and tlsCAFile in MONGODB_URL.`;
  if (code === 'ENOTFOUND') return 'The host of MONGODB_URL is not known (ENOTFOUND).';
  if (code === DUPLICATE_KEY)
    return 'The collection clients holds several documents of one client_id: merge them, or the index on it cannot be made.';
  return `MongoDB does not answer as it should (${code}): check that it runs at the address of MONGODB_URL.`;
}

/** The code, else the name, of the innermost error: selecting a server wraps what the connection met. */
function rootOf(error: unknown): { code: string | number; isTls: boolean } {
  let code: string | number = 'unknown';
  let isTls = false;
  for (let at = error as ErrorLink | undefined; at; at = at.cause) {
    const isCode =
      typeof at.code === 'string' || (typeof at.code === 'number' && at instanceof MongoServerError);
    if (isCode) code = at.code ?? code;
    else if (at.name !== 'Error') code = at.name ?? code;
    isTls ||= typeof at.code === 'string' && /TLS|SSL|CERT|SELF_SIGNED/.test(at.code);
  }
  return { code, isTls };
}

/** What a chain of causes is made of; that of the runtime need not be errors of our own realm. */
interface ErrorLink {
  name?: string;
  /** A number also in a DOMException, where it says nothing. */
  code?: string | number;
  cause?: ErrorLink;
}
