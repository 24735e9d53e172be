import { Failure, failureCode, PermanentFailure, TransientFailure } from '../../failure';

/** What asks to come again (https://cloud.google.com/storage/docs/retry-strategy), and what somebody has to mend first: sign-in and rights. */
const TEMPORARY = new Set([401, 403, 407, 408, 429]);

/** The kind of a failure of Cloud Storage. Wrong credentials and a missing bucket are somebody's to mend: the mail waits. */
export function cloudFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const status = statusOf(error);
  if (status === 404 && !isMissingBucket(error))
    return new PermanentFailure('object_missing', 'The object is not in its bucket.', { cause: error });
  if (status >= 400 && status < 500 && status !== 404 && !TEMPORARY.has(status))
    return new PermanentFailure('object_refused', `The object store refuses the request (${status}).`, {
      cause: error,
    });
  return new TransientFailure('objects_unavailable', cloudRemedy(error), { cause: error });
}

/** The HTTP status; 0 where there was no answer. */
export function statusOf(error: unknown): number {
  const { code } = error as { code?: unknown };
  const status = Number(code);
  return Number.isInteger(status) && status >= 100 && status < 600 ? status : 0;
}

/** What is wrong and what mends it, in words of our own: the client's quote names and bodies. */
export function cloudRemedy(error: unknown): string {
  const cause = error instanceof Failure && error.cause ? error.cause : error;
  const status = statusOf(cause);
  if (status === 401 || /default credentials|invalid_grant/i.test((cause as Error).message))
    return 'Google Cloud Storage knows no credentials: set GOOGLE_APPLICATION_CREDENTIALS, or run with a service account.';
  if (status === 403)
    return 'Google Cloud Storage forbids it: grant the service account Storage Object User on the bucket of GCS_BUCKET.';
  if (status === 404) return 'There is no such bucket: check GCS_BUCKET and GCS_ATTACHMENT_BUCKETS.';
  const why = status || failureCode(cause);
  return `Google Cloud Storage does not answer as it should (${why}): check the network and GCS_API_ENDPOINT.`;
}

function isMissingBucket(error: unknown): boolean {
  return /bucket does not exist/i.test((error as Error).message);
}
