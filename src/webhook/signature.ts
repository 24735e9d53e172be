import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** How far a signed timestamp may lie from our clock, in seconds. */
const TOLERANCE_S = 300;

/** The headers of Standard Webhooks (standardwebhooks.com). */
export interface SignedHeaders {
  id: string;
  /** Unix time in seconds. */
  timestamp: string;
  /** One or more `v1,<base64>` parted by blanks. */
  signature: string;
}

/**
 * Why a delivery's signature does not hold, or null where it does.
 * Checked against every secret, so that a rotation needs no pause; in constant time for each.
 */
export function signatureProblem(
  headers: SignedHeaders,
  body: Uint8Array,
  secrets: string[],
  now = new Date(),
): string | null {
  if (!/^\d{1,12}$/.test(headers.timestamp)) return 'webhook-timestamp must be a Unix time in seconds';
  if (Math.abs(Math.floor(now.getTime() / 1000) - Number(headers.timestamp)) > TOLERANCE_S) {
    return `webhook-timestamp is more than ${TOLERANCE_S} s from the clock of this service`;
  }
  const offered = headers.signature.split(' ').filter((signature) => signature.startsWith('v1,'));
  const matches = secrets.some((secret) => {
    const expected = sign(headers, body, secret);
    return offered.some((signature) => equalInConstantTime(signature, expected));
  });
  return matches ? null : 'webhook-signature does not match the body and the secret';
}

/** The `v1,<base64>` signature of a delivery. */
export function sign(
  headers: Pick<SignedHeaders, 'id' | 'timestamp'>,
  body: Uint8Array,
  secret: string,
): string {
  const hmac = createHmac('sha256', keyOf(secret)).update(`${headers.id}.${headers.timestamp}.`).update(body);
  return `v1,${hmac.digest('base64')}`;
}

/** Kept: to make one takes longer than the digest of a short mail. */
const keys = new Map<string, KeyObject>();

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known) return known;
  const key = createSecretKey(Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
  keys.set(secret, key);
  return key;
}

/** Compares digests, so that unequal lengths cost the same. */
export function equalInConstantTime(left: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));
}
